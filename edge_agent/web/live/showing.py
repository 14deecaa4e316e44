"""What everybody who looks is shown now: made once, of what the line tells, for all of them.

    async with Showing(line, has_gate, notes) as showing:
        showing.text(language)     # the state document; the same bytes for all until the next turn
        showing.shots()            # pictures that are worth sending now, the gravest first

Nobody who looks is waited for. A turn comes five times a second, whether anything has changed or
not: a page that hears nothing for a second knows that it knows nothing.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from edge_agent.control.client import LineClient
from edge_agent.control.line_state import FirstPackState, LineState
from edge_agent.control.message_frames import StateDocument
from edge_agent.control.messages import EventTold, EvidenceTold, PackTold
from edge_agent.core.packs import Action
from edge_agent.core.reasons.languages import Language
from edge_agent.web.live.panel_state import AnswerGiven, PanelNote, document, panel_of
from edge_agent.web.live.shots import (
    Shot,
    ShotKind,
    is_notable,
    shots_of_evidence,
    shots_of_pack,
)
from edge_agent.web.pages.texts import texts_of

TURN_S: Final = 0.2
ASKED_AHEAD: Final = 2
"""Packs whose evidence is sent: the one that a person is asked about now, and the next."""
ANSWERED: Final = "answered"
"""Kind of the line's event that somebody's answer is carried out."""
MOST_ANSWERS: Final = 8
TEXTS: Final = "live"

Item = TypeVar("Item")


class Showing:
    def __init__(self, line: LineClient, has_gate: bool, notes: Sequence[PanelNote]) -> None:
        """`notes` may still grow."""
        self.line, self.has_gate, self.notes = line, has_gate, notes
        self.turn = 0
        self.texts: dict[Language, str] = {}
        """Of this turn, as far as anybody has asked."""
        self.pack: Sequence[Shot] = ()
        self.notable: Sequence[Shot] = ()
        self.evidence: dict[int, list[Shot]] = {}
        self.first_packs: dict[int, list[Shot]] = {}
        self.answers: deque[AnswerGiven] = deque(maxlen=MOST_ANSWERS)
        self.start = ""
        """Of the line that has told the answers."""
        self.bells: set[asyncio.Event] = set()
        self.tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self.tasks = [
            asyncio.create_task(self.take_turns()),
            asyncio.create_task(self.follow(self.line.packs(), self.saw_pack)),
            asyncio.create_task(self.follow(self.line.evidence(), self.saw_evidence)),
            asyncio.create_task(self.follow(self.line.events(), self.heard_event)),
        ]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.wait(self.tasks)

    # For those who look

    @contextmanager
    def bell(self) -> Iterator[asyncio.Event]:
        """Rings when there may be something new to send."""
        bell = asyncio.Event()
        self.bells.add(bell)
        try:
            yield bell
        finally:
            self.bells.remove(bell)

    def text(self, language: Language) -> str:
        if language not in self.texts:
            self.texts[language] = self.told(language)
        return self.texts[language]

    def shots(self) -> list[Shot]:
        state = self.line.state
        if state is None:
            return []
        asked = [one.pack_no for one in state.recommendations[:ASKED_AHEAD]]
        of_asked = [shot for pack_no in asked for shot in self.evidence.get(pack_no, ())]
        of_first = [shot for shots in self.first_packs.values() for shot in shots]
        shots = [*of_asked, *of_first, *self.pack, *self.notable]
        return [shot for shot in shots if shot.key.line == state.identity.line]

    def told(self, language: Language) -> str:
        state = self.line.state
        panel = panel_of(state, self.has_gate, self.answers, texts_of(TEXTS, language))
        notes: dict[str, Any] = {}
        for note in self.notes:
            notes |= note(state, language)
        line = "null" if state is None else StateDocument(state).model_dump_json()
        said = json.dumps(document(panel, notes), ensure_ascii=False)
        return f'{{"line":{line},"panel":{said}}}'

    # What the line tells

    async def take_turns(self) -> None:
        while True:
            self.turn += 1
            self.texts.clear()
            self.forget(self.line.state)
            self.ring()
            await asyncio.sleep(TURN_S)

    async def follow(self, told: AsyncGenerator[Item, None], heed: Callable[[Item], None]) -> None:
        async with aclosing(told) as items:
            async for item in items:
                heed(item)
                self.ring()

    def ring(self) -> None:
        for bell in self.bells:
            bell.set()

    def forget(self, state: LineState | None) -> None:
        """What no page may show any more: answered evidence, packs of another start of the line.
        Nothing is forgotten in a silence: the same line tells nothing twice."""
        if state is None:
            return
        asked = [one.pack_no for one in state.recommendations]
        self.evidence = {no: shots for no, shots in self.evidence.items() if no in asked}
        first = first_packs_in(state)
        self.first_packs = {no: shots for no, shots in self.first_packs.items() if no in first}
        self.begin(state.identity.line)

    def begin(self, start: str) -> None:
        """Another start of the line numbers its packs anew: what was answered before is not of
        these."""
        if start != self.start:
            self.start = start
            self.answers.clear()

    def saw_pack(self, told: PackTold) -> None:
        line = self.line.line or ""
        self.pack = shots_of_pack(ShotKind.PACK, line, told)
        if is_notable(told.record):
            self.notable = shots_of_pack(ShotKind.NOTABLE, line, told)

    def saw_evidence(self, told: EvidenceTold) -> None:
        """The state in which the pack is asked about came before."""
        state = self.line.state
        found = () if state is None else state.recommendations
        asked = next((one for one in found if one.pack_no == told.pack_no), None)
        if state is not None and asked is not None:
            self.evidence[told.pack_no] = shots_of_evidence(told, asked, state)
        first = first_packs_in(state).get(told.pack_no)
        if state is not None and first is not None:
            shots = shots_of_evidence(told, first, state, ShotKind.FIRST_PACK)
            self.first_packs[told.pack_no] = shots

    def heard_event(self, told: EventTold) -> None:
        if told.event == ANSWERED:
            body = told.body
            action = Action(body["action"])
            self.begin(self.line.line or "")
            self.answers.append(AnswerGiven(int(body["pack_no"]), action, str(body["by"])))


def first_packs_in(state: LineState | None) -> dict[int, FirstPackState]:
    """Those that are verified now, by number."""
    first_packs = None if state is None else state.changeover.first_packs
    return {} if first_packs is None else {one.pack_no: one for one in first_packs.packs}
