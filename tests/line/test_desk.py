"""A line shows itself and hears words over its socket, and nothing that happens there delays it."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.control.client import LineClient
from edge_agent.control.errors import PathTooLong, WordRefused
from edge_agent.control.line_state import LineState
from edge_agent.control.messages import Answered, EventTold, EvidenceTold, Say, StateTold, Want
from edge_agent.control.place import place_in
from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.packs import Action, Level
from edge_agent.core.reasons.languages import Language
from edge_agent.core.told import Accept, Answer, Asked, StartBelt, StopBelt, Told
from edge_agent.line.desk import LOOK_NS, Desk, identity_of
from edge_agent.line.lately import STRIP, LastPacks
from edge_agent.line.loop import MOST_WORDS
from edge_agent.line.station import Station
from edge_agent.settings import load_station
from edge_agent.store.events import EventReader
from hardware.clock import RealClock
from hardware.interfaces import Clock
from tests.control.samples import LIVENESS_S, WORDS, PlainPages, plain_pages
from tests.control.test_server import StandsStill
from tests.line.plants import SLOW_LINE, PlantParts, Shift, set_up
from tests.line.small_station import box_station
from tests.line.troubles import NOBODY, troubled

STOP = StopBelt("anna")
LOOKED_AT = (
    "camera unplugged",
    "orders arrive late",
    "two views, lost frames",
    "no answer stops, touching packs",
    "time to answer, no answer stops",
    "wall clock jumps",
)


@contextmanager
def desk_at(shift: Shift, folder: Path, clock: Clock | None = None) -> Iterator[Desk]:
    """A desk for a line in virtual time; its server keeps the line's time unless told otherwise."""
    line = shift.runner.line
    last_packs = LastPacks(shift.notes, 0)
    line.recorder = last_packs
    identity = identity_of(line, 1, "station", simulated=True)
    desk = Desk(line, last_packs, identity, place_in(folder), clock or shift.runner.clock)
    try:
        yield desk
    finally:
        desk.close()


class Watched:
    """A page server that has greeted, beside a line in virtual time."""

    def __init__(self, shift: Shift, desk: Desk, pages: PlainPages) -> None:
        self.shift, self.pages, self.line = shift, pages, desk.identity.line
        self.steps = shift.runner.steps()
        pages.greet(*Want)
        clock = RealClock()
        while not desk.server.is_listened:
            clock.sleep_until_ns(clock.now_ns() + 1_000_000)

    def until_s(self, when_s: float) -> LineState:
        """The state after that: asked for by one more look, so that it is the newest."""
        while self.shift.runner.clock.now_ns() < when_s * 1e9:
            next(self.steps)
        return self.newest()

    def newest(self) -> LineState:
        """The state after the step that was last."""
        now_ns, runner = self.shift.runner.clock.now_ns(), self.shift.runner
        onlooker = runner.line.onlooker
        assert isinstance(onlooker, Desk)
        onlooker.look_ns = 0
        onlooker.look(now_ns, runner.line.gate.position().tick)
        while (told := self.pages.heard(StateTold)).state.now_ns < now_ns:
            pass
        state: LineState = told.state
        return state

    def say(self, word_id: str, told: Told) -> str | None:
        """Why it was refused; the line goes on until it has heard it."""
        self.pages.send(Say(word_id, self.line, told))
        line = self.shift.runner.line
        clock = RealClock()
        while line.told.empty():
            clock.sleep_until_ns(clock.now_ns() + 1_000_000)
        next(self.steps)
        answered: Answered = self.pages.heard(Answered)
        return answered.why


@contextmanager
def watched(shift: Shift, folder: Path) -> Iterator[Watched]:
    with desk_at(shift, folder) as desk, plain_pages(desk.server.place) as pages:
        yield Watched(shift, desk, pages)


# What it shows


def test_the_state_is_the_line_s_own(tmp_path: Path) -> None:
    shift = set_up(60, Level.ACT_ALWAYS)
    with watched(shift, tmp_path) as seen:
        state = seen.until_s(4.0)
    line = shift.runner.line
    assert state.ledger == line.ledger
    assert state.level is Level.ACT_ALWAYS
    assert state.is_armed
    assert [(one.name, one.asked, one.granted, one.in_force) for one in state.checks] == [
        ("check view 0", Level.ACT_ALWAYS, Level.ACT_ALWAYS, Level.ACT_ALWAYS)
    ]
    assert state.checks[0].certificate_sha256 is not None
    ended = [record.pack_no for record in shift.records]
    assert [mark.pack_no for mark in state.lately.strip] == ended
    assert state.lately.latency_max_ms == pytest.approx(
        max(record.latency_ms or 0 for record in shift.records), abs=0.001
    )
    assert state.belt_mm_per_s == pytest.approx(1500, rel=0.1)


