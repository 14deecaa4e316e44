"""Does it grow? The slope of Theil and Sen, which a few wild samples do not move.

It is the median of the slopes between all pairs of points; its 95 % interval follows from the
variance of Kendall's S (Sen 1968, J. Am. Stat. Assoc. 63, 1379-1389). A process that was killed
begins anew: only points of one life make pairs, and the variances of the lives add up, as those of
the seasons in Hirsch, Slack and Smith (1982, Water Resources Research 18, 107-121).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Z_95: Final = 1.959964
FEWEST: Final = 3
"""Points of a life: fewer say nothing of a trend."""
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Life:
    """Of one process."""

    hours: Numbers
    values: Numbers

    def after(self, warm_up_h: float) -> "Life":
        """What it was once it had lived that long."""
        is_warm = self.hours >= (self.hours[0] if self.hours.size else 0.0) + warm_up_h
        return Life(self.hours[is_warm], self.values[is_warm])

    def by_minute(self) -> "Life":
        """The median of each minute: samples of one minute say nearly the same."""
        minutes = np.floor(self.hours * 60)
        each = [minutes == one for one in np.unique(minutes)]
        hours = [float(np.median(self.hours[chosen])) for chosen in each]
        values = [float(np.median(self.values[chosen])) for chosen in each]
        return Life(np.array(hours), np.array(values))


@dataclass(frozen=True, slots=True)
class Trend:
    """Per hour."""

    slope: float
    low: float
    high: float
    points: int


def theil_sen(lives: Sequence[Life]) -> Trend | None:
    """None where no life has enough points."""
    long = [life for life in lives if life.hours.size >= FEWEST]
    if not long:
        return None
    slopes = np.sort(np.concatenate([slopes_of(life) for life in long]))
    sizes = np.array([life.hours.size for life in long])
    variance = float((sizes * (sizes - 1) * (2 * sizes + 5)).sum() / 18)
    half = Z_95 * variance**0.5
    last = slopes.size - 1
    low = int(np.clip(np.floor((slopes.size - half) / 2), 0, last))
    high = int(np.clip(np.ceil((slopes.size + half) / 2), 0, last))
    median = float(np.median(slopes))
    return Trend(median, float(slopes[low]), float(slopes[high]), int(sizes.sum()))


def slopes_of(life: Life) -> Numbers:
    early, late = np.triu_indices(life.hours.size, 1)
    rise = life.values[late] - life.values[early]
    slopes: Numbers = rise / (life.hours[late] - life.hours[early])
    return slopes
