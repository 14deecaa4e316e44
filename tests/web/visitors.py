"""A station served in this process, and visitors who ask it as browsers and programs do."""

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing, contextmanager
from copy import copy
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.datastructures import State
from starlette.types import ASGIApp

from edge_agent.core.roles import Role, Scope
from edge_agent.people.office import Office, Order
from edge_agent.people.presence import console
from edge_agent.settings import load_station
from edge_agent.web.app import operations, served_by
from edge_agent.web.site import Site
from tests.line.small_station import box_station
from tests.people.samples import NOW, PASSWORD, QUICK

BASE = "http://panel.plant"
keys = (f"change-number-{number:08}" for number in itertools.count())


Run = Callable[[Coroutine[Any, Any, httpx.Response]], httpx.Response]
"""Where requests are made: in a loop of their own each, or where a line is talked with."""


class MovedClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.at = NOW

    def now_ns(self) -> int:
        return int((self.at - NOW).total_seconds() * 1e9)

    def wall(self) -> datetime:
        return self.at

    def sleep_until_ns(self, wake_ns: int) -> None:
        self.at = max(self.at, NOW + timedelta(microseconds=wake_ns / 1e3))


class Visitor:
    """One browser or program: keeps its cookie, and sends what it is told to with each request."""

    def __init__(self, app: ASGIApp, **headers: str) -> None:
        self.app, self.headers = app, headers
        self.cookies = httpx.Cookies()
        self.source = "127.0.0.1"
        self.run: Run = asyncio.run

    def ask(self, method: str, path: str, **what: Any) -> httpx.Response:
        headers = {**self.headers, **what.pop("headers", {})}

        async def sent() -> httpx.Response:
            transport = httpx.ASGITransport(
                self.app, raise_app_exceptions=False, client=(self.source, 50_000)
            )
            async with httpx.AsyncClient(
                transport=transport, base_url=BASE, cookies=self.cookies, headers=headers
            ) as client:
                answer = await client.request(method, path, **what)
                self.cookies = client.cookies
                return answer

        return self.run(sent())

    def get(self, path: str, **what: Any) -> httpx.Response:
        return self.ask("GET", path, **what)

    def change(self, method: str, path: str, body: Any, **headers: str) -> httpx.Response:
        """Under a key that was never used, unless one is named."""
        given = {"Idempotency-Key": next(keys), **headers}
        return self.ask(method, path, json=body, headers=given)


class Doors:
    """Of anything that is served: its people, and whoever else comes in."""

    def __init__(self, office: Office, clock: MovedClock, app: ASGIApp) -> None:
        self.office, self.clock, self.app = office, clock, app
        self.run: Run = asyncio.run

    def stranger(self) -> Visitor:
        visitor = Visitor(self.app)
        visitor.run = self.run
        return visitor

    def person(self, role: Role, name: str | None = None) -> Visitor:
        """Somebody of this role, who has just signed in with the password."""
        name = name or f"some-{role.value.replace('_', '-')}"
        if name not in [person.name for person in self.office.accounts.people()]:
            self.office.accounts.add(name, name.title(), role)
            self.office.accounts.set_password(name, PASSWORD)
        visitor = self.stranger()
        answer = visitor.ask("POST", "/api/v1/session", json={"name": name, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        return visitor

    def machine(self, *scopes: Scope) -> Visitor:
        now = self.clock.wall()
        name = "machine-" + "-".join(scopes)
        order = Order(console(now), "", now)
        token = self.office.issue_token(order, name, scopes, now + timedelta(days=1))
        visitor = Visitor(self.app, Authorization=f"Bearer {token}")
        visitor.run = self.run
        return visitor


@cache
def routes() -> FastAPI:
    """Made once: a route is worked out when it is first asked, and there are two hundred."""
    return operations()


def with_its_own_state() -> FastAPI:
    """The routes for one station; they hold nothing of another one."""
    app = copy(routes())
    app.state = State({"book": app.state.book})
    return app


class Served(Doors):
    """One station, its people and its clock."""

    def __init__(self, site: Site, clock: MovedClock) -> None:
        super().__init__(site.office, clock, served_by(with_its_own_state(), site))
        self.site = site


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    clock = MovedClock()
    settings = load_station(box_station(folder, "g"))
    office = Office(settings.data.folder, settings.station.full_name, clock.wall(), QUICK)
    with closing(Site(settings, office, clock)) as site:
        yield Served(site, clock)
