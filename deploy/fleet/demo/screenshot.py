"""The picture of the fleet in the documents: python -m deploy.fleet.demo.screenshot.

A real centre is founded in a folder that goes again, furnished with a day of packs, and served.
"""

import asyncio
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Final

import uvicorn

from deploy.fleet.demo.furnishing import furnish
from deploy.fleet.founding import FirstAccount, found
from deploy.fleet.settings import load_centre
from deploy.fleet.web.centre_site import CentreSite
from deploy.fleet.web.serving import configured, opened_site
from edge_agent.web.access import COOKIE
from edge_agent.whole_files import write_whole
from hardware.clock import RealClock
from simulators.screenshots import DOCS, small
from simulators.torture.browser import PANEL, chromium

FILE: Final = DOCS / "page-fleet.png"
CENTRE: Final = "north"
PACKS: Final = 480
"""Of each station."""


def taken() -> bytes:
    """PNG of the first page, as an engineer sees it."""
    clock = RealClock()
    account = FirstAccount("mia", token_urlsafe(24))
    with TemporaryDirectory(prefix="packwarden-centre-") as folder:
        founded = found(Path(folder), CENTRE, clock.wall(), account)
        with opened_site(load_centre(founded.settings_file), clock) as site:
            furnish(site.engine, site.places.pictures, clock, PACKS)
            session = site.office.enter_with_password(
                account.name, account.password, "panel", clock.wall()
            )
            with served(site) as address:
                return picture_of(address, session)


@contextmanager
def served(site: CentreSite) -> Iterator[str]:
    """In a thread; yields the address."""
    place = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(configured(site))
    thread = Thread(target=asyncio.run, args=(server.serve([place]),), name="pages")
    thread.start()
    try:
        yield f"http://127.0.0.1:{place.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def picture_of(address: str, session: str) -> bytes:
    width, height = PANEL
    with chromium() as browser:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="en")
        context.add_cookies([{"name": COOKIE, "value": session, "url": address}])
        page = context.new_page()
        page.goto(address)
        page.evaluate("document.fonts.ready")
        return page.screenshot()


if __name__ == "__main__":
    write_whole(FILE, small(taken()))
    sys.stderr.write(f"{FILE}\n")
