"""Where a measure that falls is going: a straight line through means, and when it meets a limit.

Ordinary least squares with Student's interval of the slope (Draper and Smith, Applied Regression
Analysis, chapter 1). A fault that grows faster and faster arrives sooner than the line says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt
from typing import Self

import numpy as np
from scipy.special import stdtrit

from edge_agent.core.errors import InvalidInput

FEWEST = 4
"""Points below which a line proves nothing."""
CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class Until:
    """How far it still is to a limit, in the unit of x; `inf` where it may never come."""

    soonest: float
    likely: float
    latest: float


@dataclass(frozen=True, slots=True)
class Trend:
    """A line through points; x ascending, in any unit."""

    now: float
    """Height of the line at the last point."""
    slope: float
    slope_error: float
    """Half the width of the slope's interval at `CONFIDENCE`."""

    @classmethod
    def through(cls, x: Sequence[float], y: Sequence[float]) -> Self:
        """InvalidInput for fewer than `FEWEST` points, or for points at one place."""
        places, heights = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        if len(places) < FEWEST or len(places) != len(heights):
            raise InvalidInput(f"a trend needs {FEWEST} points or more; these are {len(places)}")
        apart = places - places.mean()
        spread = float((apart**2).sum())
        if spread == 0:
            raise InvalidInput("a trend needs points at different places")
        slope = float((apart * heights).sum()) / spread
        off = heights - heights.mean() - slope * apart
        error = sqrt(float((off**2).sum()) / (len(places) - 2) / spread)
        wide = float(stdtrit(len(places) - 2, (1 + CONFIDENCE) / 2))
        return cls(float(heights.mean() + slope * apart[-1]), slope, wide * error)

    @property
    def falls(self) -> bool:
        """Beyond what luck explains."""
        return self.slope + self.slope_error < 0

    def until(self, limit: float) -> Until:
        """From the last point on; 0 where the line is there already."""
        left = self.now - limit
        return Until(
            soonest=met(left, self.slope - self.slope_error),
            likely=met(left, self.slope),
            latest=met(left, self.slope + self.slope_error),
        )


def met(left: float, slope: float) -> float:
    if left <= 0:
        return 0.0
    return left / -slope if slope < 0 else inf
