"""Has an error rate risen above what is tolerated? A Shiryaev-Roberts mixture e-detector.

Shin, Ramdas and Rinaldo, "E-detectors" (arXiv 2203.03532). Each alternative bets that the rate has
become a multiple of the tolerated one, and a fresh bet is opened at every pack. While the rate
stays tolerated, the sum of all bets grows by one a pack on average: an alarm at `alarm_at` comes
after at least that many packs on average, however long the quiet time was before.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.bounds import refuse_unless_share

Floats = NDArray[np.float64]
RISES = (1.5, 2.0, 3.0, 5.0, 10.0, 20.0)
"""Multiples of the tolerated rate that are bet on, with equal weights."""
MOST = 1e100
"""A bet is not counted further: far above every alarm, far below what a float can hold."""


@dataclass(frozen=True, slots=True)
class EDetector:
    tolerated: float
    """Highest error rate that is no reason to alarm, a share."""
    alarm_at: float
    """Packs between false alarms, at least and on average."""
    bets: tuple[float, ...]
    """For each rise that keeps the rate below 1."""
    seen: int = 0

    @classmethod
    def begin(cls, tolerated: float, alarm_at: float) -> Self:
        refuse_unless_share("tolerated", tolerated)
        if not alarm_at > 1:
            raise InvalidInput(f"alarm_at {alarm_at:g}: expected more than one pack")
        return cls(tolerated, alarm_at, tuple(0.0 for _ in rates_bet_on(tolerated)))

    def saw(self, wrong: bool) -> Self:
        grown = grow(np.array(self.bets), wrong, self.tolerated)
        return replace(self, bets=tuple(grown.tolist()), seen=self.seen + 1)

    def saw_all(self, wrongs: Iterable[bool]) -> Self:
        """One `saw` after the other, up to the one that alarms; the same to the last bit."""
        ratios = ratios_of(self.tolerated)
        bets, seen, count = list(self.bets), self.seen, len(self.bets)
        for wrong in wrongs:
            if sum(bets) / count >= self.alarm_at:
                break
            factors = ratios[wrong]
            bets = [(bet + 1.0) * factor for bet, factor in zip(bets, factors, strict=True)]
            seen += 1
        return replace(self, bets=tuple(min(bet, MOST) for bet in bets), seen=seen)

    @property
    def evidence(self) -> float:
        return sum(self.bets) / len(self.bets)

    @property
    def alarms(self) -> bool:
        return self.evidence >= self.alarm_at


def rates_bet_on(tolerated: float) -> Floats:
    """At least one: half way to certainty where every rise would pass it."""
    rates = np.array([rise * tolerated for rise in RISES if rise * tolerated < 1])
    return rates if len(rates) else np.array([(1 + tolerated) / 2])


def ratios_of(tolerated: float) -> tuple[list[float], list[float]]:
    """What a right and a wrong pack multiply each bet by."""
    rates = rates_bet_on(tolerated)
    return ((1 - rates) / (1 - tolerated)).tolist(), (rates / tolerated).tolist()


def grow(bets: Floats, wrong: ArrayLike, tolerated: float) -> Floats:
    """One pack later. `bets` of shape (..., alternatives), `wrong` of shape (...)."""
    rates = rates_bet_on(tolerated)
    happened = np.asarray(wrong, dtype=np.bool_)[..., None]
    ratios = np.where(happened, rates / tolerated, (1 - rates) / (1 - tolerated))
    return np.asarray(np.minimum((bets + 1.0) * ratios, MOST))
