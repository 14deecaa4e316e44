"""A page server's end of the socket: the newest state, what happens, and words to the line.

    async with LineClient(place_in(folder)) as line:
        async for state in line.states():        # None while there is no line
            ...
        await line.say(StopBelt("anna"), word_id=str(uuid4()))

It comes back by itself when the line does. A line that says nothing for a second counts as none:
nothing may be claimed of a station of which nothing is known.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from edge_agent.control.errors import BadFrame, BadMessage, NoLine, NotAnswered, WordRefused
from edge_agent.control.framing import FROM_LINE, FROM_PAGES, FrameReader, encoded
from edge_agent.control.inboxes import Inboxes
from edge_agent.control.line_state import LineState
from edge_agent.control.message_frames import frame_of, said_by_line
from edge_agent.control.messages import (
    VERSION,
    Answered,
    EventTold,
    EvidenceTold,
    FromLine,
    FromPages,
    Greeting,
    HungUp,
    PackTold,
    Say,
    StateTold,
    Want,
    Welcome,
)
from edge_agent.control.place import address_of, refuse_absent
from edge_agent.core.told import Told

AGAIN_S: Final = 0.25
PIECE_BYTES: Final = 262_144
MOST_EVENTS: Final = 256


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a page server waits for its line."""

    silence_s: float = 1.0
    """The line tells its state ten times a second."""
    answer_s: float = 3.0
    """A line hears a word within milliseconds."""


@dataclass(slots=True)
class Waiting:
    """A word that was said and not answered yet."""

    say: Say
    answer: asyncio.Future[str | None]


class LineClient:
    """Of one line's data folder; an asynchronous context manager, used within one event loop."""

    def __init__(
        self,
        place: Path,
        wants: tuple[Want, ...] = tuple(Want),
        patience: Patience = Patience(),
    ) -> None:
        self.place, self.wants, self.patience = place, wants, patience
        self.state: LineState | None = None
        """The newest; None while there is no line."""
        self.why_none = "not reached yet"
        """Why there is no line, in words for a person."""
        self.line: str | None = None
        """The start of the line that was reached last."""
        self.waiting: dict[str, Waiting] = {}
        self.states_told: Inboxes[LineState | None] = Inboxes(1)
        self.packs_told: Inboxes[PackTold] = Inboxes(1)
        self.evidence_told: Inboxes[EvidenceTold] = Inboxes(16)
        self.events_told: Inboxes[EventTold] = Inboxes(MOST_EVENTS)
        self.writer: asyncio.StreamWriter | None = None
        self.task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self.task = asyncio.create_task(self.keep_talking())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.task is not None:
            self.task.cancel()
            await asyncio.wait([self.task])

    # What the line tells

    def now(self) -> LineState:
        """The newest state. NoLine while there is none."""
        if self.state is None:
            raise NoLine(f"there is no line: {self.why_none}")
        return self.state

    def states(self) -> AsyncGenerator[LineState | None, None]:
        """The state now and every newer one; None while there is no line."""
        return self.states_told.items(self.state)

    def packs(self) -> AsyncGenerator[PackTold, None]:
        """Packs as they end; where they come too fast, the newest."""
        return self.packs_told.items()

    def evidence(self) -> AsyncGenerator[EvidenceTold, None]:
        return self.evidence_told.items()

    def events(self) -> AsyncGenerator[EventTold, None]:
        """From now on; what is missing between two of them is in the store."""
        return self.events_told.items()

    async def reached(self) -> LineState:
        """Waits for the next state of a line that is there."""
        async with aclosing(self.states()) as states:
            async for state in states:
                if state is not None:
                    return state
        raise NoLine(self.why_none)

    # Words

    async def say(self, told: Told, word_id: str, line: str | None = None) -> None:
        """Returns when the line has heard it. `line`: the start that the person saw, by default
        the one that is there.

        WordRefused with the reason; NoLine where nobody heard it; NotAnswered where that is not
        known. The same id, said again, is never carried out again.
        """
        if self.state is None or self.writer is None:
            raise NoLine(f"there is no line: {self.why_none}")
        say = Say(word_id, line or self.state.identity.line, told)
        before = self.waiting.get(word_id)
        if before is None:
            before = Waiting(say, asyncio.get_running_loop().create_future())
            self.waiting[word_id] = before
            self.send(say)
        elif before.say != say:
            raise WordRefused("another word was said under this id")
        answer_s = self.patience.answer_s
        try:
            async with asyncio.timeout(answer_s):
                why = await asyncio.shield(before.answer)
        except TimeoutError as error:
            why_not = f"no answer within {answer_s:g} s; look before saying it again"
            raise NotAnswered(why_not) from error
        finally:
            self.waiting.pop(word_id, None)
        if why is not None:
            raise WordRefused(why)

    def send(self, message: FromPages) -> None:
        if self.writer is not None:
            self.writer.write(encoded(frame_of(message), FROM_PAGES))

    # The conversation

    async def keep_talking(self) -> None:
        while True:
            try:
                await self.talk()
            except (OSError, BadFrame, BadMessage, NoLine) as error:
                self.lost(str(error))
            await asyncio.sleep(AGAIN_S)

    async def talk(self) -> None:
        """Until the line hangs up."""
        refuse_absent(self.place)
        reader, self.writer = await asyncio.open_unix_connection(address_of(self.place))
        try:
            self.send(Greeting(VERSION, self.wants))
            frames = FrameReader(FROM_LINE)
            while data := await self.read(reader):
                for frame in frames.fed(data):
                    self.heed(said_by_line(frame))
            raise NoLine("the line has hung up")
        finally:
            self.writer.close()
            self.writer = None

    async def read(self, reader: asyncio.StreamReader) -> bytes:
        """What comes next, however long that takes; b"" at the end."""
        while True:
            try:
                async with asyncio.timeout(self.patience.silence_s):
                    return await reader.read(PIECE_BYTES)
            except TimeoutError:
                self.lost(f"the line says nothing since {self.patience.silence_s:g} s")

    def heed(self, said: FromLine) -> None:
        match said:
            case StateTold():
                self.state = said.state
                self.states_told.put(said.state)
            case Answered():
                self.answered(said)
            case EventTold():
                self.events_told.put(said)
            case PackTold():
                self.packs_told.put(said)
            case EvidenceTold():
                self.evidence_told.put(said)
            case Welcome():
                self.welcomed(said)
            case HungUp():
                raise NoLine(said.why)

    def answered(self, said: Answered) -> None:
        waiting = self.waiting.get(said.word_id)
        if waiting is not None and not waiting.answer.done():
            waiting.answer.set_result(said.why)

    def welcomed(self, said: Welcome) -> None:
        """What the same line has not answered is said again; another line never hears it."""
        for waiting in self.waiting.values():
            if said.line == waiting.say.line:
                self.send(waiting.say)
            elif not waiting.answer.done():
                why = "the line ended before it answered; look before saying it again"
                waiting.answer.set_exception(NotAnswered(why))
        self.line = said.line

    def lost(self, why: str) -> None:
        self.why_none = why
        if self.state is not None:
            self.state = None
            self.states_told.put(None)
