"""A fleet in one folder: a broker, a centre, and simulated stations that send to it for a while."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any, Final

import numpy as np
from sqlalchemy import Engine, func, select

from deploy.fleet.database import opened, reading
from deploy.fleet.demo.before import live_logs
from deploy.fleet.demo.disks import allow_files, stations_folder
from deploy.fleet.demo.links import Links
from deploy.fleet.demo.stations import SimulatedStation, StationPlan, plans
from deploy.fleet.demo.watched import watched
from deploy.fleet.ingest import Ingest
from deploy.fleet.listening import Listening, ear
from deploy.fleet.tables import records
from edge_agent.core.errors import Unreachable
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted
from hardware.interfaces import Clock
from hardware.mqtt_link import MqttLink
from simulators.broker import Broker

TURN_NS: Final = 25_000_000
TURNS: Final = 10
"""Until every station had its own: four times a second, as a station's uplink gathers records."""
REST_NS: Final = 5_000_000
LONGEST_DRAIN_NS: Final = 60_000_000_000
NS_PER_S: Final = 1_000_000_000
ROWS_AT_ONCE: Final = 10_000
PERCENTILES: Final = {"p50": 50, "p99": 99, "max": 100}


@dataclass(frozen=True, slots=True)
class FleetShow:
    """What is asked for."""

    stations: int
    seconds: float
    packs_per_s: float
    seed: int = 1
    packs_before: int = 0
    """Of each station, written before the show begins: what is usual. With 0 nothing is watched."""

    def run(self, folder: Path, clock: Clock, tell: Callable[[str], None]) -> dict[str, Any]:
        """The document of `packwarden fleet demo`. Unreachable where the records do not arrive."""
        key, now = SigningKey.fresh(), clock.wall()
        trust = Trust((as_trusted(key, Owner.CENTRE, "centre", now),))
        allow_files(self.stations)
        planned = list(plans(self.stations, self.packs_per_s, self.seed))
        packs = round(self.stations * self.packs_per_s * self.seconds)
        with (
            Broker(folder, clock) as broker,
            opened(f"sqlite:///{folder / 'centre.db'}", now) as engine,
            self.heard(broker, clock) as post,
            ingesting(Listening(Ingest(engine), post, key, clock), clock) as listening,
            stations_folder(folder, self.stations, packs) as own,
            stations_of(planned, own, broker, trust, clock) as fleet,
            watched(planned, self.packs_before, engine, clock, tell) as told,
        ):
            tell(f"{len(fleet)} stations, a {broker.kind.value} broker and a centre")
            self.turn(fleet, clock)
            drain(fleet, clock)
            return document(fleet, engine, listening) | told()

    @contextmanager
    def heard(self, broker: Broker, clock: Clock) -> Iterator[MqttLink]:
        """What the centre hears of this broker."""
        post = ear(broker.settings, clock, Random(self.seed))
        post.start()
        try:
            yield post
        finally:
            post.stop()

    def turn(self, fleet: list[SimulatedStation], clock: Clock) -> None:
        """Each station in its turn, so that not all of them write and send at the same moment."""
        for station in fleet:
            station.begin()
        end_ns = clock.now_ns() + round(self.seconds * NS_PER_S)
        for turn in count():
            now_ns = clock.now_ns()
            if now_ns >= end_ns:
                break
            for station in fleet[turn % TURNS :: TURNS]:
                station.work()
                station.send()
            clock.sleep_until_ns(now_ns + TURN_NS)
        for station in fleet:
            station.work()


@contextmanager
def stations_of(
    planned: Sequence[StationPlan], folder: Path, broker: Broker, trust: Trust, clock: Clock
) -> Iterator[list[SimulatedStation]]:
    """Each with a folder and a link of its own."""
    with ExitStack() as open_now:
        links = Links([plan.name for plan in planned], broker.settings, clock)
        open_now.callback(links.stop)
        stations = (
            SimulatedStation(plan, folder / str(number), links.posts[plan.name], trust, clock)
            for number, plan in enumerate(planned)
        )
        yield [open_now.enter_context(closing(station)) for station in stations]


def drain(fleet: list[SimulatedStation], clock: Clock) -> None:
    """Until all has arrived."""
    end_ns = clock.now_ns() + LONGEST_DRAIN_NS
    while missing := [one for one in fleet if not one.has_arrived]:
        now_ns = clock.now_ns()
        if now_ns > end_ns:
            raise Unreachable(f"the records of {missing[0].plan.name} do not arrive")
        for station in missing:
            station.send()
        clock.sleep_until_ns(now_ns + TURN_NS)


@contextmanager
def ingesting(listening: Listening, clock: Clock) -> Iterator[Listening]:
    """In a thread of its own."""
    ends = Event()

    def work() -> None:
        while not ends.is_set():
            if not listening.step():
                clock.sleep_until_ns(clock.now_ns() + REST_NS)

    thread = Thread(target=work, name="ingest")
    thread.start()
    try:
        yield listening
    finally:
        ends.set()
        thread.join()


def document(fleet: list[SimulatedStation], engine: Engine, listening: Listening) -> dict[str, Any]:
    sent = sum(one.written for one in fleet)
    stored, different = counted(engine)
    return {
        "stations": len(fleet),
        "sent": sent,
        "stored": stored,
        "lost": sent - different,
        "duplicates": stored - different,
        "sent_again": listening.sums.again,
        "dead_letters": listening.sums.dead,
        "lag_ms": lag_ms(engine),
    }


def counted(engine: Engine) -> tuple[int, int]:
    """Rows, and different packs among them: a pack that was stored twice shows here."""
    live = records.c.log_id.in_(live_logs())
    packs = select(records.c.station_id, records.c.pack_no).where(live).distinct().subquery()
    with reading(engine) as connection:
        count_live = select(func.count()).select_from(records).where(live)
        rows = connection.execute(count_live).scalar_one()
        different = connection.execute(select(func.count()).select_from(packs)).scalar_one()
    return int(rows), int(different)


def lag_ms(engine: Engine) -> dict[str, float]:
    """From the photo-eye to the centre's row."""
    of_show = records.c.log_id.in_(live_logs())
    query = select(records.c.seen_at, records.c.stored_at).where(of_show)
    with reading(engine) as connection:
        rows = connection.execute(query).yield_per(ROWS_AT_ONCE)
        lags = np.fromiter((milliseconds(seen, stored) for seen, stored in rows), dtype=float)
    if not lags.size:
        return {}
    return {name: round(float(np.percentile(lags, rank)), 1) for name, rank in PERCENTILES.items()}


def milliseconds(begin: datetime, end: datetime) -> float:
    return (end - begin).total_seconds() * 1e3
