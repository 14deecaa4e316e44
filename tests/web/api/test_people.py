"""Accounts and tokens: changed once, by whom it takes, and never unseen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from edge_agent.core.roles import Act, Role, Scope
from edge_agent.people.audit import AuditReader
from tests.people.samples import PASSWORD
from tests.web.visitors import Served, Visitor

PEOPLE = "/api/v1/people"
TOKENS = "/api/v1/tokens"
OLGA = {"name": "olga", "shown_name": "Olga P.", "role": "operator", "reason": "late shift"}
KEY = "one-key-of-this-program"


@pytest.fixture
def engineer(station: Served) -> Visitor:
    return station.person(Role.ENGINEER, "anna")


def acts(station: Served) -> list[Act]:
    reader = AuditReader(station.office.audit.path)
    found = [act.done.what for act in reader.acts()]
    reader.close()
    return found


def test_a_person_is_added_and_chooses_a_password_with_the_code(
    station: Served, engineer: Visitor
) -> None:
    added = engineer.change("POST", PEOPLE, OLGA)
    assert added.status_code == 201
    assert {**added.json(), "code": ""} == {
        "name": "olga",
        "shown_name": "Olga P.",
        "role": "operator",
        "active": True,
        "code": "",
    }
    claim = {"name": "olga", "code": added.json()["code"], "password": PASSWORD}
    assert station.stranger().ask("POST", "/api/v1/claim", json=claim).status_code == 204
    assert station.person(Role.OPERATOR, "olga").get("/api/v1/session").status_code == 200
    names = [person["name"] for person in engineer.get(PEOPLE).json()["people"]]
    assert names == ["anna", "olga"]


def test_the_same_request_under_the_same_key_is_done_once(
    station: Served, engineer: Visitor
) -> None:
    first = engineer.change("POST", PEOPLE, OLGA, **{"Idempotency-Key": KEY})
    before = acts(station)
    again = engineer.change("POST", PEOPLE, OLGA, **{"Idempotency-Key": KEY})
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert acts(station) == before


def test_the_same_request_sent_twice_at_once_is_done_once(
    station: Served, engineer: Visitor
) -> None:
    before = len(acts(station))

    def add(_: int) -> bytes:
        visitor = Visitor(station.app)
        visitor.cookies = engineer.cookies
        return visitor.change("POST", PEOPLE, OLGA, **{"Idempotency-Key": KEY}).content

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(add, range(4)))
    assert len(answers) == 1
    assert len(acts(station)) == before + 1


def test_another_request_under_the_same_key_is_refused(engineer: Visitor) -> None:
    engineer.change("POST", PEOPLE, OLGA, **{"Idempotency-Key": KEY})
    other = engineer.change("POST", PEOPLE, {**OLGA, "name": "otto"}, **{"Idempotency-Key": KEY})
    elsewhere = engineer.change("POST", f"{PEOPLE}/olga/disable", {}, **{"Idempotency-Key": KEY})
    for answer in (other, elsewhere):
        assert answer.status_code == 422
        assert answer.json()["type"] == "/problems/key-taken"
    assert engineer.get(f"{PEOPLE}/olga").json()["active"] is True


def test_a_key_is_the_callers_own_and_holds_for_a_day(station: Served, engineer: Visitor) -> None:
    engineer.change("POST", PEOPLE, OLGA, **{"Idempotency-Key": KEY})
    other = station.person(Role.QUALITY, "quentin")
    assert other.change("POST", PEOPLE, OLGA, **{"Idempotency-Key": KEY}).status_code == 409
    station.clock.at += timedelta(hours=24, seconds=1)
    anew = station.person(Role.ENGINEER, "anna")
    assert anew.change("POST", PEOPLE, OLGA, **{"Idempotency-Key": KEY}).status_code == 409


def test_what_was_refused_may_be_asked_for_again_under_its_key(
    station: Served, engineer: Visitor
) -> None:
    station.clock.at += timedelta(minutes=5)
    refused = engineer.change("POST", PEOPLE, OLGA, **{"Idempotency-Key": KEY})
    assert refused.json()["type"] == "/problems/proof-needed"
    engineer.ask("POST", "/api/v1/session/proof", json={"password": PASSWORD})
    assert engineer.change("POST", PEOPLE, OLGA, **{"Idempotency-Key": KEY}).status_code == 201


@pytest.mark.parametrize(("key", "status"), [(None, 400), ("short", 422), ("x" * 201, 422)])
def test_a_change_without_a_key_of_its_own_is_refused(
    engineer: Visitor, key: str | None, status: int
) -> None:
    headers = {} if key is None else {"Idempotency-Key": key}
    answer = engineer.ask("POST", PEOPLE, json=OLGA, headers=headers)
    assert answer.status_code == status
    assert (answer.json()["type"] == "/problems/key-missing") == (key is None)


def test_a_kept_answer_tells_nothing_to_who_reads_the_file(
    station: Served, engineer: Visitor
) -> None:
    code = engineer.change("POST", PEOPLE, OLGA, **{"Idempotency-Key": KEY}).json()["code"]
    kept = b"".join(file.read_bytes() for file in station.site.folder.glob("people.db*"))
    assert b"answers" in kept
    assert code.encode() not in kept
    assert KEY.encode() not in kept


def test_an_edit_names_what_was_seen(engineer: Visitor) -> None:
    engineer.change("POST", PEOPLE, OLGA)
    tag = engineer.get(f"{PEOPLE}/olga").headers["etag"]
    role = f"{PEOPLE}/olga/role"
    lead = {"role": "shift_lead"}
    assert engineer.change("PUT", role, lead).status_code == 428
    changed = engineer.change("PUT", role, lead, **{"If-Match": tag})
    assert (changed.status_code, changed.json()["role"]) == (200, "shift_lead")
    late = engineer.change("PUT", role, {"role": "viewer"}, **{"If-Match": tag})
    assert (late.status_code, late.json()["type"]) == (412, "/problems/changed")
    assert changed.headers["etag"] in late.json()["detail"]
    assert engineer.get(f"{PEOPLE}/olga").headers["etag"] == changed.headers["etag"]


def test_who_is_disabled_is_out_at_once_and_back_after_a_reset(
    station: Served, engineer: Visitor
) -> None:
    olga = station.person(Role.OPERATOR, "olga")
    disabled = engineer.change("POST", f"{PEOPLE}/olga/disable", {"reason": "left us"})
    assert (disabled.status_code, disabled.json()["active"]) == (200, False)
    assert olga.get("/api/v1/session").status_code == 401
    reset = engineer.change("POST", f"{PEOPLE}/olga/reset", {})
    assert (reset.status_code, reset.json()["active"]) == (200, True)
    claim = {"name": "olga", "code": reset.json()["code"], "password": PASSWORD}
    assert station.stranger().ask("POST", "/api/v1/claim", json=claim).status_code == 204


def test_the_last_engineer_stays(engineer: Visitor) -> None:
    answer = engineer.change("POST", f"{PEOPLE}/anna/disable", {})
    assert (answer.status_code, answer.json()["title"]) == (409, "Conflict")


@pytest.mark.parametrize("change", ["add", "assign", "reset"])
def test_an_engineers_account_takes_two_persons(
    station: Served, engineer: Visitor, change: str
) -> None:
    quality = station.person(Role.QUALITY, "quentin")
    if change == "reset":
        station.person(Role.ENGINEER, "emil")
    if change == "assign":
        station.person(Role.OPERATOR, "emil")
    proposal = {"change": change, "name": "emil", "role": "engineer"}
    proposed = engineer.change("POST", "/api/v1/proposals", proposal)
    assert proposed.status_code == 201, proposed.text
    confirms = {"confirms": proposed.json()["proposal"]}
    for visitor, body, status in (
        (quality, {}, 403),
        (engineer, confirms, 403),
        (quality, confirms, 201 if change == "add" else 200),
    ):
        assert made(visitor, change, body) == status
    assert engineer.get(f"{PEOPLE}/emil").json()["role"] == "engineer"


def made(visitor: Visitor, change: str, body: dict[str, str]) -> int:
    """Emil's account, changed as proposed."""
    if change == "add":
        new = {"name": "emil", "shown_name": "Emil", "role": "engineer"}
        return visitor.change("POST", PEOPLE, {**new, **body}).status_code
    if change == "reset":
        return visitor.change("POST", f"{PEOPLE}/emil/reset", body).status_code
    tag = visitor.get(f"{PEOPLE}/emil").headers["etag"]
    role = {"role": "engineer", **body}
    return visitor.change("PUT", f"{PEOPLE}/emil/role", role, **{"If-Match": tag}).status_code


