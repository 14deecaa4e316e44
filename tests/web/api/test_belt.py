"""Words to the line: recorded, said once, and answered as the line answers."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

import pytest

from edge_agent.control.line_state import CheckState, LineState
from edge_agent.core.packs import CheckKind, Level
from edge_agent.core.roles import RULES, Act, Proof, Role
from edge_agent.core.told import (
    Accept,
    ClearSuspension,
    DeclareChallenge,
    LowerLevel,
    Release,
    StartBelt,
    StartBypass,
    StopBelt,
)
from edge_agent.people.acts import SignedAct
from edge_agent.people.audit import AuditReader
from tests.browser.panel import ShownLine
from tests.control.samples import LINE
from tests.web.alarms.floors import quiet
from tests.web.visitors import Served
from tests.web.with_line import talking

LEAD = "some-shift-lead"
CHECK = CheckState(
    *("expiry", CheckKind.PRINT, "top", Level.ACT_ALWAYS, Level.ACT_WHEN_SURE, Level.RECOMMEND),
    certificate_sha256="ab" * 32,
    thresholds=None,
)
WORDS: dict[str, tuple[Act, dict[str, Any]]] = {
    "belt/stop": (Act.STOP_BELT, {}),
    "belt/start": (Act.START_BELT, {}),
    "levels/accept": (Act.ACCEPT_LOWER_LEVEL, {}),
    "bypass": (Act.START_BYPASS, {"minutes": 15, "reason": "camera is changed"}),
    "suspensions/clear": (Act.CLEAR_SUSPENSION, {}),
    "levels/expiry/lower": (Act.LOWER_LEVEL, {"to": "report"}),
    "packs/7/release": (Act.RELEASE_HELD, {}),
    "challenges/declare": (Act.DECLARE_CHALLENGE, {"name": "good", "pack_no": 7}),
}


@contextmanager
def at_work(station: Served) -> Iterator[ShownLine]:
    with closing(ShownLine(station.site.folder)) as line:
        line.state = a_line()
        with talking(station):
            yield line


def a_line() -> LineState:
    return quiet(checks=(CHECK,))


def acts(station: Served) -> list[SignedAct]:
    said = {act for act, _ in WORDS.values()}
    return [act for act in AuditReader(station.office.audit.path).acts() if act.done.what in said]


@pytest.mark.parametrize("path", WORDS)
def test_every_word_is_recorded_and_heard(station: Served, path: str) -> None:
    what, body = WORDS[path]
    with at_work(station) as line:
        answer = station.person(Role.SHIFT_LEAD).change(
            "POST", f"/api/v1/{path}", {**body, "line": LINE}
        )
    assert answer.status_code == 204, answer.text
    (act,) = acts(station)
    assert act.done.what is what
    expected = {
        "belt/stop": StopBelt(LEAD),
        "belt/start": StartBelt(LEAD),
        "levels/accept": Accept(LEAD),
        "bypass": StartBypass(15, LEAD, act.sha256),
        "suspensions/clear": ClearSuspension(LEAD, act.sha256),
        "levels/expiry/lower": LowerLevel("expiry", Level.REPORT, LEAD),
        "packs/7/release": Release(7, LEAD),
        "challenges/declare": DeclareChallenge("good", 7, LEAD),
    }
    assert line.heard == [expected[path]]


@pytest.mark.parametrize("path", WORDS)
def test_what_asks_for_a_pin_asks_for_it_right_before(station: Served, path: str) -> None:
    what, body = WORDS[path]
    with at_work(station) as line:
        lead = station.person(Role.SHIFT_LEAD)
        station.clock.at += timedelta(minutes=3)
        answer = lead.change("POST", f"/api/v1/{path}", body)
    is_asked = RULES[what].proof is not Proof.SESSION
    assert answer.status_code == (403 if is_asked else 204), answer.text
    if is_asked:
        assert answer.json()["type"] == "/problems/proof-needed"
        assert line.heard == []


def test_what_the_line_does_not_do_is_told(station: Served) -> None:
    with at_work(station) as line:
        line.refusal = "no lower level waits to be accepted"
        answer = station.person(Role.OPERATOR).change("POST", "/api/v1/levels/accept", {})
    assert answer.status_code == 409
    assert answer.json()["detail"] == "no lower level waits to be accepted"


def test_without_a_line_nobody_hears_it(station: Served) -> None:
    answer = station.person(Role.OPERATOR).change("POST", "/api/v1/belt/stop", {})
    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/no-line"


def test_a_word_for_a_line_that_has_ended_is_not_heard(station: Served) -> None:
    with at_work(station) as line:
        answer = station.person(Role.SHIFT_LEAD).change(
            "POST", "/api/v1/packs/7/release", {"line": "another start"}
        )
    assert (answer.status_code, line.heard) == (409, [])


def test_two_taps_are_one_word(station: Served) -> None:
    key = {"Idempotency-Key": "one-tap-0000000001"}
    with at_work(station) as line:
        operator = station.person(Role.OPERATOR)
        answers = [operator.change("POST", "/api/v1/belt/stop", {}, **key) for _ in range(2)]
    assert [one.status_code for one in answers] == [204, 204]
    assert (len(line.heard), len(acts(station))) == (1, 1)


def test_the_record_says_from_which_level_to_which(station: Served) -> None:
    with at_work(station):
        body = {"to": "recommend", "reason": "too many false alarms"}
        station.person(Role.QUALITY).change("POST", "/api/v1/levels/expiry/lower", body)
    (act,) = acts(station)
    subject = act.done.subject
    assert (subject.level_from, subject.level_to) == (Level.ACT_WHEN_SURE, Level.RECOMMEND)
    assert (subject.recipe, subject.check, act.done.reason) == (
        *("box", "expiry"),
        "too many false alarms",
    )


@pytest.mark.parametrize("to", [Level.ACT_WHEN_SURE, Level.ACT_ALWAYS])
def test_no_level_rises_by_lowering_it(station: Served, to: Level) -> None:
    with at_work(station) as line:
        operator = station.person(Role.OPERATOR)
        answer = operator.change("POST", "/api/v1/levels/expiry/lower", {"to": to})
    assert (answer.status_code, line.heard, acts(station)) == (409, [], [])


def test_a_check_that_is_not_there_is_told(station: Served) -> None:
    with at_work(station):
        operator = station.person(Role.OPERATOR)
        answer = operator.change("POST", "/api/v1/levels/lid/lower", {"to": "report"})
    assert answer.status_code == 404


@pytest.mark.parametrize("minutes", [0, -5, 60.5, "NaN"])
def test_a_bypass_has_a_time_and_a_reason(station: Served, minutes: object) -> None:
    with at_work(station) as line:
        lead = station.person(Role.SHIFT_LEAD)
        body = {"minutes": minutes, "reason": "camera is changed"}
        assert lead.change("POST", "/api/v1/bypass", body).status_code == 422
        assert lead.change("POST", "/api/v1/bypass", {"minutes": 5}).status_code == 422
    assert (line.heard, acts(station)) == ([], [])
