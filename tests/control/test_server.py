"""Whatever page servers do or leave, the line is told words, counted and bounded, and nothing else.

The clock stands still unless a test moves it: nothing here depends on how busy the machine is.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from signal import SIGCONT, SIGSTOP
from threading import Event
from typing import Any

import pytest

from edge_agent.control.connection import MOST_FRAMES, PATIENCE_NS
from edge_agent.control.errors import LineLives
from edge_agent.control.framing import FROM_PAGES, LENGTH, Frame, encoded
from edge_agent.control.messages import (
    VERSION,
    Answered,
    EventTold,
    EvidenceTold,
    Greeting,
    HungUp,
    PackTold,
    Say,
    StateTold,
    Want,
    Welcome,
)
from edge_agent.control.outbox import MOST_EVENTS
from edge_agent.control.place import place_in
from edge_agent.control.server import ControlServer
from edge_agent.control.shown import EndedWithViews, Snapshot
from edge_agent.control.talks import MOST_PAGE_SERVERS
from edge_agent.core.told import Asked, StopBelt
from hardware.clock import RealClock
from hardware.pictures import decode_picture
from tests.control.samples import (
    LINE,
    LIVENESS_S,
    PlainPages,
    a_snapshot,
    a_state,
    plain_pages,
)
from tests.samples import StandingClock, a_picture, a_record

STOP = StopBelt("anna")
DEAF = """
import socket, sys
link = socket.socket(socket.AF_UNIX)
link.connect(sys.argv[1])
link.sendall(bytes.fromhex(sys.argv[2]))
link.recv(1)
print("greeted", flush=True)
while link.recv(65536):
    pass
print("end", flush=True)
"""
"""A page server in a process of its own."""


class Serving:
    """A server, and what the line would hear."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.place = StandingClock(), place_in(folder)
        self.heard: SimpleQueue[Asked] = SimpleQueue()
        self.server = ControlServer(self.place, LINE, self.heard.put, self.clock)

    def hear(self) -> Asked:
        return self.heard.get(timeout=LIVENESS_S)

    def until(self, holds: Callable[[], bool]) -> None:
        """Waits for the server's thread; fails where that is for ever."""
        clock = RealClock()
        end_ns = clock.now_ns() + int(LIVENESS_S * 1e9)
        while not holds():
            assert clock.now_ns() < end_ns
            self.server.wake()
            clock.sleep_until_ns(clock.now_ns() + 1_000_000)

    @property
    def conversations(self) -> int:
        return len(self.server.talks.connections)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    one = Serving(tmp_path)
    yield one
    one.server.close()
    assert one.server.failure is None


def event(seq: int) -> EventTold:
    return EventTold(3, seq, "2026-03-02T06:00:00.000Z", "belt_stop", {"why": "person"})


def test_a_page_server_is_welcomed_and_gets_the_state(serving: Serving) -> None:
    with plain_pages(serving.place) as pages:
        assert pages.greet() == Welcome(VERSION, LINE)
        serving.until(lambda: serving.server.is_listened)
        serving.server.show(a_snapshot(7))
        assert pages.heard(StateTold) == StateTold(a_state(7))
    serving.until(lambda: not serving.server.is_listened)


def test_one_that_comes_later_gets_the_state_at_once(serving: Serving) -> None:
    with plain_pages(serving.place) as first, plain_pages(serving.place) as second:
        first.greet()
        serving.server.show(a_snapshot(7))
        first.heard(StateTold)
        second.greet()
        assert second.heard(StateTold) == StateTold(a_state(7))


def test_a_word_reaches_the_line_and_its_answer_comes_back(serving: Serving) -> None:
    with plain_pages(serving.place) as pages:
        pages.greet()
        pages.send(Say("1", LINE, STOP))
        asked = serving.hear()
        assert asked.word == STOP
        asked.answer("not now")
        assert pages.heard(Answered) == Answered("1", "not now")


