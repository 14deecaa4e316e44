"""A served station as a browser sees it: real server, real socket to a line that a test sets.

    page = panel.visit("/", role=Role.OPERATOR, size=(1280, 800), language="de")
    panel.show(replace(a_state(), belt_stops=()))

A page that logs an error, breaks the policy of its contents or asks another host fails its test.
"""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page

from edge_agent.control.line_state import LineState
from edge_agent.control.place import place_in
from edge_agent.control.server import ControlServer
from edge_agent.control.shown import EndedWithViews, Snapshot, Views
from edge_agent.core.roles import Role
from edge_agent.core.told import Asked, Told
from edge_agent.people.office import Office
from edge_agent.settings import load_station
from edge_agent.web.access import COOKIE
from edge_agent.web.served import Served
from edge_agent.web.serving import configured
from edge_agent.web.site import Site
from hardware.clock import RealClock
from tests.control.samples import LINE, a_state
from tests.line.small_station import box_station
from tests.people.samples import PASSWORD, QUICK

LIVENESS_MS = 40_000
"""A browser on a busy machine that takes longer than that shows nothing at all."""
PANEL = (1280, 800)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class ShownLine:
    """The line's end of the socket; the test is the line."""

    def __init__(self, folder: Path) -> None:
        self.heard: list[Told] = []
        self.refusal: str | None = None
        """What every word is answered; None: it is followed."""
        self.follow: Callable[[Told], str | None] = lambda told: None
        """What the line does with a word; None, or why it does not."""
        self.server = ControlServer(place_in(folder), LINE, self.hear, RealClock())
        self.state = a_state()
        self.last: EndedWithViews | None = None
        self.asked_about: dict[int, Views] = {}
        self.ends = threading.Event()
        self.thread = threading.Thread(target=self.repeat, name="shown line")
        self.thread.start()

    def hear(self, asked: Asked) -> None:
        self.heard.append(asked.word)
        asked.answer(self.refusal or self.follow(asked.word))

    def repeat(self) -> None:
        """As a line does: ten times a second, whether anything has changed or not."""
        while not self.ends.wait(0.1):
            self.server.show(Snapshot(self.state, self.last, self.asked_about))

    def close(self) -> None:
        self.ends.set()
        self.thread.join()
        self.server.close()


class Pages:
    """Of anything that is served, and the browsers that look at them."""

    def __init__(self, site: Served, browser: Browser, address: str) -> None:
        self.served, self.browser, self.address = site, browser, address
        self.contexts: list[BrowserContext] = []
        self.wrong: list[str] = []
        """What the pages did that no page may do."""

    def visit(
        self,
        path: str,
        role: Role | None = Role.OPERATOR,
        size: tuple[int, int] = PANEL,
        language: str = "en",
    ) -> Page:
        """A browser of its own, in which somebody of this role is signed in (None: nobody)."""
        width, height = size
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, locale=language, has_touch=True
        )
        self.contexts.append(context)
        context.set_default_timeout(LIVENESS_MS)
        if role is not None:
            session = {"name": COOKIE, "value": self.session(role), "url": self.address}
            context.add_cookies([session])  # type: ignore[list-item]
        page = context.new_page()
        self.watch(page)
        page.goto(self.address + path)
        return page

    def session(self, role: Role) -> str:
        """Of somebody who has just given the password."""
        office, name = self.served.office, f"some-{role.value.replace('_', '-')}"
        with self.served.changing():
            if name not in [person.name for person in office.accounts.people()]:
                office.accounts.add(name, name.title(), role)
                office.accounts.set_password(name, PASSWORD)
            return office.enter_with_password(name, PASSWORD, "panel", self.served.clock.wall())

    def watch(self, page: Page) -> None:
        host = urlsplit(self.address).netloc
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on(
            "console",
            lambda said: (
                self.wrong.append(f"console: {said.text}") if is_bad(said.text, said.type) else None
            ),
        )
        page.on(
            "request",
            lambda request: (
                self.wrong.append(f"asked elsewhere: {request.url}")
                if urlsplit(request.url).netloc not in ("", host)
                else None
            ),
        )

    def close(self) -> None:
        for context in self.contexts:
            context.close()


class Panel(Pages):
    """One station with its line."""

    def __init__(self, site: Site, line: ShownLine, browser: Browser, address: str) -> None:
        super().__init__(site, browser, address)
        self.site, self.line = site, line

    def show(
        self,
        state: LineState,
        last: EndedWithViews | None = None,
        asked_about: dict[int, Views] | None = None,
    ) -> None:
        """From now on the line is like this."""
        self.line.last, self.line.asked_about = last, asked_about or {}
        self.line.state = state


def is_bad(text: str, kind: str) -> bool:
    """A refusal that a test provokes is also logged by the browser, and no fault of the page."""
    return kind == "error" and not text.startswith("Failed to load resource")


@contextmanager
def served_panel(
    folder: Path, browser: Browser, prepare: Callable[[Path], None] = lambda _: None
) -> Iterator[Panel]:
    """The station of `small_station`; it may be seen without signing in. prepare: is given its
    file before that is read."""
    file = box_station(folder, "g")
    file.write_text(file.read_text() + "\n[web]\nanybody_may_look = true\n")
    prepare(file)
    settings, clock = load_station(file), RealClock()
    settings.data.folder.mkdir(parents=True, exist_ok=True)
    office = Office(settings.data.folder, settings.station.full_name, clock.wall(), QUICK)
    with ExitStack() as open_now:
        site = open_now.enter_context(closing(Site(settings, office, clock)))
        line = open_now.enter_context(closing(ShownLine(settings.data.folder)))
        address = open_now.enter_context(serving(site))
        panel = open_now.enter_context(closing(Panel(site, line, browser, address)))
        yield panel
        assert panel.wrong == [], panel.wrong


def serving(site: Site) -> AbstractContextManager[str]:
    """As `packwarden web` serves it, in a thread; yields its address."""
    return served_by(configured(site))


@contextmanager
def served_by(config: uvicorn.Config) -> Iterator[str]:
    place = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(config)
    thread = threading.Thread(target=asyncio.run, args=(server.serve([place]),), name="pages")
    thread.start()
    try:
        yield f"http://127.0.0.1:{place.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
