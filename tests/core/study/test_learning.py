"""Who learns faster, and what stands beside the numbers."""

from dataclasses import replace

import pytest

from edge_agent.core.study.learning import learning_document, packs_to_learn
from edge_agent.core.study.notes import notes_on
from edge_agent.core.study.result import AppraiserResult, Share, Shown, StudyResult, TaughtPoint
from tests.core.study.results import FULL, GOOD_MODEL, PERSON


def rounds(*right: int) -> tuple[Share, ...]:
    return tuple(Share(one, 50) for one in right)


def taught(*right: int) -> tuple[TaughtPoint, ...]:
    return tuple(
        TaughtPoint(examples, Share(one, 50), Share(0, 25), Share(0, 25))
        for examples, one in zip((1, 2, 5, 10), right, strict=False)
    )


def study_of(people: tuple[AppraiserResult, ...], model: tuple[TaughtPoint, ...]) -> StudyResult:
    return replace(FULL, appraisers=(*people, GOOD_MODEL), taught=model)


@pytest.mark.parametrize(
    ("right", "needed"),
    [((45, 45, 46), 50), ((40, 46, 44), None), ((40, 44, 45), 150), ((46, 44, 45), 150)],
)
def test_learnt_is_a_pattern_from_where_right_answers_stay_enough(
    right: tuple[int, ...], needed: int | None
) -> None:
    person = replace(PERSON, rounds=rounds(*right))
    told = learning_document(study_of((person,), ()))["packs_to_learn"]["people"]
    assert told == {"anna": needed}


@pytest.mark.parametrize(
    ("person", "model", "faster"),
    [
        ((45, 46, 46), (30, 40, 46, 47), "model"),
        ((45, 46, 46), (30, 40, 46, 44), "people"),
        ((30, 30, 30), (30, 40, 41, 45), "model"),
        ((30, 30, 30), (30, 40, 41, 42), None),
    ],
)
def test_faster_is_who_needs_fewer_packs(
    person: tuple[int, ...], model: tuple[int, ...], faster: str | None
) -> None:
    study = study_of((replace(PERSON, rounds=rounds(*person)),), taught(*model))
    assert learning_document(study)["faster"] == faster


def test_without_a_taught_model_nobody_is_faster() -> None:
    assert learning_document(study_of((PERSON,), ()))["faster"] is None


def test_points_count_the_packs_judged_so_far() -> None:
    people = learning_document(FULL)["people"]["anna"]
    assert [point["seen"] for point in people] == [50, 100, 150]
    assert packs_to_learn([]) is None


def said(result: StudyResult) -> str:
    return " ".join(notes_on(result))


def test_the_width_of_intervals_is_always_said() -> None:
    assert "no miss in 25 defective packs still allows a miss share of 13.7%" in said(FULL)


def test_a_full_study_of_real_packs_says_only_how_it_was_done() -> None:
    third = replace(PERSON, name="carl")
    full = replace(FULL, appraisers=(*FULL.appraisers, third))
    for word in ("simulated", "nobody is called", "people took part", "borderline", "same file"):
        assert word not in said(full)
    assert "Pictures re-acquired" in said(full)


def test_what_weakens_a_study_is_said() -> None:
    small = replace(FULL, packs=30, borderline=3, simulated=True)
    assert "fewer than 50 packs in 3 trials" in said(small)
    assert "10% of the packs are borderline" in said(small)
    assert "2 of the usual 3 people" in said(small)
    assert "proves nothing" in said(small)
    assert "which packs are borderline" in said(replace(FULL, borderline=None))


def test_a_model_on_the_same_files_is_said_to_agree_with_itself() -> None:
    model = replace(GOOD_MODEL, shown=Shown.SAME_FILE, trials=1, within=None)
    assert "always agrees with itself" in said(replace(FULL, appraisers=(model,)))
