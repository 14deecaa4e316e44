"""The load: what many stations send, made beforehand, so that measuring it costs little.

Each station sends its log batch by batch. Closed loop: as soon as the centre has acknowledged, the
next goes out, and what comes of it is how much the centre takes. Open loop: so many records a
second whatever happens, and what comes of it is how long they take from the hand-over to the broker
until their acknowledgement is back, which the centre sends once they are committed.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import cycle
from random import Random
from secrets import token_hex
from typing import Final

import numpy as np

from deploy.fleet.demo.packs import Making, PackSource
from edge_agent.core.errors import Unreachable
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import BEGIN, Position
from edge_agent.people.signing import Sealed
from edge_agent.store.record_json import record_to_json
from edge_agent.uplink.acks import ACK
from edge_agent.uplink.batches import Batch, LogName, written
from edge_agent.uplink.topics import ROOT, StationTopics, station_of
from hardware.interfaces import Clock
from hardware.letters import Heard, Letter
from hardware.mqtt_link import MqttLink, Presence
from hardware.mqtt_settings import BrokerSettings

SITE: Final = "bench"
BATCH_RECORDS: Final = 10
MOST_IN_FLIGHT: Final = 2
"""Batches of one station."""
DIFFERENT_PACKS: Final = 500
PATIENCE_NS: Final = 3_000_000_000
TURN_NS: Final = 2_000_000
UP_NS: Final = 15_000_000_000
LONGEST_DRAIN_NS: Final = 60_000_000_000


@dataclass
class LoadedStation:
    """Its log, and how far it has come."""

    name: str
    log: str
    payloads: list[bytes]
    sent: int = 0
    """Batches, as is `acked`."""
    acked: int = 0
    sent_ns: deque[int] = field(default_factory=deque)
    """When each batch that is not acknowledged was handed over."""
    moved_ns: int = 0

    @property
    def is_free(self) -> bool:
        return self.sent - self.acked < MOST_IN_FLIGHT and self.sent < len(self.payloads)

    @property
    def is_done(self) -> bool:
        return self.acked == self.sent

    def acknowledged(self, batches: int, now_ns: int) -> list[int]:
        """How long each of those took that are acknowledged now, in ns."""
        times = [
            now_ns - self.sent_ns.popleft() for _ in range(min(batches, self.sent) - self.acked)
        ]
        self.acked, self.moved_ns = max(self.acked, batches), now_ns
        return times

    def again(self, now_ns: int) -> None:
        """What got lost on the way is sent again, from what is acknowledged on."""
        self.sent, self.moved_ns = self.acked, now_ns
        self.sent_ns.clear()


class Load:
    """Of `stations` logs with `batches` batches each; a new one begins new logs."""

    def __init__(
        self, stations: int, batches: int, broker: BrokerSettings, clock: Clock, seed: int = 1
    ) -> None:
        self.clock = clock
        bodies = cycle(pack_bodies(clock.wall(), seed))
        self.stations = {
            name: loaded(name, batches, bodies)
            for name in (f"{SITE}/line-{1 + i // 4}/view-{1 + i % 4}" for i in range(stations))
        }
        topic = f"{ROOT}/{SITE}/+/+/ack"
        self.link = MqttLink(broker, Presence(f"bench-{seed}", (topic,)), clock, Random(seed))
        self.times_ns: list[int] = []
        self.sent_again = 0

    def begin(self) -> None:
        """Unreachable where the broker does not let us in."""
        self.link.start()
        until_ns = self.clock.now_ns() + UP_NS
        while not self.link.is_up:
            if self.clock.now_ns() > until_ns:
                raise Unreachable(str(self.link.trouble))
            self.clock.sleep_until_ns(self.clock.now_ns() + TURN_NS)

    def end(self) -> None:
        self.link.stop()

    @property
    def acked_records(self) -> int:
        return BATCH_RECORDS * sum(one.acked for one in self.stations.values())

    @property
    def sent_records(self) -> int:
        return BATCH_RECORDS * sum(one.sent for one in self.stations.values())

    def press(self, seconds: float) -> float:
        """Closed loop; records acknowledged per second, from the first quarter of the time on."""
        begun_ns, end_ns = self.clock.now_ns(), self.clock.now_ns() + round(seconds * 1e9)
        settled_ns, before = begun_ns + round(seconds * 0.25e9), 0
        while (now_ns := self.clock.now_ns()) < end_ns and not self.is_all_sent:
            self.hear()
            for station in self.stations.values():
                self.send_what_lies(station, now_ns)
                while station.is_free and self.send(station, now_ns):
                    pass
            if now_ns < settled_ns:
                before, since_ns = self.acked_records, now_ns
            self.clock.sleep_until_ns(now_ns + TURN_NS)
        return (self.acked_records - before) / ((self.clock.now_ns() - since_ns) / 1e9)

    def flow(self, seconds: float, records_per_s: float) -> None:
        """Open loop, the stations in turn."""
        begun_ns = self.clock.now_ns()
        in_turn, sent = cycle(self.stations.values()), 0
        while (passed_s := (self.clock.now_ns() - begun_ns) / 1e9) < seconds:
            now_ns = self.clock.now_ns()
            due = int(passed_s * records_per_s / BATCH_RECORDS)
            while sent < due and self.send(next(in_turn), now_ns):
                sent += 1
            self.hear()
            self.clock.sleep_until_ns(now_ns + TURN_NS)

    def drain(self) -> None:
        """Until everything that was sent is acknowledged. Unreachable where that never happens."""
        until_ns = self.clock.now_ns() + LONGEST_DRAIN_NS
        while missing := [one for one in self.stations.values() if not one.is_done]:
            now_ns = self.clock.now_ns()
            if now_ns > until_ns:
                raise Unreachable(f"what {missing[0].name} sent is never acknowledged")
            self.hear()
            for station in missing:
                self.send_what_lies(station, now_ns)
            self.clock.sleep_until_ns(now_ns + TURN_NS)

    @property
    def is_all_sent(self) -> bool:
        return all(one.sent == len(one.payloads) and one.is_done for one in self.stations.values())

    def send(self, station: LoadedStation, now_ns: int) -> bool:
        if station.sent == len(station.payloads):
            return False
        payload = station.payloads[station.sent]
        if not self.link.publish(Letter(StationTopics(station.name).records, payload, 1)):
            return False
        station.sent += 1
        station.sent_ns.append(now_ns)
        station.moved_ns = max(station.moved_ns, now_ns)
        return True

    def send_what_lies(self, station: LoadedStation, now_ns: int) -> None:
        """Again, where no answer came for long: it got lost on the way."""
        if station.is_done or now_ns - station.moved_ns <= PATIENCE_NS:
            return
        wanted = station.sent
        station.again(now_ns)
        while station.sent < wanted and self.send(station, now_ns):
            self.sent_again += BATCH_RECORDS

    def hear(self) -> None:
        for heard in self.link.take():
            self.acknowledged(heard)

    def acknowledged(self, heard: Heard) -> None:
        """An earlier load's logs are none of ours."""
        station = self.stations.get(station_of(heard.topic) or "")
        ack = ACK.value(Sealed.from_bytes(heard.payload).document)
        until = ack.position(Stream.RECORDS)
        if station is None or until is None or ack.log != station.log:
            return
        self.times_ns += station.acknowledged(until.seq // BATCH_RECORDS, heard.at_ns)


def pack_bodies(now: datetime, seed: int) -> list[bytes]:
    source = PackSource(np.random.default_rng(seed))
    making = Making(lot=f"B{seed}", faulty_share=0.03)
    drawn = source.records(making, [(now, 0)] * DIFFERENT_PACKS)
    return [record_to_json(one).encode() for one in drawn]


def loaded(station: str, batches: int, bodies: Iterator[bytes]) -> LoadedStation:
    name = LogName(station, token_hex(8), Stream.RECORDS)
    return LoadedStation(station, name.log, list(payloads(name, batches, bodies)))


def payloads(name: LogName, batches: int, bodies: Iterator[bytes]) -> Iterator[bytes]:
    after = BEGIN
    for number in range(batches):
        first = Position(1, 1 + number * BATCH_RECORDS)
        entries = [next(bodies) for _ in range(BATCH_RECORDS)]
        yield written(Batch(name, after, first, entries))
        after = Position(1, first.seq + BATCH_RECORDS - 1)