def test_two_panels_with_one_word_are_one_word(serving: Serving) -> None:
    with plain_pages(serving.place) as one, plain_pages(serving.place) as other:
        for pages in (one, other):
            pages.greet()
            pages.send(Say("1", LINE, STOP))
        serving.hear().answer(None)
        assert one.heard(Answered) == other.heard(Answered) == Answered("1", None)
        assert serving.heard.empty()


def test_a_word_goes_on_when_its_page_server_has_gone(serving: Serving) -> None:
    with plain_pages(serving.place) as pages:
        pages.greet()
        pages.send(Say("1", LINE, STOP))
        asked = serving.hear()
    serving.until(lambda: serving.conversations == 0)
    asked.answer(None)
    with plain_pages(serving.place) as again:
        again.greet()
        again.send(Say("1", LINE, STOP))
        assert again.heard(Answered) == Answered("1", None)
    assert serving.heard.empty()


def test_events_come_in_order_to_those_who_want_them(serving: Serving) -> None:
    with plain_pages(serving.place) as pages, plain_pages(serving.place) as other:
        pages.greet(Want.EVENTS)
        other.greet()
        serving.until(lambda: serving.server.is_listened)
        for seq in range(1, 4):
            serving.server.tell(event(seq))
        assert [pages.heard(EventTold).seq for _ in range(3)] == [1, 2, 3]
        other.send(Say("1", "another", STOP))
        assert isinstance(other.hear(), Answered)


def test_an_event_that_cannot_be_told_costs_the_others_nothing(serving: Serving) -> None:
    untellable: list[dict[str, Any]] = [
        {"body": object()},
        {"body": "x" * 2_000_000},
    ]
    with plain_pages(serving.place) as pages:
        pages.greet(Want.EVENTS)
        serving.until(lambda: serving.server.is_listened)
        for body in untellable:
            serving.server.tell(EventTold(3, 1, "2026-03-02T06:00:00.000Z", "odd", body))
        serving.server.tell(event(2))
        assert pages.heard(EventTold) == event(2)


def test_the_last_pack_comes_with_pictures_of_all_its_views_shrunk_to_a_screen(
    serving: Serving,
) -> None:
    views = {"top": a_picture(1, 600, 2000), "side": a_picture(2, 40, 60)}
    with plain_pages(serving.place) as pages:
        pages.greet(Want.PACKS)
        serving.until(lambda: serving.server.is_listened)
        record = a_record(pack_no=4)
        for _ in range(2):  # the same pack, while none comes after it
            serving.server.show(Snapshot(a_state(), EndedWithViews(record, views), {}))
        told = pages.heard(PackTold)
        assert told.record == record
        shapes = [decode_picture(one.jpeg, one.view).shape for one in told.pictures]
        assert shapes == [(288, 960, 3), (40, 60, 3)]
        assert [one.frame_width_px for one in told.pictures] == [2000, 60]
        pages.send(Say("1", "another", STOP))
        assert not any(isinstance(one, PackTold) for one in until_answered(pages))


def test_a_page_server_that_comes_later_gets_the_last_pack_at_once(serving: Serving) -> None:
    ended = EndedWithViews(a_record(pack_no=4), {"top": a_picture(1)})
    serving.server.show(Snapshot(a_state(), ended, {}))
    serving.server.wake()
    with plain_pages(serving.place) as first:
        first.greet(Want.PACKS)
        assert first.heard(PackTold).record == ended.record
    with plain_pages(serving.place) as later:
        later.greet(Want.PACKS)
        assert later.heard(PackTold).record == ended.record


def until_answered(pages: PlainPages) -> list[object]:
    heard: list[object] = []
    while not heard or not isinstance(heard[-1], Answered):
        heard.append(pages.hear())
    return heard


