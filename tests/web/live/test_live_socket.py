"""The live socket as programs and browsers meet it: a real server, real sockets, a shown line."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from edge_agent.control.line_state import Identity
from edge_agent.control.messages import EventTold
from edge_agent.control.shown import Snapshot
from edge_agent.core.reasons.languages import Language
from edge_agent.core.roles import Role
from edge_agent.people.office import Office
from edge_agent.settings import load_station
from edge_agent.web.access import COOKIE
from edge_agent.web.live.shots import LENGTH
from edge_agent.web.site import Site
from hardware.clock import RealClock
from tests.browser.panel import ShownLine, serving
from tests.control.samples import LIVENESS_S
from tests.line.small_station import box_station
from tests.people.samples import PASSWORD, QUICK
from tests.samples import a_picture
from tests.web.live.samples import a_running_line, a_seen_pack, an_asking_line

QUIET_S = 0.5
"""Without a message: no more are on their way."""

State = dict[str, Any]
Header = dict[str, Any]


class Page:
    """Looks at the line, and takes messages when the test says so."""

    def __init__(self, link: ClientConnection) -> None:
        self.link, self.taken = link, 0
        self.states: list[State] = []
        self.headers: list[Header] = []

    def take(self, wait_s: float = LIVENESS_S) -> None:
        message = self.link.recv(wait_s)
        self.taken += 1
        if isinstance(message, str):
            self.states.append(json.loads(message))
        else:
            (length,) = LENGTH.unpack_from(message)
            self.headers.append(json.loads(message[LENGTH.size : LENGTH.size + length]))

    def take_all(self) -> None:
        """What is there, without a word."""
        with suppress(TimeoutError):
            while True:
                self.take(QUIET_S)

    def acknowledge(self) -> None:
        self.link.send(json.dumps({"ack": self.taken}))

    def look_until(self, is_seen: Callable[["Page"], object]) -> None:
        """As a page does: every message is acknowledged."""
        end = monotonic() + LIVENESS_S
        while not is_seen(self):
            assert monotonic() < end, "not seen in time"
            self.take()
            self.acknowledge()

    def packs(self) -> list[int]:
        return [header["pack_no"] for header in self.headers if header["kind"] == "pack"]


def saw(pack_no: int) -> Callable[[Page], bool]:
    return lambda page: pack_no in page.packs()


@dataclass(frozen=True, slots=True)
class Shown:
    site: Site
    line: ShownLine
    address: str

    @contextmanager
    def page(self, query: str = "", **headers: str) -> Iterator[Page]:
        address = self.address.replace("http", "ws", 1) + f"/api/v1/live{query}"
        with connect(address, additional_headers=headers, compression=None) as link:
            assert isinstance(link, ClientConnection)
            yield Page(link)

    def session(self, role: Role = Role.VIEWER) -> str:
        with self.site.changing() as office:
            return office.enter_with_password(role, PASSWORD, "here", self.site.clock.wall())

    def look(self, query: str = "") -> AbstractContextManager[Page]:
        return self.page(query, Cookie=f"{COOKIE}={self.session()}")


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Shown]:
    settings, clock = load_station(box_station(tmp_path, "g")), RealClock()
    settings.data.folder.mkdir(parents=True, exist_ok=True)
    office = Office(settings.data.folder, settings.station.full_name, clock.wall(), QUICK)
    office.accounts.add(Role.VIEWER, "Viewer", Role.VIEWER)
    office.accounts.set_password(Role.VIEWER, PASSWORD)
    with ExitStack() as open_now:
        site = open_now.enter_context(closing(Site(settings, office, clock)))
        line = open_now.enter_context(closing(ShownLine(settings.data.folder)))
        line.state, line.last = a_running_line(), a_seen_pack(1)
        yield Shown(site, line, open_now.enter_context(serving(site)))


def test_a_page_gets_the_whole_state_and_the_picture_of_the_last_pack(shown: Shown) -> None:
    with shown.look() as page:
        page.look_until(lambda page: page.states and page.states[-1]["line"] and page.headers)
    state = page.states[-1]
    assert state["line"]["ledger"]["seen"] == 1000
    assert state["panel"]["word"] == "running"
    assert page.headers[0]["pack_no"] == 1


def test_states_come_again_and_again_though_nothing_changes(shown: Shown) -> None:
    with shown.look() as page:
        page.look_until(lambda page: len(page.states) >= 5)


def test_sentences_are_in_the_language_that_was_asked_for(shown: Shown) -> None:
    with shown.look("?language=de") as page:
        page.look_until(lambda page: page.states and page.states[-1]["line"])
    assert page.states[-1]["panel"]["shown"] == "LÄUFT"


def test_who_acknowledges_nothing_gets_one_state_and_two_pictures_and_then_the_newest(
    shown: Shown,
) -> None:
    with shown.look() as idle, shown.look() as quick:
        quick.look_until(saw(1))
        for pack_no in range(2, 8):
            shown.line.last = a_seen_pack(pack_no)
            quick.look_until(saw(pack_no))
        idle.take_all()
        assert (len(idle.states), len(idle.packs())) == (1, 2)
        idle.acknowledge()
        idle.look_until(lambda page: len(page.packs()) == 3)
    assert idle.packs()[-1] == 7


def test_evidence_comes_before_live_pictures(shown: Shown) -> None:
    shown.line.asked_about = {1001: {"top": a_picture(5)}}
    shown.line.state = an_asking_line(1001)
    with shown.look() as first:
        first.look_until(lambda page: any(one["kind"] == "evidence" for one in page.headers))
    with shown.look() as later:
        later.look_until(lambda page: page.headers)
    assert (later.headers[0]["kind"], later.headers[0]["pack_no"]) == ("evidence", 1001)


def test_an_answer_that_was_heard_is_told_to_every_page(shown: Shown) -> None:
    with shown.look() as page:
        page.look_until(lambda page: page.states and page.states[-1]["line"])
        answer = {"pack_no": 1001, "by": "anna", "action": "reject"}
        shown.line.server.tell(EventTold(3, 9, "2026-06-01T12:00:00.000Z", "answered", answer))
        page.look_until(lambda page: page.states[-1]["panel"]["answers"])
    assert page.states[-1]["panel"]["answers"] == [
        {"pack_no": 1001, "person": "anna", "action": "reject"}
    ]


def test_what_other_parts_add_stands_in_every_state(shown: Shown) -> None:
    shown.site.panel_notes.append(lambda state, language: {"added": [state is None, language]})
    with shown.look("?language=de") as page:
        page.look_until(lambda page: page.states and page.states[-1]["line"])
    assert page.states[-1]["panel"]["added"] == [False, "de"]


def test_a_line_that_is_gone_is_told_as_gone(shown: Shown) -> None:
    with shown.look() as page:
        page.look_until(lambda page: page.states and page.states[-1]["line"])
        shown.line.close()
        page.look_until(lambda page: page.states[-1]["line"] is None)
    assert page.states[-1]["panel"]["word"] == "no_data"


def test_after_a_silence_the_last_pack_is_there_again(shown: Shown) -> None:
    with shown.look() as page:
        page.look_until(saw(1))
        shown.line.ends.set()
        page.look_until(lambda page: page.states[-1]["line"] is None)
        shown.line.server.show(Snapshot(a_running_line(), shown.line.last, {}))
        with shown.look() as another:
            another.look_until(saw(1))


def test_packs_of_a_line_that_has_ended_are_shown_no_more(shown: Shown) -> None:
    showing = shown.site.live
    with shown.look() as page:
        page.look_until(saw(1))
        shown.line.state = replace(a_running_line(), identity=another_start())
        page.look_until(lambda page: page.states[-1]["line"]["identity"]["line"] == "another")
    assert showing.shots() == []


def another_start() -> Identity:
    return replace(a_running_line().identity, line="another")


def test_all_get_the_same_bytes_of_a_turn(shown: Shown) -> None:
    showing = shown.site.live
    assert showing.text(Language.EN) is showing.text(Language.EN)


def test_the_socket_ends_with_its_session(shown: Shown) -> None:
    token = shown.session()
    with shown.page(Cookie=f"{COOKIE}={token}") as page:
        page.look_until(lambda page: page.states)
        shown.site.office.sessions.end(token)
        with pytest.raises(ConnectionClosed) as closed:
            page.look_until(lambda _: False)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401


@pytest.mark.parametrize("said", ["", "[]", '{"ack": -1}', '{"ack": 99}', '{"ack": true}'])
def test_a_page_that_talks_nonsense_is_hung_up_on(shown: Shown, said: str) -> None:
    with shown.look() as page:
        page.look_until(lambda page: page.states)
        page.link.send(said)
        with pytest.raises(ConnectionClosed) as closed:
            page.take_all()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_a_page_of_another_origin_is_let_in_by_no_cookie(shown: Shown, origin: str) -> None:
    cookie = f"{COOKIE}={shown.session()}"
    with pytest.raises(InvalidStatus) as refused, shown.page(Cookie=cookie, Origin=origin):
        pass
    assert refused.value.response.status_code == 403
    assert json.loads(refused.value.response.body)["type"] == "/problems/strange-origin"


def test_a_page_of_our_own_origin_is_let_in(shown: Shown) -> None:
    cookie = f"{COOKIE}={shown.session()}"
    with shown.page(Cookie=cookie, Origin=shown.address) as page:
        page.look_until(lambda page: page.states)


@pytest.mark.parametrize("cookie", ["", f"{COOKIE}=guessed"])
def test_nobody_looks_without_a_session(shown: Shown, cookie: str) -> None:
    with pytest.raises(InvalidStatus) as refused, shown.page(Cookie=cookie):
        pass
    assert refused.value.response.status_code == 401
