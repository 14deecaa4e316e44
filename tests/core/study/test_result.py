"""A study's result: intervals, who is acceptable, and documents that nobody edited."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.core.study.result import (
    MODEL,
    AppraiserResult,
    Kappa,
    Share,
    Shown,
    as_document,
    from_document,
    is_acceptable,
)
from tests.core.study.results import FULL, GOOD_MODEL, PERSON, with_model


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [
        (Share(1, 48), 0.0005, 0.1107),
        (Share(4, 102), 0.0108, 0.0974),
        (Share(45, 50), 0.7819, 0.9667),
    ],
)
def test_few_packs_have_wide_intervals(share: Share, low: float, high: float) -> None:
    assert share.interval.low == pytest.approx(low, abs=0.0001)
    assert share.interval.high == pytest.approx(high, abs=0.0001)


def test_an_appraiser_whose_bands_are_all_acceptable_is_acceptable() -> None:
    assert is_acceptable(FULL, MODEL)
    assert is_acceptable(FULL, "anna")


def test_who_took_no_part_is_not_acceptable() -> None:
    assert not is_acceptable(FULL, "carl")


@pytest.mark.parametrize(
    "worse",
    [
        replace(GOOD_MODEL, effectiveness=Share(44, 50)),
        replace(GOOD_MODEL, miss=Share(2, 75)),
        replace(GOOD_MODEL, false_alarm=Share(4, 75)),
        replace(GOOD_MODEL, reference=Kappa(0.7, 0.6, 0.8)),
        replace(GOOD_MODEL, reference=None),
        replace(GOOD_MODEL, within=Kappa(0.7, 0.6, 0.8)),
        replace(GOOD_MODEL, within=None),
        replace(GOOD_MODEL, trials=2),
        replace(PERSON, name=MODEL, shown=Shown.SAME_FILE, within=None),
        replace(PERSON, name=MODEL, shown=Shown.SAME_FILE, trials=1),
    ],
)
def test_one_band_that_is_not_acceptable_is_enough(worse: AppraiserResult) -> None:
    assert not is_acceptable(with_model(worse), MODEL)


def test_fewer_packs_than_the_usual_design_are_not_acceptable() -> None:
    assert not is_acceptable(replace(FULL, packs=49), MODEL)


def test_a_model_that_saw_the_same_file_again_is_judged_by_its_one_look() -> None:
    once = replace(GOOD_MODEL, shown=Shown.SAME_FILE, trials=1, within=None)
    assert is_acceptable(with_model(once), MODEL)


def test_a_result_comes_back_from_its_document_whatever_a_command_adds() -> None:
    document = json.loads(json.dumps(as_document(FULL) | {"notes": ["wide"], "report": "a.html"}))
    assert from_document(document) == FULL


def test_a_document_says_both_bands_beside_the_interval() -> None:
    miss = as_document(FULL)["appraisers"][2]["miss"]
    assert miss["interval"] == [0.0003, 0.0721]
    assert (miss["band"], miss["band_at_worst"]) == ("acceptable", "not_acceptable")


def set_at(*path: str | int) -> Callable[[dict[str, Any], object], None]:
    def edit(document: dict[str, Any], value: object) -> None:
        place: Any = document
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return edit


@pytest.mark.parametrize(
    ("edit", "value"),
    [
        (set_at("appraisers", 0, "acceptable"), False),
        (set_at("appraisers", 0, "miss", "k"), 40),
        (set_at("appraisers", 0, "miss", "band_at_worst"), "acceptable"),
        (set_at("appraisers", 0, "miss", "k"), "1"),
        (set_at("appraisers", 0, "miss", "k"), 76),
        (set_at("appraisers", 0, "name"), "ben"),
        (set_at("between", "value"), 2.0),
        (set_at("between", "value"), float("nan")),
        (set_at("made_at"), "yesterday"),
        (set_at("made_at"), "2026-09-01T12:00:00"),
        (set_at("packs"), None),
    ],
)
def test_a_document_that_was_edited_by_hand_is_refused(
    edit: Callable[[dict[str, Any], object], None], value: object
) -> None:
    document = as_document(FULL)
    edit(document, value)
    with pytest.raises(InvalidInput):
        from_document(document)


def test_what_is_no_result_is_refused_with_the_key_that_is_missing() -> None:
    with pytest.raises(InvalidInput, match="made_at"):
        from_document({})
