"""Words to the line: recorded, said once, and answered as the line answers."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

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


def test_every_word_is_recorded_and_heard(station: Served) -> None:
    with at_work(station) as line:
        lead = station.person(Role.SHIFT_LEAD)
        for path, (_, body) in WORDS.items():
            answer = lead.change("POST", f"/api/v1/{path}", {**body, "line": LINE})
            assert answer.status_code == 204, answer.text
    recorded = acts(station)
    assert [act.done.what for act in recorded] == [what for what, _ in WORDS.values()]
    by_act = {act.done.what: act.sha256 for act in recorded}
    assert line.heard == [
        StopBelt(LEAD),
        StartBelt(LEAD),
        Accept(LEAD),
        StartBypass(15, LEAD, by_act[Act.START_BYPASS]),
        ClearSuspension(LEAD, by_act[Act.CLEAR_SUSPENSION]),
        LowerLevel("expiry", Level.REPORT, LEAD),
        Release(7, LEAD),
        DeclareChallenge("good", 7, LEAD),
    ]


def test_what_asks_for_a_pin_asks_for_it_right_before(station: Served) -> None:
    with at_work(station) as line:
        lead = station.person(Role.SHIFT_LEAD)
        station.clock.at += timedelta(minutes=3)
        for path, (what, body) in WORDS.items():
            answer = lead.change("POST", f"/api/v1/{path}", body)
            is_asked = RULES[what].proof is not Proof.SESSION
            assert answer.status_code == (403 if is_asked else 204), answer.text
            assert not is_asked or answer.json()["type"] == "/problems/proof-needed"
    heard = {type(word) for word in line.heard}
    assert heard == {StopBelt, StartBelt, LowerLevel, DeclareChallenge}


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


def test_no_level_rises_by_lowering_it(station: Served) -> None:
    with at_work(station) as line:
        operator = station.person(Role.OPERATOR)
        for to in (Level.ACT_WHEN_SURE, Level.ACT_ALWAYS):
            answer = operator.change("POST", "/api/v1/levels/expiry/lower", {"to": to})
            assert (answer.status_code, line.heard, acts(station)) == (409, [], [])


def test_a_check_that_is_not_there_is_told(station: Served) -> None:
    with at_work(station):
        operator = station.person(Role.OPERATOR)
        answer = operator.change("POST", "/api/v1/levels/lid/lower", {"to": "report"})
    assert answer.status_code == 404


def test_a_bypass_has_a_time_and_a_reason(station: Served) -> None:
    wrong: list[dict[str, Any]] = [
        {"minutes": minutes, "reason": "camera is changed"} for minutes in (0, -5, 60.5, "NaN")
    ]
    with at_work(station) as line:
        lead = station.person(Role.SHIFT_LEAD)
        for body in (*wrong, {"minutes": 5}, {"minutes": 5, "reason": ""}):
            assert lead.change("POST", "/api/v1/bypass", body).status_code == 422
    assert (line.heard, acts(station)) == ([], [])
