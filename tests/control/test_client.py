"""A page server knows how the line is, or that there is none; no word is carried out twice."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import pytest

from edge_agent.control.client import LineClient, Patience
from edge_agent.control.errors import NoLine, NotAnswered, WordRefused
from edge_agent.control.messages import EventTold, Want
from edge_agent.control.place import listening, place_in
from edge_agent.control.server import ControlServer
from edge_agent.control.shown import EndedWithViews, Snapshot
from edge_agent.core.told import Asked, StartBelt, StopBelt
from tests.control.samples import LINE, LIVENESS_S, a_state
from tests.samples import StandingClock, a_picture, a_record

STOP = StopBelt("anna")
PATIENT = Patience(silence_s=LIVENESS_S, answer_s=LIVENESS_S)


class ToldLine:
    """A line that shows itself whenever it is asked to, and hears words one by one."""

    def __init__(self, folder: Path, line: str = LINE) -> None:
        self.heard: SimpleQueue[Asked] = SimpleQueue()
        self.line, self.seen = line, 0
        self.server = ControlServer(place_in(folder), line, self.heard.put, StandingClock())

    async def show_on(self) -> None:
        """Ten times a second, as a line does."""
        while True:
            self.seen += 1
            last = EndedWithViews(a_record(self.seen), {"top": a_picture(self.seen)})
            evidence = {self.seen: {"top": a_picture()}}
            self.server.show(Snapshot(a_state(self.seen, self.line), last, evidence))
            await asyncio.sleep(0.05)

    async def hear(self) -> Asked:
        while True:
            with suppress(Empty):
                return self.heard.get_nowait()
            await asyncio.sleep(0.005)


@asynccontextmanager
async def running(folder: Path, line: str = LINE) -> AsyncIterator[ToldLine]:
    told = ToldLine(folder, line)
    showing = asyncio.create_task(told.show_on())
    try:
        yield told
    finally:
        showing.cancel()
        told.server.close()


def patient(
    folder: Path, patience: Patience = PATIENT, wants: tuple[Want, ...] = tuple(Want)
) -> LineClient:
    """One that does not mind a busy machine."""
    return LineClient(place_in(folder), wants, patience)


def in_time(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(LIVENESS_S):
            await test()

    asyncio.run(bounded())


async def until(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(0.005)


def test_it_knows_the_newest_state_and_hears_of_newer_ones(tmp_path: Path) -> None:
    async def test() -> None:
        async with running(tmp_path), patient(tmp_path) as line:
            first = await line.reached()
            assert first == a_state(first.ledger.seen)
            async for state in line.states():
                if state is not None and state.ledger.seen > first.ledger.seen + 2:
                    break
            assert line.state is not None
            assert line.line == LINE

    in_time(test)


def test_packs_evidence_and_events_come_to_every_listener(tmp_path: Path) -> None:
    async def test() -> None:
        async with running(tmp_path) as told, patient(tmp_path) as line:
            await line.reached()
            packs = [asyncio.create_task(anext(line.packs())) for _ in range(2)]
            evidence = asyncio.create_task(anext(line.evidence()))
            events = asyncio.create_task(anext(line.events()))
            await asyncio.sleep(0)
            happened = EventTold(3, 9, "2026-03-02T06:00:00.000Z", "belt_stop", {"why": "person"})
            told.server.tell(happened)
            assert await events == happened
            one, other = await packs[0], await packs[1]
            assert one == other
            assert one.pictures[0].jpeg.startswith(b"\xff\xd8")
            assert (await evidence).pictures[0].view == "top"

    in_time(test)


def test_a_word_that_is_heard_returns_and_one_that_is_refused_says_why(tmp_path: Path) -> None:
    async def test() -> None:
        async with running(tmp_path) as told, patient(tmp_path) as line:
            await line.reached()
            saying = asyncio.create_task(line.say(STOP, "1"))
            (await told.hear()).answer(None)
            await saying
            saying = asyncio.create_task(line.say(StartBelt("anna"), "2"))
            (await told.hear()).answer("not now")
            with pytest.raises(WordRefused, match="not now"):
                await saying

    in_time(test)


def test_two_taps_on_one_page_are_one_word(tmp_path: Path) -> None:
    async def test() -> None:
        async with running(tmp_path) as told, patient(tmp_path) as line:
            await line.reached()
            taps = [asyncio.create_task(line.say(STOP, "1")) for _ in range(2)]
            (await told.hear()).answer(None)
            await asyncio.gather(*taps)
            await line.say(STOP, "1")
            assert told.heard.empty()
            with pytest.raises(WordRefused, match="another word"):
                await line.say(StartBelt("anna"), "1")

    in_time(test)


def test_without_a_line_it_says_so_and_no_word_is_said(tmp_path: Path) -> None:
    async def test() -> None:
        async with patient(tmp_path) as line:
            await until(lambda: "packwarden run" in line.why_none)
            assert line.state is None
            with pytest.raises(NoLine, match="packwarden run"):
                line.now()
            with pytest.raises(NoLine, match="no line"):
                await line.say(STOP, "1")

    in_time(test)


def test_it_tells_when_the_line_ends_and_comes_back_with_the_next(tmp_path: Path) -> None:
    async def test() -> None:
        async with patient(tmp_path, PATIENT, (Want.EVENTS,)) as line:
            async with running(tmp_path):
                await line.reached()
                states = line.states()
                assert await anext(states) is not None
            while await anext(states) is not None:
                pass
            async with running(tmp_path, "another line"):
                assert (await line.reached()).identity.line == "another line"
            await states.aclose()

    in_time(test)


def test_a_line_that_says_nothing_is_none_until_it_speaks_again(tmp_path: Path) -> None:
    async def test() -> None:
        told = ToldLine(tmp_path)
        with closing(told.server):
            async with LineClient(place_in(tmp_path), (), Patience(silence_s=0.3)) as line:
                await until(lambda: told.server.is_listened)
                told.server.show(Snapshot(a_state(1), None, {}))
                await line.reached()
                await until(lambda: line.state is None)
                assert "says nothing" in line.why_none
                with pytest.raises(NoLine):
                    await line.say(STOP, "1")
                told.server.show(Snapshot(a_state(2), None, {}))
                assert (await line.reached()).ledger.seen == 2

    in_time(test)


def test_a_word_to_a_line_that_ends_meanwhile_is_not_said_to_the_next(tmp_path: Path) -> None:
    async def test() -> None:
        async with patient(tmp_path) as line:
            async with running(tmp_path) as told:
                await line.reached()
                saying = asyncio.create_task(line.say(STOP, "1"))
                await told.hear()
            async with running(tmp_path, "another line") as other:
                with pytest.raises(NotAnswered, match="ended before it answered"):
                    await saying
                await line.reached()
                assert other.heard.empty()

    in_time(test)


def test_a_word_for_the_line_that_a_person_saw_is_not_said_to_its_successor(tmp_path: Path) -> None:
    async def test() -> None:
        async with running(tmp_path) as told, patient(tmp_path) as line:
            await line.reached()
            with pytest.raises(WordRefused, match="a line that has ended"):
                await line.say(STOP, "1", line="the line before")
            assert told.heard.empty()

    in_time(test)


def test_a_connection_that_breaks_costs_no_word_and_doubles_none(tmp_path: Path) -> None:
    async def test() -> None:
        async with running(tmp_path) as told, patient(tmp_path) as line:
            await line.reached()
            saying = asyncio.create_task(line.say(STOP, "1"))
            asked = await told.hear()
            (connection,) = told.server.talks.connections
            connection.is_ending = True  # hangs up on it, as if the socket broke
            await until(lambda: connection not in told.server.talks.connections)
            asked.answer(None)
            await saying
            assert told.heard.empty()

    in_time(test)


def test_a_word_that_nobody_answers_is_not_known_to_be_heard(tmp_path: Path) -> None:
    async def test() -> None:
        hasty = Patience(silence_s=LIVENESS_S, answer_s=0.1)
        async with running(tmp_path), patient(tmp_path, hasty) as line:
            await line.reached()
            with pytest.raises(NotAnswered, match="look before"):
                await line.say(STOP, "1")

    in_time(test)


def test_what_listens_there_and_is_no_line_counts_as_none(tmp_path: Path) -> None:
    async def test() -> None:
        listener = listening(place_in(tmp_path))
        loop = asyncio.get_running_loop()
        async with patient(tmp_path) as line:
            link, _ = await loop.sock_accept(listener)
            await loop.sock_sendall(link, b"HTTP/1.1 400 Bad Request\r\n\r\n")
            await until(lambda: "header" in line.why_none)
            assert line.state is None
        link.close()
        listener.close()

    in_time(test)
