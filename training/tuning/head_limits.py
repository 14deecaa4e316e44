"""From which share of defects on a head calls a region unsure or not ok, and what that proves.

Both limits are chosen on good regions alone, and escapes are counted on defective ones, which had
no part in the choice: so their Clopper-Pearson bound needs no correction. Every region is judged by
the model of its outer fold, which has not learned from its lot.

    share < unsure_from    ok
    share >= not_ok_from   not ok; only where enough good regions prove how rarely it is wrong
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from edge_agent.core.errors import GateNotPassed
from edge_agent.core.guarantees.bounds import Floats, upper_bound
from edge_agent.core.guarantees.learn_then_test import Risk, fixed_sequence
from edge_agent.inspection.head_tables import GOOD, HeadEvidence, HeadLimits
from training.tuning.appearance_head import AppearanceHead
from training.tuning.nested import Judged, Plan, fold_model, turns
from training.tuning.settings import LimitSettings

HALF: Final = 0.5
"""From here on a defect is more likely than none."""
UNSURE_FROM: Final = np.arange(10, 100) / 100
"""Candidates, the strictest first: a share below the first is no doubt."""
NOT_OK_FROM: Final = np.arange(99, 49, -1) / 100
"""Candidates, the most careful first; none below a half."""


class HeadTooWeak(GateNotPassed):
    """A head that would disturb good packs, or find no defect."""


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What a station judges by, and what was counted at it."""

    limits: HeadLimits
    evidence: HeadEvidence


@dataclass(frozen=True, slots=True)
class DefectShares:
    """Of regions that the judging model did not learn from."""

    goods: Floats
    defects: Floats
    groups: int


def calibrated_head(plan: Plan, outer: Judged, wish: LimitSettings) -> Calibrated:
    """HeadTooWeak where no limit leaves good packs alone, or every defect escapes at it."""
    shares = out_of_fold(plan, outer)
    limits = limits_of(shares.goods, wish)
    return Calibrated(limits, evidence_of(shares, limits, wish.delta))


def out_of_fold(plan: Plan, outer: Judged) -> DefectShares:
    shares = dict(fold_shares(plan, outer))
    is_good = [(shares[one.id], one.label == GOOD) for one in plan.items]
    return DefectShares(
        goods=np.sort([share for share, good in is_good if good]),
        defects=np.sort([share for share, good in is_good if not good]),
        groups=len({one.group for one in plan.items}),
    )


def fold_shares(plan: Plan, outer: Judged) -> Iterator[tuple[str, float]]:
    """Each item by its name, and its share of defects."""
    head = plan.procedure
    assert isinstance(head, AppearanceHead)
    for (name, split), fold in zip(turns(plan), outer.folds, strict=True):
        model = fold_model(plan, name, split, fold.parameters)
        good = head.shares(model, split.test)[:, head.kinds.index(GOOD)]
        yield from zip((one.id for one in split.test), (1 - good).tolist(), strict=True)


def limits_of(goods: Floats, wish: LimitSettings) -> HeadLimits:
    """From the shares of good regions, ascending.

    The lowest limit at which the expected share of good regions that are not ok is small enough
    (conformal risk control, arXiv 2208.02814). Too few good regions for that: the lowest one from
    a half on at which the counted share is.
    """
    disturbed = len(goods) - np.searchsorted(goods, UNSURE_FROM)
    fits = disturbed + 1 <= wish.unsure * (len(goods) + 1)
    if not fits.any():
        fits = (disturbed <= wish.unsure * len(goods)) & (UNSURE_FROM >= HALF)
    if not fits.any():
        raise HeadTooWeak(
            f"{disturbed[-1]} of {len(goods)} good regions look surely defective to a head that "
            "has not learned from their lots; label more lots, and look at those labels again"
        )
    unsure_from = float(UNSURE_FROM[fits.argmax()])
    rejected = len(goods) - np.searchsorted(goods, NOT_OK_FROM)
    proven = fixed_sequence(
        Risk.FALSE_REJECT, NOT_OK_FROM, rejected, len(goods), wish.false_rejects, wish.delta
    ).threshold
    not_ok_from = None if proven is None else max(proven, unsure_from)
    return HeadLimits(unsure_from=unsure_from, not_ok_from=not_ok_from)


def evidence_of(shares: DefectShares, limits: HeadLimits, delta: float) -> HeadEvidence:
    goods, defects = shares.goods, shares.defects
    escapes = int(np.searchsorted(defects, limits.unsure_from))
    rejected = 0
    if limits.not_ok_from is not None:
        rejected = len(goods) - int(np.searchsorted(goods, limits.not_ok_from))
    if escapes == len(defects):
        raise HeadTooWeak(
            f"all {escapes} defective regions look good to a head that has not learned from their "
            "lots; label more lots with defects"
        )
    return HeadEvidence(
        groups=shares.groups,
        defective=len(defects),
        escapes=escapes,
        escape_bound=upper_bound(escapes, len(defects), delta),
        good=len(goods),
        false_rejects=rejected,
        false_reject_bound=upper_bound(rejected, len(goods), delta),
        unsure_good=len(goods) - int(np.searchsorted(goods, limits.unsure_from)) - rejected,
        delta=delta,
    )
