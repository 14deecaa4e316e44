"""What one centre takes on this computer: records per second, times to the commit, and scaling.

Everything is real: a broker, ingestors as processes, a database. With PostgreSQL two ingestors
share the subscription; with SQLite there is one, for it has one writer at a time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from sqlalchemy import Engine, func, select

from deploy.fleet.bench.cpu_share import held_to
from deploy.fleet.bench.ingestors import Ingestors, write_centre
from deploy.fleet.bench.load import BATCH_RECORDS, SITE, Load
from deploy.fleet.bench.searching_times import measure
from deploy.fleet.database import opened, reading
from deploy.fleet.tables import logs, records, stations
from edge_agent.core.errors import Conflict, NotFound
from hardware.interfaces import Clock
from simulators.broker import Broker, BrokerKind, installed

STATIONS: Final = 200
SHARE: Final = 0.2
"""Of one core, for each ingestor that is limited."""
MOST_PER_S: Final = 12_000
"""Records that a measurement has ready; a centre that takes more shows less than it can."""
RATES_PER_S: Final = {"sqlite": 2_000, "postgresql": 5_000}
"""At which times are measured: what such a centre must take."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What is asked for."""

    url: str | None
    """Of a database that is there for this; None: SQLite in the folder."""
    seconds: float
    """Of each measurement."""
    stations: int = STATIONS
    records: int = 0
    """So many are made, and searched, in place of all other measurements."""

    def run(self, folder: Path, clock: Clock, tell: Callable[[str], None]) -> dict[str, Any]:
        """The document of `packwarden fleet bench`. NotFound without mosquitto; Conflict where the
        database holds records of real stations."""
        if self.records:
            return self.search(folder, clock, tell)
        if installed() is not BrokerKind.MOSQUITTO:
            raise NotFound("fleet bench needs mosquitto; install it: apt-get install mosquitto")
        url = self.url or f"sqlite:///{folder / 'centre.db'}"
        with (
            Broker(folder, clock, BrokerKind.MOSQUITTO) as broker,
            opened(url, clock.wall()) as engine,
        ):
            write_centre(folder, url, broker.settings)
            refuse_others(engine)
            work = Work(self, folder, broker, engine, clock, tell)
            return work.embedded() if engine.dialect.name == "sqlite" else work.shared()

    def search(self, folder: Path, clock: Clock, tell: Callable[[str], None]) -> dict[str, Any]:
        with opened(self.url or f"sqlite:///{folder / 'centre.db'}", clock.wall()) as engine:
            refuse_others(engine)
            found = measure(engine, self.records, clock, tell)
            return {"database": engine.dialect.name, **found}


