"""A person who asks for a page and is refused reads why; a program gets the problem document."""

import httpx
import pytest
from fastapi import FastAPI

from edge_agent.core.roles import Role
from edge_agent.web.app import operations
from edge_agent.web.pages.refusal_page import TOLD
from edge_agent.web.pages.texts import phrases
from edge_agent.web.shield import Shield
from tests.web.visitors import Served, Visitor

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "de-DE,de"}


def seen(visitor: Visitor, path: str, status: int, method: str = "GET") -> httpx.Response:
    answer = visitor.ask(method, path, headers=BROWSER)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["x-request-id"] in answer.text
    assert '<html lang="de">' in answer.text
    return answer


def test_an_address_that_is_not_there_is_told_in_the_readers_language(station: Served) -> None:
    answer = seen(station.person(Role.VIEWER), "/nothing", 404)
    assert "Diese Seite gibt es nicht" in answer.text
    assert "there is nothing at /nothing" in answer.text


def test_a_page_of_another_role_offers_to_sign_in_as_somebody_else(station: Served) -> None:
    answer = seen(station.person(Role.VIEWER), "/audit", 403)
    assert "Nicht für Ihre Rolle" in answer.text
    assert 'href="/sign-in?next=/audit"' in answer.text


def test_a_wrong_method_keeps_its_headers(station: Served) -> None:
    assert seen(station.stranger(), "/sign-in", 405, "DELETE").headers["allow"] == "GET"


def test_what_was_asked_for_is_never_taken_for_html(station: Served) -> None:
    answer = seen(station.stranger(), "/%3Cscript%3Ealert(1)%3C/script%3E", 404)
    assert "<script>alert" not in answer.text


def test_a_fault_tells_nobody_what_it_was(station: Served) -> None:
    app: FastAPI = operations()
    app.state.site = station.site

    @app.get("/fault")
    def fault() -> None:
        raise RuntimeError("the password is Tuvalu")

    answer = seen(Visitor(Shield(app)), "/fault", 500)
    assert "Tuvalu" not in answer.text
    assert "Die Linie prüft weiter" in answer.text


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/api/v1/nothing", BROWSER), ("/problems/nothing", BROWSER), ("/nothing", {})],
)
def test_programs_get_the_problem_document(
    station: Served, path: str, headers: dict[str, str]
) -> None:
    answer = station.stranger().get(path, headers=headers)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_nobody_is_still_led_to_the_sign_in_page(station: Served) -> None:
    answer = station.stranger().get("/audit", headers=BROWSER)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Faudit")


def test_every_status_has_its_words() -> None:
    words = phrases("refusal")
    for status in (*TOLD, "other"):
        assert {f"title_{status}", f"means_{status}"} <= set(words)
