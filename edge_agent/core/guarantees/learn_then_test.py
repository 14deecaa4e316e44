"""Two thresholds on the defect score, each with a guarantee (Learn-then-Test, arXiv 2110.01052).

    score >= not_ok_from   the check is not ok    wrong on a good pack: false reject
    score <= ok_up_to      the check is ok        wrong on a defective pack: miss
    between                unsure

Each threshold walks its candidates from the strictest to the most permissive and tests "the error
rate is above alpha" with the exact binomial; it stops at the first that cannot be refuted. Because
the order is fixed before the data are seen, every candidate passed on the way is right together
with probability 1 - delta / 2, and both thresholds with 1 - delta.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.bounds import (
    Floats,
    p_values,
    refuse_unless_share,
    smallest_count,
    upper_bound,
)
from edge_agent.core.guarantees.calibration import Calibration
from edge_agent.core.packs import Verdict

CANDIDATES = np.arange(1, 100) / 100
"""Tested unless others were fixed beforehand: every hundredth of the score."""


class Risk(StrEnum):
    FALSE_REJECT = "false_reject"
    MISS = "miss"


COUNTED_ON = {Risk.FALSE_REJECT: "good", Risk.MISS: "defective"}


@dataclass(frozen=True, slots=True)
class Promise:
    """What is asked of both thresholds; all are shares."""

    false_reject: float
    """Highest rate at which good packs may be called not ok."""
    miss: float
    """Highest rate at which defective packs may be called ok."""
    delta: float = 0.05
    """Chance that one of the two is broken all the same."""

    def __post_init__(self) -> None:
        refuse_unless_share("false_reject", self.false_reject)
        refuse_unless_share("miss", self.miss)
        refuse_unless_share("delta", self.delta)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One threshold and its evidence; `threshold` is None where nothing can be promised."""

    risk: Risk
    threshold: float | None
    n: int
    """Packs that it was tested on: the good ones, or the defective ones."""
    k: int
    """Errors among them at this threshold; at the strictest candidate where there is none."""
    alpha: float
    delta: float
    more_packs: int
    """How many more packs without a further error it would take; 0 where one was chosen."""

    @property
    def bound(self) -> float:
        """What n and k prove by themselves, at this delta."""
        return upper_bound(self.k, self.n, self.delta)

    @property
    def sentence(self) -> str:
        kind = COUNTED_ON[self.risk]
        counted = f"{self.k} errors in {self.n} {kind} packs"
        if self.threshold is None:
            return (
                f"no threshold can promise {self.risk.value} <= {self.alpha:.3%}: {counted} are "
                f"too little evidence; it takes {self.more_packs} more {kind} packs without one"
            )
        return (
            f"{self.risk.value} <= {self.alpha:.3%} at {self.threshold:g} with confidence "
            f"{1 - self.delta:.2%}: {counted}"
        )


@dataclass(frozen=True, slots=True)
class TwoThresholds:
    """ok_up_to <= not_ok_from wherever both are there."""

    ok_up_to: Chosen
    not_ok_from: Chosen

    def verdict(self, score: float) -> Verdict:
        """Without a threshold its verdict is never given."""
        if self.not_ok_from.threshold is not None and score >= self.not_ok_from.threshold:
            return Verdict.NOT_OK
        if self.ok_up_to.threshold is not None and score <= self.ok_up_to.threshold:
            return Verdict.OK
        return Verdict.UNSURE


def choose_thresholds(
    calibration: Calibration, promise: Promise, candidates: Floats = CANDIDATES
) -> TwoThresholds:
    """The most permissive thresholds that keep the promise.

    Where both would cross, `ok_up_to` gives way: a stricter candidate is promised as well, and a
    pack between them is then rejected, never passed.
    """
    refuse_candidates(candidates)
    goods, defects, delta = calibration.goods, calibration.defects, promise.delta / 2
    downwards = candidates[::-1]
    rejected = len(goods) - np.searchsorted(goods, downwards, side="left")
    not_ok_from = fixed_sequence(
        Risk.FALSE_REJECT, downwards, rejected, len(goods), promise.false_reject, delta
    )
    allowed = candidates
    if not_ok_from.threshold is not None:
        allowed = candidates[candidates <= not_ok_from.threshold]
    passed = np.searchsorted(defects, allowed, side="right")
    ok_up_to = fixed_sequence(Risk.MISS, allowed, passed, len(defects), promise.miss, delta)
    return TwoThresholds(ok_up_to, not_ok_from)


def fixed_sequence(
    risk: Risk,
    candidates: Floats,
    errors: NDArray[np.intp],
    packs: int,
    alpha: float,
    delta: float,
) -> Chosen:
    """Candidates from strict to permissive, with the errors that each would make; same length."""
    kept = leading(p_values(errors, packs, alpha) <= delta)
    if kept == 0:
        wrong = int(errors[0])
        more = smallest_count(alpha, delta, wrong) - packs
        return Chosen(risk, None, packs, wrong, alpha, delta, more)
    last = kept - 1
    return Chosen(risk, float(candidates[last]), packs, int(errors[last]), alpha, delta, 0)


def leading(passed: NDArray[np.bool_]) -> int:
    """How many are true before the first that is not."""
    return len(passed) if passed.all() else int(passed.argmin())


def refuse_candidates(candidates: Floats) -> None:
    """They are named before the data are seen: an ascending list of scores."""
    if len(candidates) == 0:
        raise InvalidInput("there are no candidate thresholds")
    if not (np.isfinite(candidates).all() and candidates.min() >= 0 and candidates.max() <= 1):
        raise InvalidInput("candidate thresholds must lie in [0, 1]")
    if not (np.diff(candidates) > 0).all():
        raise InvalidInput("candidate thresholds must ascend, each named once")
