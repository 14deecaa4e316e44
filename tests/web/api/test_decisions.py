"""A person's answer to a recommendation: said once, the first one counts, late ones are told."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest

from edge_agent.control.line_state import LineState
from edge_agent.core.packs import Action, Outcome
from edge_agent.core.roles import Act, Role
from edge_agent.core.told import Answer
from edge_agent.people.audit import AuditReader
from tests.browser.panel import ShownLine
from tests.control.samples import LINE
from tests.web.live.samples import an_asking_line, an_ended_pack
from tests.web.visitors import Served, Visitor
from tests.web.with_line import talking


@contextmanager
def at_work(station: Served, state: LineState) -> Iterator[ShownLine]:
    with closing(ShownLine(station.site.folder)) as line:
        line.state = state
        with talking(station):
            yield line


def answered(visitor: Visitor, how: str, **headers: str) -> httpx.Response:
    path = f"/api/v1/recommendations/7/{how}"
    return visitor.change("POST", path, {"line": LINE}, **headers)


def problem(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 409, answer.text
    found: dict[str, Any] = answer.json()
    assert found["type"] == "/problems/decision-too-late"
    return found


@pytest.mark.parametrize(("how", "action"), [("confirm", Action.REJECT), ("override", Action.PASS)])
def test_confirm_does_what_is_recommended_and_override_lets_it_pass(
    station: Served, how: str, action: Action
) -> None:
    with at_work(station, an_asking_line(7)) as line:
        assert answered(station.person(Role.OPERATOR), how).status_code == 204
    assert line.heard == [Answer(7, action, "some-operator")]


def test_an_answer_sent_twice_is_said_once(station: Served) -> None:
    with at_work(station, an_asking_line(7)) as line:
        operator, key = station.person(Role.OPERATOR), {"Idempotency-Key": "the-very-same-tap-1"}
        first, again = (answered(operator, "confirm", **key) for _ in range(2))
    assert (first.status_code, again.status_code) == (204, 204)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(line.heard) == 1


def test_the_act_is_recorded_with_the_pack_and_the_reason(station: Served) -> None:
    with at_work(station, an_asking_line(7)):
        body = {"line": LINE, "reason": "only a drop of water"}
        operator = station.person(Role.OPERATOR)
        operator.change("POST", "/api/v1/recommendations/7/override", body)
    with closing(AuditReader(station.office.audit.path)) as audit:
        done = [act.done for act in audit.acts() if act.done.what is Act.ANSWER]
    assert [(one.subject.pack, one.reason) for one in done] == [("7", "only a drop of water")]


@pytest.mark.parametrize(
    ("outcome", "told"),
    [(Outcome.PASSED, "it has passed"), (Outcome.REJECTED, "it was rejected")],
)
def test_a_late_answer_says_what_became_of_the_pack(
    station: Served, outcome: Outcome, told: str
) -> None:
    state = an_asking_line(8)
    ended = replace(state, lately=replace(state.lately, strip=(an_ended_pack(7, outcome),)))
    with at_work(station, ended) as line:
        late = answered(station.person(Role.OPERATOR), "confirm")
    assert told in problem(late)["detail"]
    assert line.heard == []


def test_the_second_answer_is_told_who_was_first(station: Served) -> None:
    with at_work(station, an_asking_line(7)) as line:
        line.refusal = "too late: anna has answered for pack 7"
        late = answered(station.person(Role.OPERATOR), "confirm")
    assert "anna has answered" in problem(late)["detail"]


def test_what_the_line_refuses_otherwise_is_no_lateness(station: Served) -> None:
    with at_work(station, an_asking_line(7)) as line:
        line.refusal = "nothing here can hold a pack"
        refused = answered(station.person(Role.OPERATOR), "confirm")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/word-refused")


def test_a_pack_of_another_start_of_the_line_is_not_meant(station: Served) -> None:
    with at_work(station, an_asking_line(7)) as line:
        operator = station.person(Role.OPERATOR)
        body = {"line": "fedcba9876543210"}
        late = operator.change("POST", "/api/v1/recommendations/7/confirm", body)
    assert "has ended" in problem(late)["detail"]
    assert line.heard == []


def test_without_a_line_nobody_hears_an_answer(station: Served) -> None:
    answer = answered(station.person(Role.OPERATOR), "confirm")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/no-line")


def test_the_state_is_told_as_the_line_has_it(station: Served) -> None:
    with at_work(station, an_asking_line(7)):
        answer = station.person(Role.VIEWER).get("/api/v1/state")
    found = answer.json()
    assert answer.status_code == 200
    assert found["identity"]["line"] == LINE
    assert [one["pack_no"] for one in found["recommendations"]] == [7]


def test_there_is_no_state_without_a_line(station: Served) -> None:
    answer = station.person(Role.VIEWER).get("/api/v1/state")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/no-line")
