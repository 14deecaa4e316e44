"""A centre's database that stations write to, and watchers that read it in virtual time."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, select

from deploy.fleet.demo.history import History
from deploy.fleet.ingest import Ingest
from deploy.fleet.watching.reading import StoredFinding, findings_of
from deploy.fleet.watching.tables import findings, watch_days
from deploy.fleet.watching.watching import Watching
from edge_agent.core.packs import Record
from edge_agent.core.telemetry.streams import Stream
from simulators.clock import START, VirtualClock
from tests.samples import NOON

NS_PER_S = 1_000_000_000
STATION = "plant-1/line-1/a"


def clock_at_noon() -> VirtualClock:
    clock = VirtualClock()
    clock.wall_offset = NOON - START
    return clock


class Centre:
    """What stations wrote is there at once."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.clock = engine, clock_at_noon()
        self.logs: dict[str, History] = {}

    def log(self, station: str = STATION) -> History:
        if station not in self.logs:
            name = f"{len(self.logs):016x}"
            self.logs[station] = History(Ingest(self.engine), station, name)
        return self.logs[station]

    def write(self, records: Sequence[Record], station: str = STATION) -> None:
        self.log(station).add_records(records, self.clock.wall())

    def tell(self, kind: str, body: Mapping[str, Any], station: str = STATION) -> None:
        event = {"at": self.clock.wall().isoformat(), "kind": kind, "body": body}
        now = self.clock.wall()
        self.log(station).add(Stream.EVENTS, [json.dumps(event).encode()], now)

    def watcher(self) -> Watching:
        return Watching(self.engine, self.clock)

    def later(self, seconds: float) -> None:
        self.clock.sleep_until_ns(self.clock.now_ns() + round(seconds * NS_PER_S))

    def found(self, station: str | None = None) -> list[StoredFinding]:
        """The oldest first."""
        with self.engine.connect() as connection:
            return findings_of(connection, station)[::-1]

    def told(self) -> list[tuple[Any, ...]]:
        """Every finding and day, without the ids that another database gives anew."""
        without = {"id", "station_id", "evidence"}
        kept: list[tuple[Any, ...]] = []
        with self.engine.connect() as connection:
            for table in (findings, watch_days):
                query = select(*(column for column in table.c if column.name not in without))
                kept.extend(tuple(row) for row in connection.execute(query).all())
        evidence = [[(one.boot, one.seq) for one in found.evidence] for found in self.found()]
        return [*sorted(kept, key=str), tuple(evidence)]


def emptied(watcher: Watching) -> int:
    """Steps until nothing is new; how many entries that were."""
    total = 0
    while taken := watcher.step():
        total += taken
    return total


def moved_on(watcher: Watching, centre: Centre) -> None:
    """Past the time at which leases are renewed."""
    centre.later(timedelta(seconds=11).total_seconds())
    watcher.step()
