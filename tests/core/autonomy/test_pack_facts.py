"""What a record tells the monitors, and what it does not."""

import math
from dataclasses import replace

import pytest

from edge_agent.core.autonomy.pack_facts import Measure, facts_of
from edge_agent.core.packs import (
    Action,
    CameraLook,
    CheckKind,
    CheckResult,
    Decision,
    Level,
    PackVerdict,
    Reason,
    Record,
    Verdict,
)
from edge_agent.core.quality import Quality
from tests.samples import a_record

SURE = CheckResult("lot", CheckKind.PRINT, "top", Verdict.NOT_OK, 0.9, quality=Quality(2.5))
UNSURE = CheckResult(
    "code", CheckKind.BARCODE, "top", Verdict.UNSURE, 0.5, reasons=(Reason.UNREADABLE,)
)
PLAIN = CheckResult("sticker", CheckKind.STICKER, "top", Verdict.OK, 0.1)


def answered(action: Action, recommended: Action | None = Action.REJECT) -> Record:
    decision = Decision(action, "ana", Level.RECOMMEND, driven=True, recommended=recommended)
    verdict = PackVerdict(Verdict.NOT_OK, 0.9, (), (SURE, UNSURE, PLAIN))
    return replace(a_record(), verdict=verdict, decision=decision, answered_by="ana")


def test_scores_are_told_of_all_checks_and_grades_of_those_that_read() -> None:
    looks = {"top": CameraLook(sharpness=20.0, brightness=90.0)}
    facts = facts_of(replace(answered(Action.REJECT), looks=looks))
    assert facts.scores == {"lot": 0.9, "code": 0.5, "sticker": 0.1}
    assert facts.measured == {
        Measure.LEGIBILITY: {"lot": 2.5, "code": 0.0},  # unreadable is the lowest grade
        Measure.SHARPNESS: {"top": 20.0},
        Measure.BRIGHTNESS: {"top": 90.0},
    }


def test_pictures_that_nobody_measured_say_nothing() -> None:
    facts = facts_of(a_record())
    assert facts.measured[Measure.SHARPNESS] == facts.measured[Measure.BRIGHTNESS] == {}


def test_a_score_that_is_no_number_is_not_watched() -> None:
    record = answered(Action.REJECT)
    checks = (replace(SURE, score=math.nan), PLAIN)
    facts = facts_of(replace(record, verdict=replace(record.verdict, checks=checks)))
    assert facts.scores == {"sticker": 0.1}


@pytest.mark.parametrize(
    ("record", "overridden"),
    [
        (answered(Action.PASS), {"lot": True}),
        (answered(Action.REJECT), {"lot": False}),
        (answered(Action.HOLD), {}),  # to look at it first is no answer
        (answered(Action.PASS, recommended=None), {}),
        (replace(answered(Action.PASS), answered_by=None), {}),
    ],
)
def test_only_an_answer_to_a_sure_check_is_a_label(
    record: Record, overridden: dict[str, bool]
) -> None:
    assert facts_of(record).overridden == overridden


def test_luck_is_fixed_and_spread_evenly() -> None:
    luck = [facts_of(a_record(number)).luck for number in range(1000)]
    assert luck == [facts_of(a_record(number)).luck for number in range(1000)]
    assert all(0 <= one < 1 for one in luck)
    assert sum(luck) / 1000 == pytest.approx(0.5, abs=0.04)
