"""What stands in the journal of who was refused."""

import json
from datetime import timedelta
from typing import Any

import pytest

from edge_agent.core.roles import Role
from edge_agent.web.refusals import MOST_A_MINUTE, Watched
from tests.people.samples import PASSWORD
from tests.web.visitors import Served, Visitor

SESSION = "/api/v1/session"
STRANGE = {"Origin": "https://elsewhere.example"}


@pytest.fixture
def lines(station: Served) -> list[str]:
    lines: list[str] = []
    assert isinstance(station.app, Watched)
    station.app.tell = lines.append
    return lines


def read(lines: list[str]) -> list[dict[str, Any]]:
    assert all("\n" not in line for line in lines)
    return [json.loads(line) for line in lines]


def test_a_wrong_password_is_told_and_neither_it_nor_the_name_stands_there(
    station: Served, lines: list[str]
) -> None:
    body = {"name": "eve-of-the-pumps", "password": "wrong " + PASSWORD}
    answer = station.stranger().ask("POST", SESSION, json=body)
    (told,) = read(lines)
    assert (told["refused"], told["method"], told["path"]) == (401, "POST", SESSION)
    assert (told["source"], told["who"]) == ("127.0.0.1", None)
    assert told["request_id"] == answer.headers["x-request-id"]
    assert told["at"].endswith("+00:00")
    assert "eve" not in lines[0]
    assert PASSWORD not in lines[0]


def test_who_may_not_is_told_by_name(station: Served, lines: list[str]) -> None:
    station.person(Role.VIEWER, "vera").get("/api/v1/audit")
    (told,) = read(lines)
    assert (told["refused"], told["who"]) == (403, "vera")


def test_guessing_that_must_wait_and_a_strange_page_are_told(
    station: Served, lines: list[str]
) -> None:
    guess = {"name": "eve", "password": "wrong"}
    for _ in range(4):
        station.stranger().ask("POST", SESSION, json=guess)
    station.stranger().ask("POST", SESSION, json=guess, headers=STRANGE)
    assert [told["refused"] for told in read(lines)] == [401, 401, 401, 429, 403]


def test_what_is_allowed_and_what_is_merely_wrong_is_not_told(
    station: Served, lines: list[str]
) -> None:
    vera = station.person(Role.VIEWER, "vera")
    assert vera.get(SESSION).status_code == 200
    assert vera.get("/api/v1/nothing").status_code == 404
    assert vera.ask("POST", SESSION, json={}).status_code == 422
    assert lines == []


def test_a_flood_of_refusals_is_told_as_a_sum(station: Served, lines: list[str]) -> None:
    stranger = Visitor(station.app, Authorization="Bearer pwm_guess")
    for _ in range(MOST_A_MINUTE + 40):
        assert stranger.get("/api/v1/audit").status_code == 401
    assert len(lines) == MOST_A_MINUTE
    station.clock.at += timedelta(minutes=1)
    stranger.get("/api/v1/audit")
    assert [told.get("refused_untold") for told in read(lines)[-2:]] == [40, None]


def test_no_address_writes_a_line_of_its_own(station: Served, lines: list[str]) -> None:
    station.stranger().get("/api/v1/pictures/" + "%0a%22forged%22" * 30)
    (told,) = read(lines)
    assert len(told["path"]) == 200
