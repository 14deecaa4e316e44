"""From answers to a result: who counts how, and what the model's repeats are worth."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import Verdict
from edge_agent.core.study.plan import Answer, Plan, Showing, new_plan
from edge_agent.core.study.result import MODEL, AppraiserKind, StudyResult
from edge_agent.study.counting import study_result
from edge_agent.study.folder import JudgedBy
from tests.core.study.packs import a_set

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
PLAN = new_plan(a_set(34, 16), 3, 1)
JUDGED_BY = JudgedBy("r" * 64, "b" * 64)
Says = Callable[[Showing], Verdict]


def truly(showing: Showing) -> Verdict:
    return Verdict.NOT_OK if showing.pack.defective else Verdict.OK


def but(pack: str, trials: set[int], verdict: Verdict) -> Says:
    """Right but for one pack in these trials."""
    return lambda one: verdict if one.pack.name == pack and one.trial in trials else truly(one)


def answers(plan: Plan, name: str, says: Says) -> list[Answer]:
    return [Answer(one.trial, one.pack.name, says(one)) for one in plan.showings(name)]


def counted(plan: Plan, **says: Says) -> StudyResult:
    kinds = dict.fromkeys(says, AppraiserKind.PERSON) | {MODEL: AppraiserKind.MODEL}
    given = {name: answers(plan, name, one) for name, one in says.items()}
    return study_result(plan, given, kinds, JUDGED_BY, NOON)


def test_one_miss_of_a_person_is_one_answer_of_48_and_one_pack_of_50() -> None:
    anna = counted(PLAN, anna=but("p3", {2}, Verdict.OK)).appraisers[0]
    assert (anna.miss.k, anna.miss.n) == (1, 48)
    assert (anna.false_alarm.k, anna.false_alarm.n) == (0, 102)
    assert (anna.effectiveness.k, anna.effectiveness.n) == (49, 50)
    assert [one.k for one in anna.rounds] == [50, 49, 50]


def test_false_alarms_are_answers_on_good_packs() -> None:
    anna = counted(PLAN, anna=but("p40", {1, 3}, Verdict.NOT_OK)).appraisers[0]
    assert (anna.false_alarm.k, anna.miss.k, anna.effectiveness.k) == (2, 0, 49)


def test_unsure_is_called_defective_and_counted_beside() -> None:
    model = counted(PLAN, model=but("p40", {1, 2, 3}, Verdict.UNSURE)).appraisers[0]
    assert (model.false_alarm.k, model.unsure) == (1, 1)


def test_the_same_file_counts_once_for_the_model_and_its_agreement_with_itself_says_nothing() -> (
    None
):
    model = counted(PLAN, model=truly).appraisers[0]
    assert (model.trials, model.miss.n, model.false_alarm.n) == (1, 16, 34)
    assert model.within is None
    assert model.repeats_say_nothing


def test_pictures_taken_anew_count_each_time_for_the_model() -> None:
    plan = new_plan(a_set(34, 16, captures=3), 3, 1)
    model = counted(plan, model=but("p3", {2}, Verdict.OK)).appraisers[0]
    assert (model.trials, model.miss.k, model.miss.n) == (3, 1, 48)
    assert model.within is not None
    assert model.within.value < 1


def test_people_agree_among_themselves_the_model_only_in_pairs() -> None:
    result = counted(PLAN, anna=truly, ben=but("p3", {2}, Verdict.OK), model=truly)
    assert result.between is not None
    assert result.between.value < 1
    assert [(pair.first, pair.second) for pair in result.pairs] == [
        ("anna", "ben"), ("anna", MODEL), ("ben", MODEL),
    ]  # fmt: skip
    assert counted(PLAN, anna=truly, model=truly).between is None


def test_who_calls_everything_good_agrees_with_the_truth_by_chance_alone() -> None:
    lazy = counted(PLAN, lazy=lambda _: Verdict.OK).appraisers[0]
    assert lazy.miss.value == 1.0
    assert lazy.reference is not None
    assert lazy.reference.value == pytest.approx(0.0)
    assert lazy.within is None


def test_the_result_is_bound_to_recipe_and_bundle_and_dated() -> None:
    result = counted(PLAN, model=truly)
    assert (result.recipe_hash, result.bundle_sha256) == ("r" * 64, "b" * 64)
    assert result.made_at == NOON
    assert (result.packs, result.defective, result.borderline) == (50, 16, 10)


def test_simulated_packs_make_a_simulated_result() -> None:
    plan = replace(PLAN, pack_set=replace(PLAN.pack_set, simulated=True))
    assert counted(plan, model=truly).simulated


def test_without_a_complete_appraiser_there_is_no_result() -> None:
    with pytest.raises(InvalidInput, match="--appraiser"):
        counted(PLAN)
