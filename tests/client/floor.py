"""A station that is really served, with packs in its store, a line to talk to, and tokens."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from pathlib import Path

import uvicorn

from edge_agent.control.messages import EventTold
from edge_agent.core.packs import Outcome, Verdict
from edge_agent.core.roles import Scope
from edge_agent.people.office import Office, Order
from edge_agent.people.presence import console
from edge_agent.settings import load_station
from edge_agent.station_tables import StationSettings
from edge_agent.store.events import EventStore, utc_text
from edge_agent.store.pictures import PictureStore
from edge_agent.web.serving import configured
from edge_agent.web.site import Site
from hardware.clock import RealClock
from hardware.pictures import encode_png
from tests.browser.panel import ShownLine
from tests.line.small_station import box_picture, box_station
from tests.people.samples import QUICK
from tests.samples import NOON, a_record

PACKS = 250
"""Three pages of the client's."""


class Floor:
    """Its server can be ended and started again, at the same address."""

    def __init__(self, settings: StationSettings, port: int) -> None:
        self.settings, self.port = settings, port
        self.store = EventStore.open(settings.data.folder / "events.db")
        self.line = ShownLine(settings.data.folder)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def token(self, *scopes: Scope) -> str:
        now = RealClock().wall()
        with closing(self.office()) as office:
            order = Order(console(now), "", now)
            name = f"program-{len(office.tokens.issued())}"
            return office.issue_token(order, name, scopes, now + timedelta(days=1))

    def office(self) -> Office:
        now = RealClock().wall()
        return Office(self.settings.data.folder, self.settings.station.full_name, now, QUICK)

    @contextmanager
    def serving(self) -> Iterator[None]:
        with closing(Site(self.settings, self.office(), RealClock())) as site:
            place = socket.create_server(("127.0.0.1", self.port))
            server = uvicorn.Server(configured(site))
            thread = threading.Thread(target=asyncio.run, args=(server.serve([place]),))
            thread.start()
            try:
                yield
            finally:
                server.should_exit = True
                thread.join()

    def happens(self, kind: str) -> str:
        """An event that the line writes down and tells; its id."""
        seq = self.store.append(kind, {"why": kind}, NOON)
        told = EventTold(self.store.boot, seq, utc_text(NOON), kind, {"why": kind})
        self.line.server.tell(told)
        return f"{self.store.boot}-{seq}"

    def close(self) -> None:
        self.line.close()
        self.store.close()


@contextmanager
def a_floor(folder: Path) -> Iterator[Floor]:
    settings = load_station(box_station(folder, "g"))
    settings.data.folder.mkdir(parents=True, exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    with ExitStack() as open_now:
        floor = open_now.enter_context(closing(Floor(settings, port)))
        record_packs(floor)
        yield floor


def record_packs(floor: Floor) -> None:
    """Every tenth is not ok; all were seen on one picture."""
    pictures = PictureStore(floor.settings.data.folder / "pictures", 10**9)
    sha256 = pictures.save(encode_png(box_picture()))
    floor.store.append_records(
        [
            a_record(
                number,
                Verdict.NOT_OK if number % 10 == 0 else Verdict.OK,
                outcome=Outcome.REJECTED if number % 10 == 0 else Outcome.PASSED,
                seen_at=NOON + timedelta(seconds=number),
                pictures={"top": sha256},
            )
            for number in range(1, PACKS + 1)
        ]
    )
