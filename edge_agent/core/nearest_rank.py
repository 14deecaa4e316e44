"""Quantiles that were measured: the nearest rank, never a value between two."""

from collections.abc import Sequence
from math import ceil


def nearest_rank(ordered: Sequence[float], share: float) -> float | None:
    """The least value that at least this share of all does not exceed, to thousandths; or None.

    ordered: ascending.
    """
    if not ordered:
        return None
    return round(ordered[max(1, ceil(share * len(ordered))) - 1], 3)
