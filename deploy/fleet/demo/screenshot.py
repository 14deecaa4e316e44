"""The pictures of the centre in the documents: python -m deploy.fleet.demo.screenshot.

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
from playwright.sync_api import Page

from deploy.fleet.demo.furnishing import furnish
from deploy.fleet.demo.packs_to_label import drawn_packs, packs_to_label
from deploy.fleet.founding import FirstAccount, found
from deploy.fleet.settings import load_centre
from deploy.fleet.web.centre_site import CentreSite
from deploy.fleet.web.serving import configured, opened_site
from edge_agent.web.access import COOKIE
from edge_agent.whole_files import write_whole
from hardware.clock import RealClock
from simulators.screenshots import DOCS, small
from simulators.torture.browser import PANEL, chromium

FILES: Final = {"/": DOCS / "page-fleet.png", "/labels": DOCS / "page-labels.png"}
CENTRE: Final = "north"
PACKS: Final = 480
"""Of each station."""
TO_LABEL: Final = 8
SETTLED_MS: Final = 1_000


def taken() -> dict[str, bytes]:
    """PNG of each page, as an engineer sees it."""
    clock = RealClock()
    account = FirstAccount("mia", token_urlsafe(24))
    with TemporaryDirectory(prefix="packwarden-centre-") as folder:
        founded = found(Path(folder), CENTRE, clock.wall(), account)
        with opened_site(load_centre(founded.settings_file), clock) as site:
            furnish(site.engine, site.places.pictures, clock, PACKS)
            drawn = drawn_packs(site.places.pictures, TO_LABEL)
            packs_to_label(site, drawn)
            session = site.office.enter_with_password(
                account.name, account.password, "panel", clock.wall()
            )
            with served(site) as address:
                return pictures_of(address, session)


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


def pictures_of(address: str, session: str) -> dict[str, bytes]:
    width, height = PANEL
    with chromium() as browser:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="en")
        context.add_cookies([{"name": COOKIE, "value": session, "url": address}])
        page = context.new_page()
        return {path: picture_of(page, address + path) for path in FILES}


def picture_of(page: Page, address: str) -> bytes:
    """Once what the page asks for behind its back is there."""
    page.goto(address)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(SETTLED_MS)
    return page.screenshot()


if __name__ == "__main__":
    for path, picture in taken().items():
        write_whole(FILES[path], small(picture))
        sys.stderr.write(f"{FILES[path]}\n")
