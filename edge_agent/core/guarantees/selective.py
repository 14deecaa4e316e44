"""Selective guaranteed risk (Geifman and El-Yaniv 2017, arXiv 1705.08500): when to abstain.

A check that says how confident it is answers only above a threshold of confidence, chosen so that
of its answers at most a share `risk` is wrong, with probability 1 - delta, over as many packs as
possible. The binary search looks at no more than log2(packs) thresholds and pays for each of them.
"""

from dataclasses import dataclass
from math import ceil, log2

import numpy as np
from numpy.typing import NDArray

from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.bounds import Floats, refuse_unless_share, upper_bound


@dataclass(frozen=True, slots=True)
class Selection:
    """Answer where the confidence is at least `threshold`; None: never."""

    threshold: float | None
    n: int
    """Packs that it would have answered on."""
    k: int
    """Wrong answers among them."""
    bound: float
    """Highest share of wrong answers that this leaves possible; 1.0 without a threshold."""
    coverage: float
    """Share of all packs that are answered."""


def select(confidence: Floats, wrong: NDArray[np.bool_], risk: float, delta: float) -> Selection:
    """`confidence` and `wrong` of the same packs, shape (packs,); never tune it twice on them."""
    refuse_unless_share("risk", risk)
    refuse_unless_share("delta", delta)
    refuse_answers(confidence, wrong)
    order = np.argsort(-confidence, kind="stable")
    surest, errors = confidence[order], np.cumsum(wrong[order])
    packs = len(order)
    steps = max(1, ceil(log2(packs)))
    best = Selection(None, 0, 0, 1.0, 0.0)
    few, many = 0, packs
    for _ in range(steps):
        middle = (few + many + 1) // 2
        answered = int(np.searchsorted(-surest, -surest[middle - 1], side="right"))
        mistakes = int(errors[answered - 1])
        bound = upper_bound(mistakes, answered, delta / steps)
        if bound > risk:
            many = middle - 1
            continue
        few = answered
        if answered > best.n:
            share = answered / packs
            best = Selection(float(surest[middle - 1]), answered, mistakes, bound, share)
        if few >= many:
            break
    return best


def refuse_answers(confidence: Floats, wrong: NDArray[np.bool_]) -> None:
    if len(confidence) == 0:
        raise InvalidInput("there are no answers to select from")
    if confidence.shape != wrong.shape:
        raise InvalidInput(f"{len(confidence)} confidences, but {len(wrong)} answers")
    if not np.isfinite(confidence).all():
        raise InvalidInput("a confidence is no finite number")
