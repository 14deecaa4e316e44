"""Events as they happen, over a real server: none is lost, none comes twice."""

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from edge_agent.control.messages import EventTold
from edge_agent.core.roles import Role
from edge_agent.people.office import Office
from edge_agent.settings import load_station
from edge_agent.store.events import EventStore, utc_text
from edge_agent.web.access import COOKIE
from edge_agent.web.site import Site
from hardware.clock import RealClock
from tests.browser.panel import ShownLine, serving
from tests.control.samples import LIVENESS_S
from tests.line.small_station import box_station
from tests.people.samples import PASSWORD, QUICK
from tests.samples import NOON

PATH = "/api/v1/events/stream"
LONG = 300
"""Events: more than are read, or wait, at once."""


class Floor:
    """A served station whose line has a store, and writes events into it."""

    def __init__(self, site: Site, line: ShownLine, address: str) -> None:
        self.site, self.line, self.address = site, line, address
        self.store = EventStore.open(site.folder / "events.db")

    def happens(self, count: int = 1, is_told: bool = True) -> None:
        for _ in range(count):
            seq = self.store.append("tick", {}, NOON)
            if is_told:
                self.line.server.tell(EventTold(self.store.boot, seq, utc_text(NOON), "tick", {}))

    def starts_again(self) -> None:
        self.store.close()
        self.store = EventStore.open(self.store.path)

    def session(self, name: str = "anna") -> str:
        office = self.site.office
        with self.site.changing():
            if not office.accounts.people():
                office.accounts.add(name, name, Role.ENGINEER)
                office.accounts.set_password(name, PASSWORD)
            return office.enter_with_password(name, PASSWORD, "here", self.site.clock.wall())

    def close(self) -> None:
        self.store.close()


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    settings = load_station(box_station(tmp_path_factory.mktemp("streamed"), "g"))
    folder: Path = settings.data.folder
    folder.mkdir(parents=True, exist_ok=True)
    clock = RealClock()
    office = Office(folder, settings.station.full_name, clock.wall(), QUICK)
    with ExitStack() as open_now:
        site = open_now.enter_context(closing(Site(settings, office, clock)))
        line = open_now.enter_context(closing(ShownLine(folder)))
        address = open_now.enter_context(serving(site))
        yield open_now.enter_context(closing(Floor(site, line, address)))


class Listener:
    """Hears the stream event by event."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer, self.lines = answer, answer.iter_lines()

    def hears(self, count: int) -> list[str]:
        """The next ids; their data says the same."""
        ids: list[str] = []
        while len(ids) < count:
            line = next(self.lines)
            if line.startswith("id: "):
                ids.append(line.removeprefix("id: "))
            if line.startswith("data: "):
                told: dict[str, Any] = json.loads(line.removeprefix("data: "))
                assert f"{told['boot']}-{told['seq']}" == ids[-1]
        return ids

    def hears_nothing_more(self) -> None:
        """Until the server says that there is nothing new."""
        for line in self.lines:
            assert not line.startswith("id: ")
            if line.startswith(": "):
                return

    def hears_the_end(self) -> None:
        for _ in self.lines:
            pass


@contextmanager
def listening(
    floor: Floor, last: str | None = None, session: str | None = None
) -> Iterator[Listener]:
    headers = {"Cookie": f"{COOKIE}={session or floor.session()}"}
    if last is not None:
        headers["Last-Event-ID"] = last
    with (
        httpx.Client(base_url=floor.address, timeout=LIVENESS_S) as client,
        client.stream("GET", PATH, headers=headers) as answer,
    ):
        assert answer.status_code == 200
        yield Listener(answer)


def numbers(boot: int, first: int, count: int) -> list[str]:
    return [f"{boot}-{seq}" for seq in range(first, first + count)]


def newest(floor: Floor) -> tuple[int, int]:
    stored = floor.site.store.events(None, 1)
    return (stored[0].boot, stored[0].seq) if stored else (floor.store.boot, 0)


def test_events_come_as_they_happen_from_now_on(floor: Floor) -> None:
    floor.happens(3)
    boot, seq = newest(floor)
    with listening(floor) as listener:
        assert listener.answer.headers["content-type"].startswith("text/event-stream")
        listener.hears_nothing_more()
        floor.happens(2)
        assert listener.hears(2) == numbers(boot, seq + 1, 2)


def test_who_comes_back_hears_what_he_missed_and_nothing_twice(floor: Floor) -> None:
    boot, seq = newest(floor)
    with listening(floor) as listener:
        floor.happens(3)
        first = listener.hears(2)
    floor.happens(4)
    with listening(floor, last=first[-1]) as listener:
        floor.happens(2)
        again = listener.hears(7)
        listener.hears_nothing_more()
    assert first + again == numbers(boot, seq + 1, 9)


def test_a_burst_is_longer_than_what_waits_and_comes_whole(floor: Floor) -> None:
    boot, seq = newest(floor)
    with listening(floor) as listener:
        writing = threading.Thread(target=floor.happens, args=(LONG,))
        writing.start()
        heard = listener.hears(LONG)
        writing.join()
    assert heard == numbers(boot, seq + 1, LONG)


def test_what_nobody_told_is_found_in_the_store(floor: Floor) -> None:
    boot, seq = newest(floor)
    with listening(floor) as listener:
        floor.happens(2, is_told=False)
        assert listener.hears(2) == numbers(boot, seq + 1, 2)


def test_a_new_start_of_the_line_goes_on_after_the_old_one(floor: Floor) -> None:
    floor.happens()
    boot, seq = newest(floor)
    with listening(floor, last=f"{boot}-{seq - 1}") as listener:
        floor.starts_again()
        floor.happens(2)
        assert listener.hears(3) == [f"{boot}-{seq}", *numbers(boot + 1, 1, 2)]


def test_what_nobody_stores_is_told_as_it_happens(floor: Floor) -> None:
    with listening(floor, last="0-12") as listener:
        listener.hears_nothing_more()
        floor.line.server.tell(EventTold(0, 13, utc_text(NOON), "tick", {}))
        assert listener.hears(1) == ["0-13"]


def test_the_stream_ends_with_the_session(floor: Floor) -> None:
    session = floor.session()
    with listening(floor, session=session) as listener:
        with floor.site.changing() as office:
            office.leave(session, floor.site.clock.wall())
        listener.hears_the_end()
    headers = {"Cookie": f"{COOKIE}={session}"}
    assert httpx.get(floor.address + PATH, headers=headers).status_code == 401


@pytest.mark.parametrize("last", ["12", "a-b", "-1-2", "1-2-3", "1-" + "9" * 20])
def test_an_id_that_was_never_given_is_refused(floor: Floor, last: str) -> None:
    headers = {"Cookie": f"{COOKIE}={floor.session()}", "Last-Event-ID": last}
    assert httpx.get(floor.address + PATH, headers=headers).status_code == 422
