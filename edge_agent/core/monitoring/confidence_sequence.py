"""Between which ends a rate lies, right at all times together: it may be looked at after each pack.

The e-process for "the rate is r" mixes all other rates with Jeffreys' prior (Robbins' method of
mixtures; Waudby-Smith and Ramdas, arXiv 2010.09686); rates whose evidence has reached 1 / delta
are left out. By Ville's inequality the true one is ever left out with probability delta at most.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import log
from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import betaln, xlog1py, xlogy

from edge_agent.core.guarantees.bounds import Floats, Interval, refuse_unless_share

PRIOR = 0.5
"""Both parameters of Jeffreys' beta prior."""
NEAREST = 1e-12
"""To 0 and 1, where ends are looked for."""


@dataclass(frozen=True, slots=True)
class RateSequence:
    delta: float
    """Chance that the rate is outside at any time, ever."""
    wrong: int = 0
    seen: int = 0

    def __post_init__(self) -> None:
        refuse_unless_share("delta", self.delta)

    def saw(self, wrong: bool) -> Self:
        return replace(self, wrong=self.wrong + wrong, seen=self.seen + 1)

    @property
    def interval(self) -> Interval:
        """Everything, [0, 1], before the first pack."""
        if self.seen == 0:
            return Interval(0.0, 1.0)
        mean = min(max(self.wrong / self.seen, NEAREST), 1 - NEAREST)
        low = 0.0 if self.wrong == 0 else crossing(self._excess, NEAREST, mean)
        high = 1.0 if self.wrong == self.seen else crossing(self._excess, mean, 1 - NEAREST)
        return Interval(low, high)

    def _excess(self, rate: float) -> float:
        """Above zero where this rate is left out."""
        return float(log_evidence(self.wrong, self.seen, rate)) - log(1 / self.delta)


def log_evidence(wrong: ArrayLike, seen: ArrayLike, rate: ArrayLike) -> Floats:
    """Logarithm of the e-value against this rate; shapes broadcast."""
    errors, right = np.asarray(wrong), np.asarray(seen) - np.asarray(wrong)
    mixed = betaln(PRIOR + errors, PRIOR + right) - betaln(PRIOR, PRIOR)
    return np.asarray(mixed - xlogy(errors, rate) - xlog1py(right, -np.asarray(rate)))


def crossing(excess: Callable[[float], float], low: float, high: float) -> float:
    return float(brentq(excess, low, high, xtol=1e-12))