def test_a_proposal_of_another_role_than_the_persons_is_refused(
    station: Served, engineer: Visitor
) -> None:
    station.person(Role.OPERATOR, "emil")
    wrong = {"change": "reset", "name": "emil", "role": "engineer"}
    assert engineer.change("POST", "/api/v1/proposals", wrong).status_code == 422


def test_a_token_is_issued_listed_used_and_revoked(station: Served, engineer: Visitor) -> None:
    body = {"name": "dashboard", "scopes": ["state", "records"], "days": 30}
    issued = engineer.change("POST", TOKENS, body)
    assert issued.status_code == 201
    assert issued.json()["until"] == "2026-12-22T12:00:00Z"
    program = Visitor(station.app, Authorization=f"Bearer {issued.json()['token']}")
    assert program.get("/api/v1/audit").status_code == 200
    listed = engineer.get(TOKENS)
    assert [one["name"] for one in listed.json()["tokens"]] == ["dashboard"]
    assert issued.json()["token"] not in listed.text
    assert engineer.change("POST", f"{TOKENS}/dashboard/revoke", {}).status_code == 200
    assert program.get("/api/v1/audit").status_code == 401
    assert engineer.change("POST", f"{TOKENS}/dashboard/revoke", {}).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"name": "all", "scopes": [Scope.CONSOLE]},
        {"name": "none", "scopes": []},
        {"name": "long", "scopes": ["state"], "days": 367},
        {"name": "Not A Name", "scopes": ["state"]},
    ],
)
def test_a_token_that_must_not_be_is_refused(engineer: Visitor, body: dict[str, object]) -> None:
    assert engineer.change("POST", TOKENS, body).status_code == 422
