"""Stations that write real logs and send them by the real uplink; only their packs are made up."""

from collections import deque
from collections.abc import Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from deploy.fleet.demo.faults import Fault, Planted
from deploy.fleet.demo.packs import Making, PackSource
from edge_agent.core.packs import Record
from edge_agent.core.telemetry.sending import Manner
from edge_agent.core.telemetry.streams import Stream
from edge_agent.people.trust import Trust
from edge_agent.store.events import EventStore
from edge_agent.store.log_stretches import LogStretches
from edge_agent.uplink.outbox import Outbox
from edge_agent.uplink.uplink import Uplink
from hardware.interfaces import Clock
from hardware.letters import Post

NS_PER_S: Final = 1_000_000_000
MANNER: Final = Manner(patience_ns=3 * NS_PER_S)
DRAWN_AT_ONCE: Final = 50
GROWN_AT_ONCE: Final = 5
"""Packs between which a planted fault does not grow."""
USUAL_FAULTY_SHARE: Final = 0.02
FIRST_FAULTY_PACK: Final = 25
GROWING_PACKS: Final = 60
PLANTED: Final = {
    1: Fault.WRONG_STICKER_ROLL,
    2: Fault.NEW_LOT,
    3: Fault.FADING_PRINTER,
    5: Fault.FOGGING_CAMERA,
    7: Fault.MORE_DEFECTS,
    8: Fault.NEW_BUNDLE,
    9: Fault.LATENCY_CREEP,
}
"""Of ten stations, from 0; the others are as usual."""


@dataclass(frozen=True, slots=True)
class StationPlan:
    """One simulated station."""

    name: str
    """site/line/station."""
    packs_per_s: float
    making: Making
    """As usual."""
    seed: int
    planted: Planted | None = None

    def making_of(self, pack: int) -> Making:
        """Of this pack, counted from 0."""
        return self.making if self.planted is None else self.planted.making(self.making, pack)


class SimulatedStation:
    """Writes a record whenever a pack is due; nothing here waits."""

    def __init__(
        self, plan: StationPlan, folder: Path, post: Post, trust: Trust, clock: Clock
    ) -> None:
        self.plan, self.clock = plan, clock
        self.packs = PackSource(np.random.default_rng(plan.seed))
        self.ahead: deque[Record] = deque()
        self.drawn = 0
        self.written = 0
        self.begun_ns = clock.now_ns()
        self._open = ExitStack()
        folder.mkdir(parents=True)
        self.store = self._open.enter_context(closing(EventStore.open(folder / "events.db")))
        self.store.append("started", {"station": plan.name}, clock.wall())
        log = self._open.enter_context(closing(LogStretches(folder / "events.db")))
        outbox = self._open.enter_context(closing(Outbox(folder / "uplink.db")))
        random = Random(plan.seed)
        self.uplink = Uplink(
            *(plan.name, log, outbox, post), *(lambda: trust, clock, random, MANNER)
        )

    def begin(self) -> None:
        """From now on packs come."""
        self.begun_ns = self.clock.now_ns()

    def work(self) -> None:
        """Writes the packs that are due."""
        now_ns, at = self.clock.now_ns(), self.clock.wall()
        due = int((now_ns - self.begun_ns) / NS_PER_S * self.plan.packs_per_s) - self.written
        if due > 0:
            packs = [replace(self.next_pack(), seen_at=at, seen_ns=now_ns) for _ in range(due)]
            self.store.append_records(packs)
            self.written += due

    def next_pack(self) -> Record:
        """Many are drawn at once, which costs little more than one."""
        if not self.ahead:
            count = DRAWN_AT_ONCE if self.plan.planted is None else GROWN_AT_ONCE
            making, some_time = self.plan.making_of(self.drawn), (self.clock.wall(), 0)
            self.ahead = deque(self.packs.records(making, [some_time] * count))
            self.drawn += count
        return self.ahead.popleft()

    def send(self) -> None:
        self.uplink.step()

    @property
    def has_arrived(self) -> bool:
        """The centre has told that it holds every record."""
        posting = self.uplink.postings.get(Stream.RECORDS)
        return posting is not None and not posting.behind

    def close(self) -> None:
        self._open.close()


def plans(count: int, packs_per_s: float, seed: int) -> Iterable[StationPlan]:
    """In most of them something happens after a while: `PLANTED`."""
    for index in range(count):
        making = Making(lot=f"L{2700 + index % 4}", faulty_share=USUAL_FAULTY_SHARE)
        name = f"plant-{1 + index % 3}/line-{1 + index // 3}/end-of-line"
        fault = PLANTED.get(index % 10)
        planted = None if fault is None else Planted(fault, FIRST_FAULTY_PACK, GROWING_PACKS)
        yield StationPlan(name, packs_per_s, making, seed + index, planted)
