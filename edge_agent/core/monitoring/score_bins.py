"""Scores by the quantiles of a reference: as many bins as a memory of fixed size can hold."""

from bisect import bisect_right
from collections.abc import Sequence
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from edge_agent.core.errors import InvalidInput

FEWEST_REFERENCE = 200
"""Scores below which a reference says nothing of its own tails."""


def quantile_edges(
    reference: Sequence[float] | NDArray[np.float64], bins: int
) -> tuple[float, ...]:
    """Inner edges, ascending, each once; scores that are all alike leave a single edge."""
    scores = np.asarray(reference, dtype=np.float64)
    if len(scores) < FEWEST_REFERENCE:
        raise InvalidInput(
            f"a reference needs at least {FEWEST_REFERENCE} packs; these are {len(scores)}"
        )
    if not np.isfinite(scores).all():
        raise InvalidInput("a reference score is no finite number")
    inner = np.arange(1, bins) / bins
    return tuple(np.unique(np.quantile(scores, inner, method="inverted_cdf")).tolist())


def bin_of(score: float, edges: Sequence[float]) -> int:
    """From 0 to len(edges); a score equal to an edge lies above it."""
    if not isfinite(score):
        raise InvalidInput(f"score {score} is no finite number")
    return bisect_right(edges, score)


def binned(scores: Sequence[float] | NDArray[np.float64], edges: Sequence[float]) -> list[int]:
    """How many scores lie in each of the len(edges) + 1 bins."""
    places = np.searchsorted(edges, np.asarray(scores, dtype=np.float64), side="right")
    return [int(count) for count in np.bincount(places, minlength=len(edges) + 1)]
