"""A message holds a picture and what is said of it, and of nothing else."""

import json
from typing import Any

import pytest

from edge_agent.core.packs import Action, Decision, Level, Outcome, Record, Verdict
from edge_agent.core.reasons.languages import Language
from edge_agent.web.live.shots import (
    LENGTH,
    Shot,
    ShotKind,
    is_notable,
    shots_of_evidence,
    shots_of_pack,
)
from tests.control.samples import LINE
from tests.web.live.samples import (
    HEIGHT_PX,
    WIDTH_PX,
    a_recommendation,
    a_seen_record,
    a_told_pack,
    an_asking_line,
    some_evidence,
)


def opened(shot: Shot, language: Language = Language.EN) -> tuple[dict[str, Any], bytes]:
    message = shot.message(language)
    (length,) = LENGTH.unpack_from(message)
    rest = message[LENGTH.size :]
    return json.loads(rest[:length]), rest[length:]


def test_a_pack_that_has_ended_comes_with_all_that_is_said_of_it() -> None:
    told = a_told_pack(7)
    [shot] = shots_of_pack(ShotKind.PACK, LINE, told)
    header, jpeg = opened(shot)
    assert jpeg == told.pictures[0].jpeg
    assert (header["kind"], header["line"], header["pack_no"]) == ("pack", LINE, 7)
    assert (header["width_px"], header["height_px"]) == (WIDTH_PX, HEIGHT_PX)
    assert header["outcome"] == "passed"
    [check] = header["checks"]
    assert check["box"] == {"x": 8, "y": 6, "width": 12, "height": 9}


def test_checks_of_another_view_stand_at_its_own_picture() -> None:
    top, bottom = shots_of_pack(ShotKind.PACK, LINE, a_told_pack(7, "top", "bottom"))
    assert len(opened(top)[0]["checks"]) == 1
    assert opened(bottom)[0]["checks"] == []


def test_evidence_says_what_is_recommended_of_this_pack_and_nothing_of_its_end() -> None:
    [shot] = shots_of_evidence(some_evidence(9), a_recommendation(9), an_asking_line(9))
    header, _ = opened(shot, Language.DE)
    assert (header["kind"], header["pack_no"], header["verdict"]) == ("evidence", 9, "not_ok")
    assert header["outcome"] is None
    [check] = header["checks"]
    assert check["seen"] == "Aufdruck „lot“: lautet „L1“ („1“ statt „2“)."


REJECTS = Decision(Action.REJECT, "lot: reject", Level.ACT_WHEN_SURE, driven=True)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (a_seen_record(1), False),
        (a_seen_record(1, Verdict.UNSURE), False),
        (a_seen_record(1, Verdict.NOT_OK), True),
        (a_seen_record(1, decision=REJECTS), True),
        (a_seen_record(1, outcome=Outcome.MISSED), True),
        (a_seen_record(1, outcome=Outcome.HELD), True),
    ],
)
def test_what_was_kept_or_should_have_been_is_shown_as_the_last(
    record: Record, expected: bool
) -> None:
    assert is_notable(record) is expected