def test_what_a_fall_takes_and_what_lacks_stands_in_the_state(tmp_path: Path) -> None:
    shift = set_up(60, Level.ACT_ALWAYS, operator=NOBODY)
    shift.at_s(2.0, lambda _: shift.runner.cameras[0].unplug())
    with watched(shift, tmp_path) as seen:
        while not shift.runner.line.guard.hands_over:
            next(seen.steps)
        state = seen.newest()
        assert state.lost_cameras.keys() == {"view 0"}
        assert [one.cause for one in state.troubles] == [Cause.CAMERA_FAULT]
        assert [one.cause for one in state.suspensions] == [Cause.CAMERA_FAULT]
        assert state.lacking
        assert state.hands_over
        assert state.belt_stops == ("level fell",)
        assert [one.in_force for one in state.checks] == [Level.RECOMMEND]
        assert [one.granted for one in state.checks] == [Level.ACT_ALWAYS]
        assert seen.say("1", Accept("anna")) is None
        assert not seen.newest().hands_over


def test_a_recommendation_is_shown_with_its_evidence_and_answered_once(tmp_path: Path) -> None:
    shift = set_up(30, Level.RECOMMEND, plant=SLOW_LINE, defect_share=1.0, operator=NOBODY)
    line = shift.runner.line
    with watched(shift, tmp_path) as seen:
        while not any(work.is_open for work in line.packs.values()):
            next(seen.steps)
        before, after = seen.newest(), seen.until_s(shift.runner.clock.now_ns() / 1e9 + 1.0)
        first, later = before.recommendations[0], after.recommendations[0]
        assert later.pack_no == first.pack_no
        assert first.recommended is Action.REJECT
        assert first.left_s is not None
        assert later.left_s is not None
        passed_s = (after.now_ns - before.now_ns) / 1e9
        assert first.left_s - later.left_s == pytest.approx(passed_s, abs=0.1)
        assert first.checks[0].name == "check view 0"
        assert first.sentences[Language.EN] != first.sentences[Language.DE]
        assert seen.say("1", Answer(first.pack_no, Action.REJECT, "anna")) is None
        why = seen.say("2", Answer(first.pack_no, Action.PASS, "bob"))
        assert why == f"too late: anna has answered for pack {first.pack_no}"
        assert all(one.pack_no != first.pack_no for one in seen.newest().recommendations)
        for _ in seen.steps:
            pass
    (record,) = [one for one in shift.records if one.pack_no == first.pack_no]
    assert record.answered_by == "anna"


def test_evidence_is_of_the_packs_that_are_asked_about(tmp_path: Path) -> None:
    shift = set_up(10, Level.RECOMMEND, plant=SLOW_LINE, defect_share=1.0, operator=NOBODY)
    with watched(shift, tmp_path) as seen:
        while not any(work.is_open for work in shift.runner.line.packs.values()):
            next(seen.steps)
        asked = seen.newest().recommendations[0].pack_no
        told = seen.pages.heard(EvidenceTold)
        assert told.pack_no == asked
        assert [one.view for one in told.pictures] == ["view 0"]


def test_events_that_nobody_stores_are_told_with_numbers_of_their_own(tmp_path: Path) -> None:
    with (
        desk_at(set_up(1, Level.REPORT), tmp_path) as desk,
        plain_pages(desk.server.place) as pages,
    ):
        pages.greet(Want.EVENTS)
        desk.happened("belt_stop", {"why": "person"})
        desk.happened("belt_stop_over", {"why": "person"})
        told = [pages.heard(EventTold) for _ in range(2)]
    assert [(one.boot, one.seq, one.event) for one in told] == [
        (0, 1, "belt_stop"),
        (0, 2, "belt_stop_over"),
    ]


# Words


def test_a_word_is_answered_in_the_step_that_hears_it() -> None:
    shift = set_up(1, Level.REPORT)
    line, answers = shift.runner.line, list[str | None]()
    line.told.put(Asked(StopBelt("anna"), answers.append))
    line.told.put(Asked(Accept("anna"), answers.append))
    line.step(1_000_000)
    assert answers == [None, "no lower level waits to be accepted"]
    assert shift.notes.count("word_refused") == 1


