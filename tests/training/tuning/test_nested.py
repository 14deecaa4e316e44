"""Nested cross-validation: nothing that judges is learned from, and the final must agree."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("optuna", reason="Optuna is not installed: make setup EXTRAS=training")

from edge_agent.core.errors import InvalidInput
from tests.training.tuning.procedures import FLAT, TooGood, Valley, items_of
from training.tuning.corrected_interval import Interval
from training.tuning.final import NotPlausible, final_model, final_search, refuse_implausible
from training.tuning.folds import grouped_folds
from training.tuning.items import Item, Score, together
from training.tuning.journal import Trial
from training.tuning.nested import Judged, Plan, Workplace, judged
from training.tuning.procedure import Procedure
from training.tuning.search import OneByOne
from training.tuning.spaces import Between, OneOf
from training.tuning.stability import stability

ITEMS = items_of(10, 4)


def plan_of(procedure: Procedure, items: Sequence[Item] = ITEMS) -> Plan:
    return Plan(
        procedure=procedure,
        items=items,
        outer=grouped_folds(items, 5, 1),
        inner_folds=3,
        trials=8,
        seed=1,
    )


def workplace(folder: Path, told: list[str] | None = None) -> Workplace:
    def tell(name: str, trial: Trial, done: int, wanted: int) -> None:
        if told is not None:
            told.append(f"{name} {done}/{wanted}")

    return Workplace(folder, OneByOne(), tell)


def test_nothing_of_an_outer_fold_is_learned_from_before_it_judges(tmp_path: Path) -> None:
    procedure = Valley()
    plan = plan_of(procedure)
    judged(plan, workplace(tmp_path))
    per_fold = 8 * 3 + 1
    for number, split in enumerate(plan.outer.splits(ITEMS)):
        judging = {one.id for one in split.test}
        for learned in procedure.seen[number * per_fold : (number + 1) * per_fold]:
            assert not judging & set(learned)
    assert len(procedure.seen) == 5 * per_fold


def test_every_item_is_judged_once_and_the_interval_is_of_the_folds(tmp_path: Path) -> None:
    outer = judged(plan_of(Valley(space=FLAT)), workplace(tmp_path))
    assert outer.score.cases == len(ITEMS)
    losses = [one.score.loss for one in outer.folds]
    assert outer.interval.mean == pytest.approx(sum(losses) / 5)
    assert outer.interval.low < min(losses) < max(losses) < outer.interval.high
    assert {one.parameters["place"] for one in outer.folds} == {0.3}


def test_a_run_that_is_started_again_does_nothing_twice(tmp_path: Path) -> None:
    first, second, told = Valley(), Valley(), list[str]()
    before = judged(plan_of(first), workplace(tmp_path, told))
    assert told[:8] == [f"outer-1 {done}/8" for done in range(1, 9)]
    assert judged(plan_of(second), workplace(tmp_path)) == before
    assert not second.seen
    (tmp_path / "folds" / "outer-3.json").unlink()
    assert judged(plan_of(second), workplace(tmp_path)) == before
    assert len(second.seen) == 1  # the fold's model; its search lies in the journal


def test_the_final_search_agrees_and_learns_from_everything(tmp_path: Path) -> None:
    procedure = Valley()
    plan, place = plan_of(procedure), workplace(tmp_path)
    outer, found = judged(plan, place), final_search(plan, place)
    refuse_implausible(found, outer)
    final_model(plan, found)
    assert set(procedure.seen[-1]) == {one.id for one in ITEMS}


def test_a_final_search_that_is_too_good_is_refused_with_both_figures(tmp_path: Path) -> None:
    plan, place = plan_of(TooGood(len(ITEMS))), workplace(tmp_path)
    outer, found = judged(plan, place), final_search(plan, place)
    with pytest.raises(NotPlausible, match=r"loss of 0\.1, .*95 % from .*near-duplicates") as told:
        refuse_implausible(found, outer)
    assert f"{outer.interval.low:.4g} to {outer.interval.high:.4g}" in str(told.value)
    assert told.value.exit_code == 6


def test_a_final_search_that_is_too_bad_is_refused_with_what_to_look_at() -> None:
    outer = Judged((), Interval(1.0, 0.8, 1.2))
    with pytest.raises(NotPlausible, match="more trials"):
        refuse_implausible(Trial({}, 1.3), outer)
    for loss in (0.8, 1.0, 1.2):
        refuse_implausible(Trial({}, loss), outer)


def test_scores_together_weigh_every_case_the_same() -> None:
    small = Score(cases=1, escapes=1, loss=3.0)
    large = Score(cases=3, false_rejects=1, unsure=2, loss=1.0)
    assert together([small, large]) == Score(
        cases=4, escapes=1, false_rejects=1, unsure=2, loss=1.5
    )


@pytest.mark.parametrize(
    "wrong", [{"cases": 0}, {"escapes": 3}, {"unsure": -1}, {"loss": float("nan")}]
)
def test_a_score_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    good = Score(cases=2, loss=1.0)
    with pytest.raises(InvalidInput):
        replace(good, **wrong)  # type: ignore[arg-type]


def test_stability_tells_agreement_of_the_folds() -> None:
    assert stability(OneOf((0, 16)), [16, 16, 0, 16]).agreement == 0.75
    assert stability(OneOf((0, 16)), [16, 16, 0, 16]).usual == 16
    same = stability(Between(0, 1), [0.5, 0.5, 0.5])
    assert (same.usual, same.agreement) == (0.5, 1.0)
    spread = stability(Between(1e-4, 1.0, by_ratio=True), [1e-4, 1e-2, 1.0])
    assert spread.usual == 1e-2
    assert spread.agreement == pytest.approx(0.0)
