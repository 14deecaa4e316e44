"""Limits of a head: good packs keep what was promised, and escapes are bounded as counted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

pytest.importorskip("torch", reason="torch is not installed: make setup EXTRAS=training")
pytest.importorskip("optuna", reason="Optuna is not installed: make setup EXTRAS=training")

from edge_agent.core.guarantees.bounds import Floats, upper_bound
from edge_agent.core.packs import Verdict
from tests.training.tuning.heads import KINDS, PARAMETERS, judged_with, made_up
from training.tuning.folds import grouped_folds
from training.tuning.head_limits import (
    HALF,
    UNSURE_FROM,
    DefectShares,
    HeadTooWeak,
    calibrated_head,
    evidence_of,
    limits_of,
    out_of_fold,
)
from training.tuning.nested import Judged, Plan
from training.tuning.settings import LimitSettings

WISH = LimitSettings()
SHARES = some.lists(some.floats(0, 0.95), min_size=1, max_size=300).map(np.sort)


@given(SHARES)
def test_good_regions_lose_no_more_than_was_promised(goods: Floats) -> None:
    try:
        limits = limits_of(goods, WISH)
    except HeadTooWeak:
        assert (goods >= UNSURE_FROM[-1]).mean() > WISH.unsure
        return
    disturbed = int((goods >= limits.unsure_from).sum())
    if (disturbed + 1) / (len(goods) + 1) > WISH.unsure:
        assert disturbed <= WISH.unsure * len(goods)
        assert limits.unsure_from >= HALF
    if limits.not_ok_from is not None:
        rejected = int((goods >= limits.not_ok_from).sum())
        assert upper_bound(rejected, len(goods), WISH.delta) <= WISH.false_rejects
        assert limits.not_ok_from >= max(HALF, limits.unsure_from)


@pytest.mark.parametrize(("goods", "says_not_ok"), [(148, False), (149, True)])
def test_not_ok_is_said_only_where_good_regions_prove_how_rarely_it_is_wrong(
    goods: int, says_not_ok: bool
) -> None:
    limits = limits_of(np.full(goods, 0.02), WISH)
    assert (limits.not_ok_from is not None) == says_not_ok
    assert limits.verdict(0.99) is (Verdict.NOT_OK if says_not_ok else Verdict.UNSURE)


def test_few_good_regions_let_only_what_is_more_likely_defective_be_doubted() -> None:
    few, enough = np.full(18, 0.02), np.full(19, 0.02)
    assert limits_of(few, WISH).unsure_from == HALF
    assert limits_of(enough, WISH).unsure_from == UNSURE_FROM[0]


def test_a_head_that_would_disturb_good_packs_or_finds_nothing_is_none() -> None:
    with pytest.raises(HeadTooWeak, match="3 of 20 good regions look surely defective"):
        limits_of(np.sort([0.995] * 3 + [0.1] * 17), WISH)
    limits = limits_of(np.full(20, 0.05), WISH)
    with pytest.raises(HeadTooWeak, match="all 4 defective regions look good"):
        evidence_of(DefectShares(np.full(20, 0.05), np.full(4, 0.05), 5), limits, 0.05)


def test_what_is_counted_at_the_limits_is_told() -> None:
    goods = np.sort([0.01] * 190 + [0.2] * 10)
    defects = np.sort([0.05] * 2 + [0.15] * 3 + [0.9] * 35)
    limits = limits_of(goods, WISH)
    counted = evidence_of(DefectShares(goods, defects, 25), limits, WISH.delta)
    assert limits.unsure_from == pytest.approx(0.21)
    assert (counted.good, counted.unsure_good, counted.false_rejects) == (200, 0, 0)
    assert (counted.defective, counted.escapes, counted.groups) == (40, 5, 25)
    assert counted.escape_bound == upper_bound(5, 40, WISH.delta)


def judged_plan(apart: float) -> tuple[Plan, Judged]:
    head, items = made_up(24, apart)
    plan = Plan(
        procedure=head,
        items=items,
        outer=grouped_folds(items, 4, 1),
        inner_folds=2,
        trials=1,
        seed=3,
    )
    return plan, judged_with(plan, PARAMETERS)


def test_every_item_is_judged_by_a_model_that_did_not_learn_from_its_lot() -> None:
    """Where lots tell nothing of each other, a model that knew them would find their kinds."""
    plan, outer = judged_plan(0.0)
    shares = out_of_fold(plan, outer)
    assert (len(shares.goods), len(shares.defects), shares.groups) == (24, 48, 24)
    guessed = (shares.goods >= HALF).mean()
    known = plan.procedure.fit(PARAMETERS, plan.items, 1)
    own = 1 - plan.procedure.shares(known, plan.items)[:, 0]  # type: ignore[attr-defined]
    is_good = np.array([one.label == KINDS[0] for one in plan.items])
    assert (own[is_good] >= HALF).mean() < 0.1 < guessed


def test_kinds_that_lie_apart_let_few_escape() -> None:
    plan, outer = judged_plan(2.0)
    found = calibrated_head(plan, outer, WISH)
    assert found.evidence.escapes <= 2
    assert found.evidence.unsure_good + found.evidence.false_rejects <= 2
    assert found.limits.not_ok_from is None  # 24 good ones prove too little