def test_an_answer_that_comes_too_late_is_told_what_it_is_too_late_for() -> None:
    shift = set_up(30, Level.RECOMMEND, plant=SLOW_LINE, defect_share=0.0, operator=NOBODY)
    line, answers = shift.runner.line, list[str | None]()
    steps = shift.runner.steps()
    while not any(work.decision for work in line.packs.values()):
        next(steps)
    (decided,) = [number for number, work in line.packs.items() if work.decision]
    for number in (decided, 999):
        line.told.put(Asked(Answer(number, Action.REJECT, "anna"), answers.append))
    next(steps)
    rule = line.packs[decided].decision
    assert rule is not None
    assert answers == [
        f"too late: nobody is asked about pack {decided}: {rule.rule}",
        "too late: pack 999 is not on the belt any more",
    ]


def test_an_answer_that_nothing_here_can_carry_out_is_refused() -> None:
    plant: PlantParts = {**SLOW_LINE, "gate": {**SLOW_LINE["gate"], "hold": None}}
    shift = set_up(10, Level.RECOMMEND, plant=plant, defect_share=1.0, operator=NOBODY)
    line, answers = shift.runner.line, list[str | None]()
    steps = shift.runner.steps()
    while not any(work.is_open for work in line.packs.values()):
        next(steps)
    (asked,) = [number for number, work in line.packs.items() if work.is_open]
    line.told.put(Asked(Answer(asked, Action.HOLD, "anna"), answers.append))
    next(steps)
    assert answers == ["nothing here can hold a pack"]
    assert line.packs[asked].is_open


def test_a_flood_of_words_is_heard_a_few_in_every_step_and_none_is_lost() -> None:
    shift = set_up(1, Level.REPORT)
    line, answers = shift.runner.line, list[str | None]()
    count = 5 * MOST_WORDS
    for number in range(count):
        word = StopBelt("anna") if number % 2 else StartBelt("anna")
        line.told.put(Asked(word, answers.append))
    for step in range(1, 6):
        line.step(step * 1_000_000)
        assert len(answers) == step * MOST_WORDS
    assert answers == [None] * count


@settings(max_examples=40, deadline=None)
@given(some.lists(WORDS, min_size=1, max_size=12))
def test_no_word_however_odd_ends_a_line_or_stays_without_an_answer(words: list[Told]) -> None:
    shift = set_up(6, Level.ACT_ALWAYS, operator=NOBODY)
    answers: list[str | None] = []
    steps = shift.runner.steps()
    for word in words:
        shift.runner.line.told.put(Asked(word, answers.append))
        next(steps, None)
    for number in range(len(words)):
        shift.runner.line.step(shift.runner.clock.now_ns() + number)
    assert len(answers) == len(words)
    assert shift.runner.line.ledger.seen >= 0


# Nothing delays the line


def records_of(shift: Shift) -> list[Any]:
    for _ in shift.runner.steps():
        pass
    return shift.records


def test_a_line_that_is_looked_at_does_just_what_it_does_unseen(tmp_path: Path) -> None:
    unseen = records_of(set_up(40, Level.ACT_ALWAYS))
    shift = set_up(40, Level.ACT_ALWAYS)
    with watched(shift, tmp_path):
        assert records_of(shift) == unseen


@pytest.mark.parametrize("level", [Level.RECOMMEND, Level.ACT_ALWAYS], ids=str)
@pytest.mark.parametrize("trouble", LOOKED_AT)
def test_every_step_of_a_troubled_line_can_be_looked_at(
    tmp_path: Path, trouble: str, level: Level
) -> None:
    shift = troubled(trouble, level)
    with desk_at(shift, tmp_path) as desk:
        for now_ns in shift.runner.steps():
            desk.snapshot(now_ns, shift.runner.line.tracker.last_centre_tick or 0)
        with plain_pages(desk.server.place) as pages:
            state = Watched(shift, desk, pages).newest()
    assert state.ledger == shift.runner.line.ledger
    assert [one.pack_no for one in state.lately.strip] == [
        one.pack_no for one in shift.records[-STRIP:]
    ]


def test_a_server_that_stands_still_keeps_no_line_from_its_packs(tmp_path: Path) -> None:
    """Its thread stands in the middle of a turn for the whole shift, with listeners to serve."""
    unseen = records_of(set_up(40, Level.ACT_ALWAYS))
    shift, clock = set_up(40, Level.ACT_ALWAYS), StandsStill()
    try:
        with desk_at(shift, tmp_path, clock) as desk:
            desk.server.wake()
            assert clock.is_asked.wait(LIVENESS_S)
            desk.server.is_listened = True
            assert records_of(shift) == unseen
            assert len(desk.server.newest) == 1
            clock.goes_on.set()
    finally:
        clock.goes_on.set()


