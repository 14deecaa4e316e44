"""What is different where a request comes by HTTPS, and whom a server believes that it does."""

import httpx
import pytest
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from edge_agent.core.roles import Role
from edge_agent.web.serving import configured
from tests.people.samples import PASSWORD
from tests.web.visitors import Served, Visitor

SESSION = "/api/v1/session"
STRICT = "strict-transport-security"
HTTPS = {"X-Forwarded-Proto": "https"}


@pytest.mark.parametrize("path", ["/sign-in", "/api/v1/station", "/static/base.css", "/nothing"])
def test_over_https_a_browser_is_told_to_come_by_nothing_else(station: Served, path: str) -> None:
    said = station.stranger().get(f"https://panel.plant{path}").headers[STRICT]
    assert said == "max-age=31536000; includeSubDomains"
    assert STRICT not in station.stranger().get(path).headers


def test_nobody_is_led_from_http_to_https(station: Served) -> None:
    """A program that asks in the clear shall notice it at once."""
    assert station.stranger().get("/livez").status_code == 200
    assert "location" not in station.stranger().get("/api/v1/station").headers


def entered_through(station: Served, proxy: str) -> httpx.Response:
    """The answer to somebody who signs in, where the last hop has this address."""
    station.person(Role.VIEWER, "vera")
    config = configured(station.site)
    assert config.forwarded_allow_ips is not None
    app = ProxyHeadersMiddleware(station.app, config.forwarded_allow_ips)  # type: ignore[arg-type]
    visitor = Visitor(app)  # type: ignore[arg-type]
    visitor.source = proxy
    body = {"name": "vera", "password": PASSWORD}
    return visitor.ask("POST", SESSION, json=body, headers=HTTPS)


def test_a_proxy_on_this_computer_is_believed_and_nobody_else(station: Served) -> None:
    assert entered_through(station, "127.0.0.1").headers["set-cookie"].startswith("__Host-")
    assert not entered_through(station, "10.0.0.9").headers["set-cookie"].startswith("__Host-")


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND"])
def test_a_method_that_nothing_is_for_is_refused(station: Served, method: str) -> None:
    assert station.stranger().ask(method, "/livez").status_code == 405


def test_no_other_origin_may_read_an_answer(station: Served) -> None:
    for origin in ("https://elsewhere.example", "null"):
        headers = station.stranger().get("/sign-in", headers={"Origin": origin}).headers
        assert not [name for name in headers if name.startswith("access-control-")]
        assert headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/static/", "/static", "/.git/config", "/station.toml", "/data/"])
def test_no_folder_is_listed_and_no_file_of_the_station_is_served(
    station: Served, path: str
) -> None:
    assert station.person(Role.ENGINEER).get(path).status_code == 404


def test_no_answer_tells_what_it_was_made_with(station: Served) -> None:
    headers = station.stranger().get("/livez").headers
    assert "server" not in headers
    assert "x-powered-by" not in headers
    assert configured(station.site).server_header is False