def test_evidence_comes_once_for_each_pack_that_is_asked_about(serving: Serving) -> None:
    seen = {number: {"top": a_picture(number)} for number in (5, 6)}
    with plain_pages(serving.place) as pages:
        pages.greet(Want.EVIDENCE)
        serving.until(lambda: serving.server.is_listened)
        serving.server.show(Snapshot(a_state(), None, {5: seen[5]}))
        assert pages.heard(EvidenceTold).pack_no == 5
        serving.server.show(Snapshot(a_state(), None, seen))
        told = pages.heard(EvidenceTold)
        assert told.pack_no == 6
        assert decode_picture(told.pictures[0].jpeg, "top").shape == a_picture().shape
        with plain_pages(serving.place) as late:
            late.greet(Want.EVIDENCE)
            assert [late.heard(EvidenceTold).pack_no for _ in seen] == [5, 6]


# Who breaks the rules


HOSTILE = [
    b"\xff\xff\xff\xff",
    b"\x00\x00\x00\x00",
    b"GET / HTTP/1.1\r\nHost: line\r\n\r\n",
    LENGTH.pack(2) + b"[]",
    encoded(Frame({"kind": "Say"}), FROM_PAGES),
    encoded(Frame({"kind": "Greeting", "version": VERSION + 1, "wants": []}), FROM_PAGES),
    encoded(Frame({"kind": "StateTold"}), FROM_PAGES),
]


@pytest.mark.parametrize("content", HOSTILE)
def test_who_breaks_the_rules_is_told_so_and_gone_and_others_stay(
    serving: Serving, content: bytes
) -> None:
    with plain_pages(serving.place) as quiet, plain_pages(serving.place) as hostile:
        quiet.greet()
        hostile.link.sendall(content)
        assert isinstance(hostile.hear(), HungUp)
        with pytest.raises(EOFError):
            hostile.hear()
        serving.server.show(a_snapshot(2))
        assert quiet.heard(StateTold) == StateTold(a_state(2))
        assert serving.heard.empty()


def test_a_word_before_the_greeting_does_not_reach_the_line(serving: Serving) -> None:
    with plain_pages(serving.place) as pages:
        pages.send(Say("1", LINE, STOP))
        assert "greets before" in pages.heard(HungUp).why
    assert serving.heard.empty()


def test_one_page_server_too_many_is_told_and_the_others_stay(serving: Serving) -> None:
    all_pages = [PlainPages(serving.place) for _ in range(MOST_PAGE_SERVERS)]
    for pages in all_pages:
        pages.greet()
    with plain_pages(serving.place) as too_many:
        assert "8 page servers" in too_many.heard(HungUp).why
    serving.server.show(a_snapshot(2))
    for pages in all_pages:
        assert pages.heard(StateTold) == StateTold(a_state(2))
        pages.link.close()


def test_half_a_frame_keeps_its_place_until_patience_ends(serving: Serving) -> None:
    with plain_pages(serving.place) as half:
        half.link.sendall(encoded(Frame({"kind": "Greeting"}), FROM_PAGES)[:9])
        serving.until(lambda: serving.conversations == 1)
        serving.clock.ns = PATIENCE_NS + 1
        serving.until(lambda: serving.conversations == 0)
        with pytest.raises(EOFError):
            half.hear()


def test_a_flood_of_frames_ends_the_conversation(serving: Serving) -> None:
    with plain_pages(serving.place) as pages:
        pages.greet()
        flood = encoded(Frame({"kind": "Greeting", "version": VERSION, "wants": []}), FROM_PAGES)
        with pytest.raises((EOFError, ConnectionError)):  # noqa: PT012 - whichever comes first
            pages.link.sendall(flood * int(MOST_FRAMES + 1))
            while True:
                pages.hear()
    serving.until(lambda: serving.conversations == 0)


def test_who_takes_nothing_keeps_only_what_is_newest_and_is_given_up(serving: Serving) -> None:
    views = {"top": a_picture(1, 700, 700)}
    with plain_pages(serving.place) as deaf, plain_pages(serving.place) as quick:
        deaf.greet(*Want)
        quick.greet()
        (waiting,) = [one for one in serving.server.talks.connections if one.wants]
        for number in range(1, 60):
            last = EndedWithViews(a_record(pack_no=number), views)
            serving.server.show(Snapshot(a_state(number), last, {}))
            for seq in range(20):
                serving.server.tell(event(seq))
            assert quick.heard(StateTold) == StateTold(a_state(number))
        outbox = waiting.outbox
        assert waiting.sending
        assert len(outbox.events) <= MOST_EVENTS
        assert outbox.state is serving.server.talks.state
        serving.clock.ns += PATIENCE_NS + 1
        serving.until(lambda: serving.conversations == 1)


