"""Is a rate higher now than it was before, by more than is tolerated? Right at all times together.

Before is a sample that has ended, now is one that grows and is looked at as often as anybody likes.
For each rate that may have been true before there are two e-values: one against that rate by the
sample before (Robbins' method of mixtures, as in confidence_sequence), and one against all rates
now that this rate would tolerate: a mixture, by Jeffreys' prior, of bets on each higher rate. Both
samples are independent, so their product is an e-process under that rate, and the least product
over all rates is one under whichever is true (Ramdas and others, arXiv 2210.01948). By Ville's
inequality it ever reaches 1 / alpha with probability alpha at most, though what is known of the
rate before is itself only a sample.
"""

from dataclasses import dataclass
from math import inf
from typing import Final, Self

import numpy as np
from scipy.special import betaincc, betaln, xlog1py, xlogy

from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.bounds import Floats, refuse_unless_share
from edge_agent.core.monitoring.confidence_sequence import PRIOR, log_evidence

POINTS, PASSES = 65, 3
"""Rates that are tried at once; each pass lies between neighbours of the one before."""
LOWEST, HIGHEST = 1e-7, 1 - 1e-7
KEPT_BACK: Final = 0.1
"""Share that is never staked: rates far above all that was seen are left to the sample before."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Packs of which something was so, of those where it could be."""

    happened: int = 0
    seen: int = 0

    def saw(self, happened: bool) -> Self:
        return type(self)(self.happened + happened, self.seen + 1)

    def with_other(self, other: Self) -> Self:
        return type(self)(self.happened + other.happened, self.seen + other.seen)

    @property
    def share(self) -> float | None:
        return self.happened / self.seen if self.seen else None


@dataclass(frozen=True, slots=True)
class Tolerance:
    """By how much a rate may rise: the larger of two."""

    points: float
    """A share of all."""
    part: float
    """A share of the rate before."""

    def __post_init__(self) -> None:
        refuse_unless_share("points", self.points)
        if self.part < 0:
            raise InvalidInput(f"part {self.part:g}: expected 0 or more of the rate before")

    def of(self, before: Floats) -> Floats:
        """The highest tolerated rates."""
        return np.asarray(np.minimum(before + np.maximum(self.points, self.part * before), HIGHEST))


def log_evidence_of_rise(
    before: Counted, now: Counted, tolerance: Tolerance, enough: float = -inf
) -> float:
    """Logarithm of the e-value against "no more than tolerated"; never above zero without both.

    Where it is below `enough`, what is given back is below that too, and perhaps too much.
    """
    rates = 1 / (1 + np.exp(-np.linspace(np.log(LOWEST), -np.log(LOWEST), POINTS)))
    for _ in range(PASSES):
        least = products(before, now, tolerance, rates)
        found = int(np.argmin(least))
        if least[found] < enough:
            break
        low, high = rates[max(found - 1, 0)], rates[min(found + 1, POINTS - 1)]
        rates = np.linspace(low, high, POINTS)
    return float(least[found])


def products(before: Counted, now: Counted, tolerance: Tolerance, rates: Floats) -> Floats:
    """For each rate before."""
    against_before = log_evidence(before.happened, before.seen, rates)
    return against_before + log_evidence_above(now, tolerance.of(rates))


def log_evidence_above(now: Counted, tolerated: Floats) -> Floats:
    """Against every rate up to the tolerated one; shape as `tolerated`."""
    happened, other = now.happened, now.seen - now.happened
    with np.errstate(divide="ignore"):
        mass = np.log(betaincc(PRIOR + happened, PRIOR + other, tolerated))
        prior = np.log(betaincc(PRIOR, PRIOR, tolerated))
    mixed = betaln(PRIOR + happened, PRIOR + other) + mass - betaln(PRIOR, PRIOR) - prior
    bets = mixed - xlogy(happened, tolerated) - xlog1py(other, -tolerated)
    return np.asarray(np.logaddexp(np.log(1 - KEPT_BACK) + bets, np.log(KEPT_BACK)))
