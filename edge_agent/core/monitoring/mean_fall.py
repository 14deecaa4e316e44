"""Has the mean of a measure fallen below what is tolerated? A betting e-detector; needs no label.

Bets on a bounded mean (Waudby-Smith and Ramdas, arXiv 2010.09686) in the form of an e-detector
(Shin, Ramdas and Rinaldo, arXiv 2203.03532): a fresh bet is opened at every pack, and each pack
multiplies all of them by 1 + stake x (tolerated - value). While the mean, given all that was
before, is not below the tolerated one, the evidence grows by one a pack at most: an alarm at
`alarm_at` comes after at least that many packs on average, whatever the distribution.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.bounds import Floats, refuse_unless_share
from edge_agent.core.monitoring.score_bins import FEWEST_REFERENCE

STAKES = (0.03, 0.1, 0.3, 0.6, 0.95)
"""Of the highest stake that can never lose more than all, with equal weights."""
SURE_ERRORS = 5.0
"""Standard errors by which a reference's own mean may be too high."""
MOST = 1e100
"""Far above every alarm, far below what a float can hold."""


@dataclass(frozen=True, slots=True)
class MeanFall:
    full: float
    """The highest value of the reference: more counts as much."""
    tolerated: float
    """Least mean that is no reason to alarm, as a share of `full`."""
    alarm_at: float
    """Packs between false alarms, at least and on average."""
    bets: tuple[float, ...] = tuple(0.0 for _ in STAKES)
    seen: int = 0

    @classmethod
    def begin(
        cls, reference: Sequence[float] | Floats, fall_tolerated: float, alarm_at: float
    ) -> Self:
        """`fall_tolerated`: share of the reference's mean that may be lost."""
        refuse_unless_share("fall_tolerated", fall_tolerated)
        if not alarm_at > 1:
            raise InvalidInput(f"alarm_at {alarm_at:g}: expected more than one pack")
        values = checked(reference)
        mean, error = float(values.mean()), float(values.std()) / len(values) ** 0.5
        full = float(values.max()) or 1.0
        least = mean - max(fall_tolerated * mean, SURE_ERRORS * error)
        return cls(full, max(least, 0.0) / full, alarm_at)

    def saw(self, value: float) -> Self:
        if not (isfinite(value) and value >= 0):
            raise InvalidInput(f"measured {value}: expected a number from 0 on")
        grown = grow(np.array(self.bets), value / self.full, self.tolerated)
        return replace(self, bets=tuple(grown.tolist()), seen=self.seen + 1)

    def saw_all(self, values: Iterable[float]) -> Self:
        """One `saw` after the other, up to the one that alarms; the same to the last bit."""
        stakes = [stake / (1 - self.tolerated) for stake in STAKES]
        bets, seen = list(self.bets), self.seen
        for value in values:
            if not (isfinite(value) and value >= 0):
                raise InvalidInput(f"measured {value}: expected a number from 0 on")
            if sum(bets) / len(bets) >= self.alarm_at:
                break
            short = self.tolerated - min(value / self.full, 1.0)
            bets = [
                (bet + 1.0) * (1 + stake * short) for bet, stake in zip(bets, stakes, strict=True)
            ]
            seen += 1
        return replace(self, bets=tuple(min(bet, MOST) for bet in bets), seen=seen)

    @property
    def least(self) -> float:
        """The tolerated mean in the measure's own unit."""
        return self.tolerated * self.full

    @property
    def evidence(self) -> float:
        return sum(self.bets) / len(self.bets)

    @property
    def alarms(self) -> bool:
        return self.evidence >= self.alarm_at


def checked(reference: Sequence[float] | Floats) -> Floats:
    values = np.asarray(reference, dtype=np.float64)
    if len(values) < FEWEST_REFERENCE:
        raise InvalidInput(
            f"a reference needs at least {FEWEST_REFERENCE} packs; these are {len(values)}"
        )
    if not np.isfinite(values).all() or values.min() < 0:
        raise InvalidInput("a reference value is no number from 0 on")
    return values


def grow(bets: Floats, value: ArrayLike, tolerated: ArrayLike) -> Floats:
    """One pack later. `bets` of shape (..., stakes); shares of full of shape (...)."""
    least = np.asarray(tolerated, dtype=np.float64)[..., None]
    stakes = np.array(STAKES) / (1 - least)
    factors = 1 + stakes * (least - np.minimum(np.asarray(value)[..., None], 1.0))
    return np.asarray(np.minimum((bets + 1.0) * factors, MOST))
