"""What strangers and broken programs send to a centre: refused with a reason, and never a fault."""

from dataclasses import replace

import pytest

from edge_agent.core.roles import Role, Scope
from edge_agent.web.shield import LONGEST_BODY_BYTES
from tests.fleet.sent import send_records
from tests.fleet.web.served_centre import ServedCentre
from tests.people.samples import NOW, PASSWORD
from tests.samples import a_record
from tests.web.visitors import Visitor

SESSION = "/api/v1/session"


@pytest.fixture
def visitor(centre: ServedCentre) -> Visitor:
    return centre.machine(Scope.STATE, Scope.RECORDS)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/records?lot=%00",
        "/api/v1/records?station=a%00b",
        "/api/v1/records?limit=0",
        "/api/v1/records?limit=100000",
        "/api/v1/records?limit=NaN",
        "/api/v1/records?seen_from=1700000000",
        "/api/v1/records?verdict=maybe",
        f"/api/v1/records?lot={'x' * 201}",
        "/api/v1/records/1-2",
        "/api/v1/records/9999999999999999-1-1",
        "/api/v1/records/1-1-1%20OR%201=1",
        "/api/v1/lots/%00",
        "/api/v1/pictures/..%2f..%2fcentre.toml",
        f"/api/v1/pictures/{'A' * 64}",
        "/api/v1/downtime?before=0001-01-01T00:00:00Z",
        "/api/v1/downtime?since=9999-12-31T23:59:59Z",
        "/api/v1/downtime?since=0001-01-01T00:00:00Z",
        "/api/v1/dead-letters/0",
        "/api/v1/findings?after_id=-1",
        "/api/v1/exports/records?format=xls",
        "/api/v1/exports/records?reason=%00",
    ],
)
def test_a_question_that_cannot_be_right_is_refused(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code in (404, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "=" * 50, "%F0%9F%98%80", "a" * 400])
@pytest.mark.parametrize("name", ["records", "events", "dead-letters", "findings"])
def test_a_cursor_that_was_not_given_out_is_refused(
    visitor: Visitor, name: str, cursor: str
) -> None:
    assert visitor.get(f"/api/v1/{name}?cursor={cursor}").status_code in (409, 422)


@pytest.mark.parametrize("lot", ["' OR '1'='1", "%", "_", "\\", "L1';DROP TABLE records;--"])
def test_a_lot_is_text_whatever_it_says(centre: ServedCentre, visitor: Visitor, lot: str) -> None:
    other, own = a_record(1, seen_at=NOW), a_record(2, seen_at=NOW)
    assert own.order is not None
    send_records(centre.site.engine, [other, replace(own, order=replace(own.order, lot=lot))], NOW)
    found = visitor.get("/api/v1/records", params={"lot": lot}).json()["items"]
    assert [one["pack_no"] for one in found] == [2]
    begun = visitor.get("/api/v1/lots", params={"begins": lot}).json()["lots"]
    assert [one["lot"] for one in begun] == [lot]


def test_a_page_of_another_origin_changes_nothing(centre: ServedCentre) -> None:
    quality = centre.person(Role.QUALITY)
    strange = {"Origin": "https://elsewhere.example"}
    answer = quality.ask("DELETE", SESSION, headers=strange)
    assert (answer.status_code, answer.json()["title"]) == (403, "Strange origin")
    assert quality.get(SESSION).status_code == 200


def test_a_body_that_is_too_long_is_refused(centre: ServedCentre) -> None:
    answer = centre.stranger().ask("POST", SESSION, content=b"x" * (LONGEST_BODY_BYTES + 1))
    assert answer.status_code == 413


def test_a_pin_is_for_a_panel(centre: ServedCentre) -> None:
    anna = centre.person(Role.ENGINEER, "anna")
    assert anna.ask("PUT", f"{SESSION}/pin", json={"pin": "830217"}).status_code == 422
    body = {"name": "anna", "pin": "830217"}
    assert centre.stranger().ask("POST", SESSION, json=body).status_code == 422


def test_who_guesses_passwords_has_to_wait(centre: ServedCentre) -> None:
    centre.person(Role.ENGINEER, "anna")
    stranger = centre.stranger()
    body = {"name": "anna", "password": "wrong every time 7"}
    statuses = [stranger.ask("POST", SESSION, json=body).status_code for _ in range(12)]
    assert statuses[0] == 401
    assert statuses[-1] == 429
    right = stranger.ask("POST", SESSION, json={**body, "password": PASSWORD})
    assert right.status_code == 429


def test_every_answer_says_what_a_browser_may_do_with_it(centre: ServedCentre) -> None:
    for path in ("/sign-in", "/api/v1/stations", "/metrics", "/nothing"):
        headers = centre.stranger().get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] in ("no-store", "no-cache")
