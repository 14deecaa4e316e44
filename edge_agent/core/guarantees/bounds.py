"""Exact binomial bounds: what k errors in n packs prove about a rate.

Clopper and Pearson 1934, by the incomplete beta function; no approximation, so also right for no
error at all. `delta` is always the chance that the bound is wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincc, betaincinv

from edge_agent.core.errors import InvalidInput

Floats = NDArray[np.float64]
MOST_PACKS = 1 << 32
"""A rate that needs more packs than this is no promise that a plant can prove."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Ends of a rate, both shares in [0, 1]."""

    low: float
    high: float


def upper_bound(errors: int, packs: int, delta: float) -> float:
    """With confidence 1 - delta the rate is at most this; 1.0 where nothing was seen."""
    refuse_impossible(errors, packs, delta)
    return float(upper_bounds(errors, packs, delta))


def lower_bound(errors: int, packs: int, delta: float) -> float:
    """With confidence 1 - delta the rate is at least this; 0.0 where nothing was seen."""
    refuse_impossible(errors, packs, delta)
    return float(lower_bounds(errors, packs, delta))


def interval(errors: int, packs: int, delta: float = 0.05) -> Interval:
    """Both ends, each wrong with at most delta / 2."""
    return Interval(
        lower_bound(errors, packs, delta / 2),
        upper_bound(errors, packs, delta / 2),
    )


def intervals(errors: Sequence[int], packs: Sequence[int], delta: float = 0.05) -> list[Interval]:
    """`interval` of many counts at once, unchecked."""
    lows = lower_bounds(errors, packs, delta / 2).tolist()
    highs = upper_bounds(errors, packs, delta / 2).tolist()
    return [Interval(low, high) for low, high in zip(lows, highs, strict=True)]


def upper_bounds(errors: ArrayLike, packs: ArrayLike, delta: float) -> Floats:
    """`upper_bound` of many counts at once, unchecked; shapes broadcast."""
    wrong, right = np.asarray(errors), np.asarray(packs) - np.asarray(errors)
    found = betaincinv(wrong + 1.0, np.maximum(right, 1), 1.0 - delta)
    return np.where(right > 0, found, 1.0)


def lower_bounds(errors: ArrayLike, packs: ArrayLike, delta: float) -> Floats:
    """`lower_bound` of many counts at once, unchecked; shapes broadcast."""
    wrong, right = np.asarray(errors), np.asarray(packs) - np.asarray(errors)
    found = betaincinv(np.maximum(wrong, 1), right + 1.0, delta)
    return np.where(wrong > 0, found, 0.0)


def p_values(errors: ArrayLike, packs: int, alpha: float) -> Floats:
    """Chance of at most so many errors if the rate were alpha; small speaks for a rate below it."""
    wrong = np.asarray(errors)
    chance = betaincc(wrong + 1.0, np.maximum(packs - wrong, 1), alpha)
    return np.where(wrong < packs, chance, 1.0)


def smallest_count(alpha: float, delta: float, errors: int = 0) -> int:
    """Fewest packs in which so many errors still prove a rate of at most alpha."""
    refuse_unless_share("alpha", alpha)
    refuse_unless_share("delta", delta)
    enough = errors + 1
    while p_values(errors, enough, alpha) > delta:
        enough *= 2
        if enough > MOST_PACKS:
            raise InvalidInput(f"alpha {alpha:g} cannot be proven with {MOST_PACKS} packs")
    too_few = enough // 2
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if p_values(errors, middle, alpha) > delta:
            too_few = middle
        else:
            enough = middle
    return enough


def refuse_impossible(errors: int, packs: int, delta: float) -> None:
    if not 0 <= errors <= packs:
        raise InvalidInput(f"{errors} errors in {packs} packs cannot be")
    refuse_unless_share("delta", delta)


def refuse_unless_share(name: str, value: float) -> None:
    if not 0 < value < 1:
        raise InvalidInput(f"{name} {value:g}: expected a share between 0 and 1, both left out")
