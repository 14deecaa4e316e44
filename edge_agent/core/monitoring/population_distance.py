"""Do two sets of scores come from one distribution? Kolmogorov-Smirnov, corrected for many at once.

The scores are counted in bins, so the distance found is at most the true one and the chance told is
at least the true one: binning never makes an alarm. With thousands of packs the least difference is
beyond luck, so whoever alarms asks for a distance that matters as well.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.special import kolmogorov

from edge_agent.core.errors import InvalidInput

RELEVANT_DISTANCE: Final = 0.15
"""Of two distribution functions, below which nobody needs to act."""


def distance(one: Sequence[int], other: Sequence[int]) -> float:
    """Largest gap between the distribution functions of two counts in the same bins, 0 to 1."""
    if len(one) != len(other) or not sum(one) or not sum(other):
        raise InvalidInput("two counts in the same bins are compared, both with packs")
    gap = np.cumsum(one) / sum(one) - np.cumsum(other) / sum(other)
    return float(np.abs(gap).max())


def chance_of(found: float, packs: int, others: int) -> float:
    """That two samples of one distribution lie so far apart or farther (asymptotic, two-sided;
    Smirnov 1948)."""
    effective = packs * others / (packs + others)
    return float(kolmogorov(found * effective**0.5))


def corrected(chances: Sequence[float]) -> list[float]:
    """In their order, such that a false alarm at `a` among all of them has chance `a` at most
    (Holm 1979): never less sharp than Bonferroni."""
    count, highest = len(chances), 0.0
    found = [0.0] * count
    for rank, place in enumerate(sorted(range(count), key=lambda i: chances[i])):
        highest = max(highest, min(1.0, (count - rank) * chances[place]))
        found[place] = highest
    return found