def test_page_servers_that_flood_or_take_nothing_keep_no_line_from_its_packs(
    tmp_path: Path,
) -> None:
    unseen = records_of(set_up(40, Level.ACT_ALWAYS))
    shift = set_up(40, Level.ACT_ALWAYS)
    with desk_at(shift, tmp_path) as desk:
        hostile = [PlainPages(desk.server.place) for _ in range(8)]
        for number, pages in enumerate(hostile):
            if number % 2:
                pages.greet(*Want)  # and takes nothing from then on
            else:
                pages.link.sendall(b"\x00\x00\x10\x00{")  # half a frame
        for number in range(300):
            hostile[1].send(Say(str(number), "a line that has ended", STOP))
        assert records_of(shift) == unseen
        for pages in hostile:
            pages.link.close()


def test_it_looks_ten_times_a_second_and_only_while_somebody_listens(tmp_path: Path) -> None:
    shift = set_up(40, Level.ACT_ALWAYS)
    with desk_at(shift, tmp_path, StandsStill()) as desk:
        looks = set()
        for now_ns in shift.runner.steps():
            desk.server.is_listened = now_ns > 2_000_000_000
            looks.add(desk.look_ns)
        desk_clock = desk.clock
        assert isinstance(desk_clock, StandsStill)
        desk_clock.goes_on.set()
    looked = sorted(looks - {0})
    assert looked[0] > 2_000_000_000
    assert all(later - earlier >= LOOK_NS for earlier, later in pairwise(looked))
    assert len(looked) > 10


def test_a_server_that_has_failed_is_told_once(tmp_path: Path) -> None:
    shift = set_up(3, Level.REPORT)
    with desk_at(shift, tmp_path) as desk:
        desk.server.failure = "OSError: out of memory"
        records_of(shift)
    assert shift.notes.events.count(("control_lost", {"why": "OSError: out of memory"})) == 1


# In a station


def test_a_station_listens_in_its_data_folder_as_long_as_it_is_open(tmp_path: Path) -> None:
    file = box_station(tmp_path, "gb" * 200)
    is_over = threading.Event()
    with closing(Station(load_station(file), RealClock(), print)) as station:
        running = threading.Thread(target=station.run, args=(is_over.is_set,))
        running.start()
        try:
            told = asyncio.run(asked_of(place_in(station.data.folder)))
        finally:
            is_over.set()
            running.join()
    assert not place_in(station.data.folder).exists()
    with closing(EventReader(station.data.events)) as reader:
        stored = {(one.boot, one.seq): one.event.kind for one in reader.events()}
    assert [one.event for one in told] == ["belt_stop", "word_refused", "belt_stop_over"]
    assert all(stored[one.boot, one.seq] == one.event for one in told)


def test_a_data_folder_that_lies_too_deep_is_told_at_start_and_is_free_again(
    tmp_path: Path,
) -> None:
    file = box_station(tmp_path, "g")
    deep = tmp_path / "shelf" / ("x" * 120)
    file.write_text(file.read_text().replace("[data]", f'[data]\nfolder = "{deep}"'))
    for _ in range(2):
        with pytest.raises(PathTooLong, match="shorter folder"):
            Station(load_station(file), RealClock(), print)


async def asked_of(place: Path) -> list[EventTold]:
    """Three words, and the events that follow from them."""
    async with asyncio.timeout(LIVENESS_S), LineClient(place) as line:
        state = await line.reached()
        assert (state.identity.station, state.identity.recipe) == ("plant-1/line-1/box", "box")
        events = line.events()
        first = asyncio.create_task(belt_or_word(events))
        await line.say(STOP, "1")
        told = [await first]
        with pytest.raises(WordRefused, match="no lower level waits"):
            await line.say(Accept("anna"), "2")
        await line.say(StartBelt("anna"), "3")
        told += [await belt_or_word(events), await belt_or_word(events)]
        await events.aclose()
        return told


async def belt_or_word(events: AsyncGenerator[EventTold, None]) -> EventTold:
    """The next event that a word has caused; the start of the station is told as well."""
    async for event in events:
        if event.event.startswith(("belt_", "word_")):
            return event
    raise EOFError