def test_a_stopped_process_delays_nobody_and_goes_on_with_the_newest(serving: Serving) -> None:
    greeting = encoded(Frame({"kind": "Greeting", "version": 1, "wants": ["packs"]}), FROM_PAGES)
    command = [sys.executable, "-c", DEAF, str(serving.place), greeting.hex()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as stopped:
        assert stopped.stdout is not None
        assert stopped.stdout.readline() == "greeted\n"
        os.kill(stopped.pid, SIGSTOP)
        with plain_pages(serving.place) as quick:
            quick.greet()
            views = {"top": a_picture(1, 900, 900)}
            for number in range(1, 40):
                last = EndedWithViews(a_record(pack_no=number), views)
                serving.server.show(Snapshot(a_state(number), last, {}))
                assert quick.heard(StateTold) == StateTold(a_state(number))
            quick.send(Say("1", LINE, STOP))
            serving.hear().answer(None)
            assert quick.heard(Answered) == Answered("1", None)
        serving.clock.ns += PATIENCE_NS + 1
        serving.until(lambda: serving.conversations == 0)
        os.kill(stopped.pid, SIGCONT)
        assert stopped.stdout.readline() == "end\n"


class StandsStill(StandingClock):
    """Whoever asks this clock for the time, waits."""

    def __init__(self) -> None:
        super().__init__()
        self.goes_on, self.is_asked = Event(), Event()

    def now_ns(self) -> int:
        self.is_asked.set()
        self.goes_on.wait(LIVENESS_S)
        return self.ns


@contextmanager
def standing_server(place: Path) -> Iterator[ControlServer]:
    """Its thread stands in the middle of a turn until the test is over."""
    clock = StandsStill()
    server = ControlServer(place, LINE, lambda asked: None, clock)
    try:
        server.wake()
        assert clock.is_asked.wait(LIVENESS_S)
        yield server
    finally:
        clock.goes_on.set()
        server.close()


def test_a_server_that_stands_still_takes_what_the_line_hands_over(tmp_path: Path) -> None:
    """Far more than the pipe that wakes it holds; nothing of it waits, and nothing piles up."""
    with standing_server(place_in(tmp_path)) as server:
        server.is_listened = True
        for number in range(20_000):
            server.show(a_snapshot())
            server.tell(event(number))
        assert len(server.newest) == 1
        assert len(server.events) <= 512


def test_a_second_line_in_the_same_folder_is_refused(serving: Serving) -> None:
    with pytest.raises(LineLives):
        ControlServer(serving.place, LINE, serving.heard.put, serving.clock)


def test_a_line_that_ends_hangs_up_and_leaves_no_socket(tmp_path: Path) -> None:
    serving = Serving(tmp_path)
    with plain_pages(serving.place) as pages:
        pages.greet()
        serving.server.close()
        with pytest.raises(EOFError):
            pages.hear()
    assert not serving.place.exists()


def test_the_word_that_ends_a_line_is_answered(serving: Serving) -> None:
    with plain_pages(serving.place) as pages:
        pages.greet()
        pages.send(Say("1", LINE, STOP))
        serving.hear().answer(None)
        serving.server.close()
        assert pages.heard(Answered) == Answered("1", None)


def test_a_line_that_ends_leaves_the_socket_of_another_alone(tmp_path: Path) -> None:
    serving = Serving(tmp_path)
    serving.place.unlink()
    other = Serving(tmp_path)
    serving.server.close()
    with plain_pages(other.place) as pages:
        pages.send(Greeting(VERSION))
        assert pages.heard(Welcome)
    other.server.close()
