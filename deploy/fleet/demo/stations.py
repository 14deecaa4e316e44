"""Stations that write real logs and send them by the real uplink; only their packs are made up."""

from collections.abc import Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from deploy.fleet.demo.packs import Making, PackSource
from edge_agent.core.telemetry.sending import Manner
from edge_agent.core.telemetry.streams import Stream
from edge_agent.people.trust import Trust
from edge_agent.store.events import EventStore
from edge_agent.store.log_stretches import LogStretches
from edge_agent.uplink.outbox import Outbox
from edge_agent.uplink.topics import StationTopics
from edge_agent.uplink.uplink import Uplink
from hardware.interfaces import Clock
from hardware.mqtt_link import MqttLink, Presence
from hardware.mqtt_settings import BrokerSettings

NS_PER_S: Final = 1_000_000_000
MANNER: Final = Manner(patience_ns=3 * NS_PER_S)


@dataclass(frozen=True, slots=True)
class StationPlan:
    """One simulated station."""

    name: str
    """site/line/station."""
    packs_per_s: float
    making: Making
    seed: int


class SimulatedStation:
    """Writes a record whenever a pack is due; nothing here waits."""

    def __init__(
        self, plan: StationPlan, folder: Path, broker: BrokerSettings, trust: Trust, clock: Clock
    ) -> None:
        self.plan, self.clock = plan, clock
        self.packs = PackSource(np.random.default_rng(plan.seed))
        self.written = 0
        self.begun_ns = clock.now_ns()
        self._open = ExitStack()
        folder.mkdir(parents=True)
        self.store = self._open.enter_context(closing(EventStore.open(folder / "events.db")))
        self.store.append("started", {"station": plan.name}, clock.wall())
        log = self._open.enter_context(closing(LogStretches(folder / "events.db")))
        outbox = self._open.enter_context(closing(Outbox(folder / "uplink.db")))
        topics, random = StationTopics(plan.name), Random(plan.seed)
        presence = Presence(f"demo-{plan.seed}", (topics.ack, topics.command))
        self.link = MqttLink(broker, presence, clock, random)
        self._open.callback(self.link.stop)
        self.uplink = Uplink(
            *(plan.name, log, outbox, self.link), *(lambda: trust, clock, random, MANNER)
        )
        self.link.start()

    def work(self) -> None:
        """Writes the packs that are due."""
        now_ns, at = self.clock.now_ns(), self.clock.wall()
        due = int((now_ns - self.begun_ns) / NS_PER_S * self.plan.packs_per_s) - self.written
        if due > 0:
            records = [self.packs.record(self.plan.making, at, now_ns) for _ in range(due)]
            self.store.append_records(records)
            self.written += due

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
    """One in ten has a printer that fades, one in ten makes more faults than usual."""
    for index in range(count):
        fade = 0.6 if index % 10 == 3 else 0.0
        faulty = 0.25 if index % 10 == 7 else 0.02
        making = Making(lot=f"L{2700 + index % 4}", faulty_share=faulty, fade=fade)
        name = f"plant-{1 + index % 3}/line-{1 + index // 3}/end-of-line"
        yield StationPlan(name, packs_per_s, making, seed + index)
