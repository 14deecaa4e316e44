"""What pages and programs ask of a station's records: gates, thresholds, what-if.

Two threads count, one for the gates and one for the packs' columns. Nothing waits for a file or
computes in the server's own loop, where the live pictures are.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from edge_agent.core.autonomy.gate import GateReport
from edge_agent.core.autonomy.level_events import FELL
from edge_agent.core.certificate import Setup
from edge_agent.core.errors import NotFound
from edge_agent.core.fates import OperatorModel
from edge_agent.core.money import Prices
from edge_agent.core.packs import Level
from edge_agent.core.whatif import THRESHOLDS
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.evidence.gate_evidence import Gathered, gathered
from edge_agent.evidence.gate_log import ALARM_EVENT
from edge_agent.evidence.gate_report import gate_from_nothing, gate_of, named, report_of
from edge_agent.evidence.packs_so_far import PacksSoFar
from edge_agent.evidence.thresholds_report import thresholds_of
from edge_agent.evidence.whatif import whatif_of
from edge_agent.evidence.window import Window
from edge_agent.people.office import AUDIT_FILE
from edge_agent.station_tables import StationSettings
from edge_agent.store.pages import RecordFilter, StorePages
from edge_agent.web.errors import NotReady, TooBusy
from edge_agent.web.evidence.kept import COUNTING, PATIENCE_S, Counted, Kept, Mark
from edge_agent.web.evidence.level_log import LevelActs, LevelEvents
from hardware.interfaces import Clock

MOST_WAITING: Final = 8
"""Questions to one thread at a time."""
ENDS_A_RUN: Final = (ALARM_EVENT, FELL)
"""Kinds of events after which what was counted before proves nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class WhatIfAsked:
    prices: Prices
    operator: OperatorModel
    window: Window
    thresholds: tuple[float, ...] | None = None
    """They ascend within (0, 1]; None: every hundredth."""


@dataclass(frozen=True, slots=True)
class Told:
    """A document, and how long ago it was counted."""

    document: dict[str, Any]
    age_s: float


@dataclass(frozen=True, slots=True)
class PassedGate:
    report: GateReport
    setup: Setup
    """For what a certificate would be."""


class EvidenceDesk:
    def __init__(self, settings: StationSettings, store: StorePages, clock: Clock) -> None:
        self.settings, self.store = settings, store
        self.gate_thread = ThreadPoolExecutor(1, "gates")
        self.pack_thread = ThreadPoolExecutor(1, "packs")
        self.kept = Kept(self.gather, self.mark, clock, self.gate_thread)
        self.waiting = 0
        self.events = LevelEvents(store)
        self.acts = LevelActs(settings.data.folder / AUDIT_FILE)

    def close(self) -> None:
        for thread in (self.gate_thread, self.pack_thread):
            thread.shutdown(cancel_futures=True)
        if "packs" in vars(self):
            self.packs.close()
        self.events.close()
        self.acts.close()

    # Gates and thresholds

    def mark(self) -> Mark:
        """How far the records go."""
        records = [(one.boot, one.seq) for one in self.store.records(RecordFilter(), 1)]
        return records, [(one.boot, one.seq) for one in self.store.events(None, 1)]

    def gather(self) -> Gathered:
        return gathered(DataFolder(self.settings.data.folder))

    async def gates(self, level: Level, check: str | None = None) -> Told:
        """As `packwarden gate`; what is needed stands there also before the first pack."""
        if not await asyncio.to_thread(self.has_packs):
            return await asyncio.to_thread(self.gate_of_nobody, level, check)
        counted = await self.kept.newest()
        return await asyncio.to_thread(self.told, counted, gate_of, level, check)

    def gate_of_nobody(self, level: Level, check: str | None) -> Told:
        document = gate_from_nothing(level, self.settings.station.recipe, check)
        return Told({name: document[name] for name in document if name != "data"}, 0.0)

    def has_packs(self) -> bool:
        return bool(self.store.records(RecordFilter(), 1))

    async def thresholds(self, check: str) -> Told:
        """NotFound before the first pack, and where the recipe has no such check."""
        if not await asyncio.to_thread(self.has_packs):
            raise NotFound("no pack was seen yet; a check has scores from the first pack on")
        counted = await self.kept.newest()
        return await asyncio.to_thread(self.told, counted, thresholds_of, check)

    async def passed_gate(self, check: str, level: Level) -> PassedGate:
        """What a certificate may rest on, whether passed or not; NotReady where a monitor has
        alarmed since it was counted."""
        counted = await self.kept.newest()
        return await asyncio.to_thread(self.passed, counted, check, level)

    def passed(self, counted: Counted[Gathered], check: str, level: Level) -> PassedGate:
        if self.fell_since(counted):
            raise NotReady(COUNTING)
        (evidence,) = named(counted.value.evidence, check)
        report = report_of(counted.value, evidence, level)
        return PassedGate(report, counted.value.setups[check])

    def fell_since(self, counted: Counted[Gathered]) -> bool:
        ends = (one for one in self.events.so_far() if one.event.kind in ENDS_A_RUN)
        return any([(one.boot, one.seq)] > counted.mark[1] for one in ends)

    def told(
        self, counted: Counted[Gathered], say: Callable[..., dict[str, Any]], *asked: Any
    ) -> Told:
        return Told(say(counted.value, *asked), self.kept.age_s(counted))

    # What if

    @cached_property
    def packs(self) -> PacksSoFar:
        return PacksSoFar(DataFolder(self.settings.data.folder))

    async def what_if(self, asked: WhatIfAsked) -> dict[str, Any]:
        """As `packwarden whatif`, of all that was recorded until now; InvalidInput where no pack's
        truth is known, TooBusy where too many ask, NotReady while the packs are read first."""
        if self.waiting >= MOST_WAITING:
            raise TooBusy("many ask this at once")
        self.waiting += 1
        try:
            answering = self.pack_thread.submit(self.answer, asked)
            answer = asyncio.wrap_future(answering)
            await asyncio.wait([answer], timeout=PATIENCE_S)
            if not answer.done():
                answering.cancel()
                raise NotReady(COUNTING)
            return answer.result()
        finally:
            self.waiting -= 1

    def answer(self, asked: WhatIfAsked) -> dict[str, Any]:
        self.packs.read()
        wanted = THRESHOLDS if asked.thresholds is None else np.array(asked.thresholds)
        shift = self.packs.shift(asked.window)
        return whatif_of(shift, asked.prices, asked.operator, wanted)