@dataclass
class Work:
    """One run."""

    bench: Bench
    folder: Path
    broker: Broker
    engine: Engine
    clock: Clock
    tell: Callable[[str], None]
    loads: int = 0

    def embedded(self) -> dict[str, Any]:
        one = self.pressed(1)
        return {**self.about(1), "records_per_s": one, **self.flowed(1)}

    def shared(self) -> dict[str, Any]:
        unlimited = {str(count): self.pressed(count) for count in (1, 2)}
        limited, how = {}, ""
        for count in (1, 2):
            limited[str(count)], how = self.held(count)
        return {
            **self.about(2),
            "records_per_s": max(unlimited.values()),
            **self.flowed(2),
            "scaling": {
                "unlimited": {**unlimited, "ratio": ratio(unlimited)},
                "limited": {**limited, "ratio": ratio(limited), "share": SHARE, "by": how},
            },
            "one_of_two_killed": self.killed(),
        }

    def about(self, ingestors: int) -> dict[str, Any]:
        return {
            "database": self.engine.dialect.name,
            "broker": self.broker.kind.value,
            "stations": self.bench.stations,
            "ingestors": ingestors,
            "batch_records": BATCH_RECORDS,
        }

    def pressed(self, ingestors: int) -> float:
        self.tell(f"{ingestors} ingestor(s), as fast as they can")
        with self.load() as load, self.ingestors(ingestors):
            return round(load.press(self.bench.seconds), 1)

    def held(self, ingestors: int) -> tuple[float, str]:
        self.tell(f"{ingestors} ingestor(s), {SHARE:.0%} of a core each")
        with (
            self.load() as load,
            self.ingestors(ingestors) as working,
            held_to(SHARE, working.pids) as how,
        ):
            return round(load.press(self.bench.seconds), 1), how

    def flowed(self, ingestors: int) -> dict[str, Any]:
        """Times at the rate that must be held, and what became of every record."""
        rate_per_s = RATES_PER_S[self.engine.dialect.name]
        self.tell(f"{rate_per_s} records/s for {self.bench.seconds:g} s")
        with self.load() as load, self.ingestors(ingestors) as working:
            load.flow(self.bench.seconds / 3, rate_per_s)
            begin_mb = working.resident_mb()
            load.times_ns.clear()
            load.flow(self.bench.seconds, rate_per_s)
            end_mb = working.resident_mb()
            load.drain()
            times_ms = np.array(load.times_ns) / 1e6
            return {
                "at": {
                    "records_per_s": rate_per_s,
                    "publish_to_ack_ms": {
                        f"p{rank}": round(float(np.percentile(times_ms, rank)), 1)
                        for rank in (50, 99)
                    },
                    "resident_mb": {"begin": begin_mb, "end": end_mb},
                    **self.fate(load),
                }
            }

    def killed(self) -> dict[str, Any]:
        """One of two dies amid the load."""
        self.tell("2 ingestors, of which one is killed")
        with self.load() as load, self.ingestors(2) as working:
            load.press(self.bench.seconds / 2)
            working.kill_one()
            load.press(self.bench.seconds / 2)
            load.drain()
            return self.fate(load)

    def fate(self, load: Load) -> dict[str, int]:
        """Different records at the centre, and how many times more they are there."""
        stored, different = counted(self.engine, load)
        sent = load.sent_records
        return {
            "sent": sent,
            "lost": sent - different,
            "duplicates": stored - different,
            "sent_again": load.sent_again,
        }

    @contextmanager
    def load(self) -> Iterator[Load]:
        self.loads += 1
        longest_s = 1.4 * self.bench.seconds
        batches = int(longest_s * MOST_PER_S / BATCH_RECORDS / self.bench.stations) + 1
        load = Load(self.bench.stations, batches, self.broker.settings, self.clock, self.loads)
        load.begin()
        try:
            yield load
        finally:
            load.end()

    @contextmanager
    def ingestors(self, count: int) -> Iterator[Ingestors]:
        working = Ingestors(self.folder, count, is_shared=count > 1)
        try:
            working.wait_until_ready(self.engine, self.clock)
            yield working
        finally:
            working.stop()


def ratio(per_s: dict[str, float]) -> float | None:
    """None where one alone was too slow to be measured."""
    return round(per_s["2"] / per_s["1"], 2) if per_s["1"] > 0 else None


def counted(engine: Engine, load: Load) -> tuple[int, int]:
    """Rows of these logs, and different packs among them."""
    names = [one.log for one in load.stations.values()]
    of_load = select(logs.c.id).where(logs.c.log.in_(names))
    ours = records.c.log_id.in_(of_load)
    places = select(records.c.log_id, records.c.boot, records.c.seq).where(ours).distinct()
    with reading(engine) as connection:
        rows = connection.execute(select(func.count()).select_from(records).where(ours))
        different = connection.execute(select(func.count()).select_from(places.subquery()))
        return int(rows.scalar_one()), int(different.scalar_one())


def refuse_others(engine: Engine) -> None:
    """Conflict where the database was not made for this."""
    others = select(stations.c.name).where(~stations.c.name.startswith(f"{SITE}/")).limit(1)
    with reading(engine) as connection:
        found = connection.execute(others).scalar()
    if found is not None:
        raise Conflict(f"this database has records of {found}; name one made for measuring")
