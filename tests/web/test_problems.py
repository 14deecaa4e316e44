"""Refusals: one shape, the command line's titles, and nothing that is nobody's business."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI, Request
from starlette.types import Message

from edge_agent.control.errors import NoLine, NotAnswered, WordRefused
from edge_agent.core import errors as core_errors
from edge_agent.core.errors import PackwardenError
from edge_agent.core.roles import Role, Scope
from edge_agent.people import errors as people_errors
from edge_agent.web import errors as web_errors
from edge_agent.web.problems import KINDS, Problem, handle_all, name_of
from edge_agent.web.shield import LONGEST_BODY_BYTES, Shield
from tests.web.visitors import Served, Visitor

SESSION = "/api/v1/session"
OURS = {
    one
    for module in (core_errors, people_errors, web_errors)
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, PackwardenError) and one is not PackwardenError
}


def told(visitor: Visitor, method: str, path: str, status: int, **what: object) -> Problem:
    answer = visitor.ask(method, path, **what)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = Problem.model_validate_json(answer.content)
    assert problem.status == status
    assert problem.request_id == answer.headers["x-request-id"]
    return problem


def test_every_error_of_ours_has_its_status_and_its_explanation(station: Served) -> None:
    assert set(KINDS) == OURS | {WordRefused, NoLine, NotAnswered}
    for error, kind in KINDS.items():
        explained = station.stranger().get(f"/problems/{name_of(error)}").json()
        assert (explained["title"], explained["status"]) == (error.title, kind.status)
    assert len({name_of(error) for error in KINDS}) == len(KINDS)


def test_an_address_that_is_not_there(station: Served) -> None:
    problem = told(station.stranger(), "GET", "/api/v1/nothing", 404)
    assert (problem.type, problem.title) == ("/problems/not-found", "Not found")
    assert problem.instance == "/api/v1/nothing"
    told(station.stranger(), "GET", "/problems/nothing", 404)


def test_a_method_that_is_not_for_it(station: Served) -> None:
    answer = station.stranger().ask("DELETE", "/livez")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert answer.json()["type"] == "/problems/wrong-method"
    answer = station.stranger().ask("PATCH", SESSION)
    assert (answer.status_code, answer.headers["allow"]) == (405, "DELETE, GET, POST")


def test_what_is_wrong_with_a_body_is_pointed_at_and_not_repeated(station: Served) -> None:
    body = {"name": "olga", "password": 830217, "colour/taste": "red"}
    problem = told(station.stranger(), "POST", SESSION, 422, json=body)
    pointers = {part.pointer for part in problem.errors}
    assert pointers == {"#/password", "#/colour~1taste"}
    assert "830217" not in problem.model_dump_json()


def test_what_is_wrong_with_a_query_is_named(station: Served) -> None:
    visitor = station.machine(Scope.STATE)
    problem = told(visitor, "GET", "/api/v1/records?limit=0", 422)
    assert [part.pointer for part in problem.errors] == ["query:limit"]


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[]", b"null", b'"text"'])
def test_a_body_that_is_none_is_refused(station: Served, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    told(station.stranger(), "POST", SESSION, 422, content=content, headers=headers)


@pytest.mark.parametrize("is_declared", [True, False])
def test_a_body_that_is_too_long_is_refused_as_it_arrives(
    station: Served, is_declared: bool
) -> None:
    long = b" " * (LONGEST_BODY_BYTES + 1)

    async def parts() -> AsyncIterator[bytes]:
        yield long[:1000]
        yield long[1000:]

    headers = {"Content-Type": "application/json"}
    content = long if is_declared else parts()
    problem = told(station.stranger(), "POST", SESSION, 413, content=content, headers=headers)
    assert problem.type == "/problems/too-large"


def test_a_fault_tells_nothing_but_where_its_trace_is() -> None:
    app = FastAPI()
    handle_all(app)

    @app.get("/fault")
    def fault() -> None:
        raise RuntimeError("the password is sesame")

    answer = Visitor(Shield(app)).get("/fault")
    assert answer.status_code == 500
    assert "sesame" not in answer.text
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert "content-security-policy" in answer.headers


def test_a_body_whose_sender_is_gone_is_no_fault_of_the_server() -> None:
    """What an address reads by hand breaks off there; no trace is raised into the log."""
    app = FastAPI()
    handle_all(app)
    sent: list[Message] = []

    @app.post("/letters")
    async def letters(request: Request) -> int:
        return len(await request.body())

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {"type": "http", "method": "POST", "path": "/letters", "scheme": "http"}
    scope |= {"headers": [], "query_string": b"", "http_version": "1.1", "server": ("here", 80)}
    asyncio.run(Shield(app)(scope, gone, send))
    assert sent[0]["status"] == 422


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://panel.plant"}, 422),
        ({"Origin": "http://PANEL.plant"}, 422),
        ({"Origin": "https://panel.plant"}, 403),
        ({"Origin": "http://panel.plant:8081"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 422),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({}, 422),
    ],
)
def test_a_page_of_another_origin_changes_nothing(
    station: Served, headers: dict[str, str], status: int
) -> None:
    answer = station.stranger().ask("POST", SESSION, json={}, headers=headers)
    assert answer.status_code == status


def test_every_answer_tells_the_browser_to_trust_nothing_from_elsewhere(station: Served) -> None:
    visitor = station.person(Role.VIEWER)
    for path in ("/livez", "/api/v1/station", "/api/v1/nothing", "/api/v1/people"):
        headers = visitor.get(path).headers
        assert headers["content-security-policy"].startswith(
            "default-src 'none'; script-src 'self'"
        )
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
