"""The centre watches its fleet: reads what is new of each station's log, in the log's order.

    watching = Watching(engine, clock)
    while …:
        watching.step()

Rules
- A log is read only as far as it is there without a gap, by whole portions: what is found is a
  function of the log, whenever it came and however often this was killed.
- A step is bounded, and so is what it holds in memory.
- A station of which what is known is damaged is not watched, and that is told; the others are.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, select

from deploy.fleet.database import reading
from deploy.fleet.pulses.beating import Pulse
from deploy.fleet.states.tables import station_states
from deploy.fleet.watching.happenings import Told, happened, heard, waited
from deploy.fleet.watching.keeping import Held, held, keep, profile_of
from deploy.fleet.watching.log_reading import (
    MOST_ROWS,
    Reach,
    event_rows,
    happening,
    packs_in,
    reaches,
    record_rows,
)
from deploy.fleet.watching.material import look_for_material
from deploy.fleet.watching.portions import Portion, portions_of
from deploy.fleet.watching.sharing import PART, RENEWED, renewed
from deploy.fleet.watching.station import watched
from edge_agent.core.errors import InvalidInput
from edge_agent.core.telemetry.streams import Stream
from hardware.interfaces import Clock

MOST_IN_STEP: Final = 10_000
"""Records and events, but for the last station's."""
STANDING: Final = frozenset({"held", "no_line"})
"""Modes in which no record is expected."""
BEGIN: Final = (0, 0)


class Watching:
    """One of any number of watchers; used by one thread."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine, self.clock = engine, clock
        self.pulse = Pulse(engine, PART, clock)
        self.since_s = clock.wall().timestamp()
        self.renewed_at: datetime | None = None
        self.held: dict[int, Held] = {}
        """By station: those that are watched here."""
        self.looked: dict[str, tuple[int, int]] = {}
        """By log and stream: nothing more can be taken in up to there."""
        self.taken = self.served = 0
        self.trouble: str | None = None
        """Why a station is not watched, as it was found last."""

    def step(self) -> int:
        """How many records and events it has taken in. After DatabaseAway call it again: nothing
        is lost and nothing counted twice."""
        now, taken = self.clock.wall(), 0
        self.pulse.beat(self.trouble, {"taken": self.taken, "stations": len(self.held)})
        if self.renewed_at is None or now - self.renewed_at >= RENEWED:
            self.renew(now)
        with reading(self.engine) as connection:
            for one in self.news(connection):
                if taken >= MOST_IN_STEP:
                    break
                taken += self.tried(connection, one)
                self.served = one.station_id
            self.wait(connection, now)
        self.keep(now)
        self.taken += taken
        return taken

    def renew(self, now: datetime) -> None:
        mine, self.renewed_at = renewed(self.engine, self.pulse.instance, now), now
        self.held = {one: self.held[one] for one in self.held.keys() & mine}
        self.trouble = None
        for new in mine - self.held.keys():
            self.hold(new)

    def hold(self, station_id: int) -> None:
        """As it stands in the database."""
        try:
            one = held(self.engine, station_id)
        except InvalidInput as error:
            self.give_up(station_id, error)
            return
        self.held[station_id] = one
        for key in [key for key in self.looked if key in one.memory.places]:
            del self.looked[key]

    def give_up(self, station_id: int, error: InvalidInput) -> None:
        """Until the next lease: somebody may have mended it."""
        self.held.pop(station_id, None)
        self.trouble = f"station {station_id} is not watched: {error}"

    def keep(self, now: datetime) -> None:
        """What another watcher has done meanwhile counts, and what was worked out here does not."""
        changed = [one for one in self.held.values() if one.is_changed]
        for lost in keep(self.engine, changed, now) if changed else ():
            self.hold(lost.station_id)

    def news(self, connection: Connection) -> Iterator[Reach]:
        """Beginning after the station that was served last, so that each has its turn."""
        found = reaches(connection)
        for one in sorted(found, key=lambda one: one.station_id <= self.served):
            if one.station_id in self.held and self.looked.get(one.key) != one.until:
                yield one

    def tried(self, connection: Connection, one: Reach) -> int:
        try:
            return self.take(connection, one)
        except InvalidInput as error:
            self.give_up(one.station_id, error)
            return 0

    def take(self, connection: Connection, one: Reach) -> int:
        station = self.held[one.station_id]
        after = station.memory.places.get(one.key, BEGIN)
        if one.stream is Stream.EVENTS:
            rows = event_rows(connection, one, after)
            last = self.take_events(station, rows)
        else:
            rows = record_rows(connection, one, after)
            last = self.take_records(connection, station, one, rows)
        if len(rows) < MOST_ROWS:
            self.looked[one.key] = one.until
        if last is None:
            return 0
        places = {**station.memory.places, one.key: last}
        station.memory = replace(station.memory, places=places)
        station.is_changed = True
        return sum((row.boot, row.seq) <= last for row in rows)

    def take_events(self, station: Held, rows: list[Row[Any]]) -> tuple[int, int] | None:
        """Up to where it has read; None where there is nothing."""
        for row in rows:
            told(station, happened(station.memory, happening(row)))
        return (rows[-1].boot, rows[-1].seq) if rows else None

    def take_records(
        self, connection: Connection, station: Held, one: Reach, rows: list[Row[Any]]
    ) -> tuple[int, int] | None:
        """Up to the end of the last whole portion; None where there is none.

        A rest waits for company, unless nobody can read what a whole step brings.
        """
        last = None
        for portion in portions_of(packs_in(one.log_id, rows)):
            take_portion(connection, station, portion)
            last = (portion.last.place.boot, portion.last.place.seq)
        if last is None:
            return (rows[-1].boot, rows[-1].seq) if len(rows) == MOST_ROWS else None
        look_for_material(connection, station)
        came = [row.stored_at for row in rows if (row.boot, row.seq) <= last]
        told(station, heard(station.memory, came[-1].timestamp()))
        return last

    def wait(self, connection: Connection, now: datetime) -> None:
        """Silence is news, unless a station says that it stands."""
        for station in self.held.values():
            silent = waited(station.memory, now.timestamp(), self.since_s)
            if silent.news and not stands(connection, station.station_id):
                told(station, silent)


def take_portion(connection: Connection, station: Held, portion: Portion) -> None:
    product = portion.first.product
    before = profile_of(connection, station, product)
    after = watched(station.memory, before, portion)
    station.memory, station.profiles[product] = after.memory, after.profile
    station.touched.add(product)
    station.tell(after.news)
    if after.profile.ended_day and before.day is not None:
        at = datetime.combine(before.day, time(), UTC)
        station.days.append((product, at, after.profile.ended_day))


def told(station: Held, one: Told) -> None:
    station.is_changed = station.is_changed or one.memory != station.memory
    station.memory = one.memory
    station.tell(one.news)


def stands(connection: Connection, station_id: int) -> bool:
    mine = station_states.c.station_id == station_id
    query = select(station_states.c.online, station_states.c.mode).where(mine)
    row = connection.execute(query).first()
    return row is not None and row.online and row.mode in STANDING
