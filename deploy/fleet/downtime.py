"""When stations did not run, and why: out of what their logs say of PackML states and of starts.

A station runs while it executes. Between two changes that name no new cause the old one goes on;
what a line that died without a word had last told stands until its next start.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Engine, Select, desc, select

from deploy.fleet.database import reading
from deploy.fleet.searching import station_id_of
from deploy.fleet.tables import events, stations
from edge_agent.core.line_events import ENDED, PACKML_CHANGED, STARTED
from edge_agent.core.packml.words import PackmlState

KINDS: Final = (PACKML_CHANGED, STARTED, ENDED)
RUNS: Final = PackmlState.EXECUTE.name.lower()
NOT_STARTED: Final = "not_started"
LINE_ENDED: Final = "line_ended"
MOST_EVENTS: Final = 20_000
"""Of one question: some weeks of a station that stops every minute."""
MOST_BEFORE: Final = 20
"""Changes of a stop that began before the time, of which the first names the cause."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event that says something of running."""

    station: str
    at: datetime
    kind: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stop:
    """A stretch without running, for one cause."""

    station: str
    began_at: datetime
    ended_at: datetime | None
    """None: it goes on."""
    state: str
    """Of PackML, in small letters: held, suspended, aborted, stopped, …"""
    cause: str
    """A word of `StopReason` in small letters, line_ended, or not_started."""
    why: str | None
    """In detail, as the station said it."""

    def lasted_s(self, now: datetime) -> float:
        return ((self.ended_at or now) - self.began_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Stops:
    stops: tuple[Stop, ...]
    """The latest first."""
    is_whole: bool
    """False where more happened than one answer tells; ask for a shorter time."""


def stops_between(
    engine: Engine, begin: datetime, end: datetime, station: str | None = None
) -> Stops:
    """Those that touch [begin, end), as they are known now: none is cut at its borders.

    NotFound for a station that never sent anything.
    """
    with reading(engine) as connection:
        wanted = asked_stations(connection, station)
        before = [
            told for number, name in wanted for told in last_before(connection, number, name, begin)
        ]
        query = events_query().where(events.c.at >= begin, events.c.at < end)
        query = query.where(events.c.station_id.in_([number for number, _ in wanted]))
        rows = connection.execute(query.order_by(events.c.at, *KEY).limit(MOST_EVENTS + 1)).all()
    told = [*before, *map(told_in, rows[:MOST_EVENTS])]
    found = [stop for _, of_one in by_station(told) for stop in stops_of(of_one)]
    touching = [stop for stop in found if stop.ended_at is None or stop.ended_at > begin]
    newest_first = sorted(touching, key=lambda stop: (stop.began_at, stop.station), reverse=True)
    return Stops(tuple(newest_first), len(rows) <= MOST_EVENTS)


def stops_of(told: Iterable[Told]) -> Iterator[Stop]:
    """Of one station, in the order of time."""
    now: Stop | None = None
    for one in told:
        after = follow(now, one)
        if now is not None and after is not now:
            yield replace(now, ended_at=one.at)
        now = after
    if now is not None:
        yield now


def follow(now: Stop | None, told: Told) -> Stop | None:
    """What is, after that: the same stop goes on, another one begins, or it runs."""
    state, cause = state_and_cause(told)
    if state == RUNS:
        return None
    if now is not None and cause in (None, now.cause):
        return now
    why = told.body.get("why")
    known = cause or state
    return Stop(told.station, told.at, None, state, known, None if why is None else str(why))


def state_and_cause(told: Told) -> tuple[str, str | None]:
    if told.kind == ENDED:
        return "stopped", LINE_ENDED
    if told.kind == STARTED:
        return "stopped", NOT_STARTED
    cause = told.body.get("cause")
    return str(told.body.get("to", "unknown")), None if cause is None else str(cause)


KEY: Final = (events.c.log_id, events.c.boot, events.c.seq)


def events_query() -> Select[Any]:
    shown = (stations.c.name, events.c.at, events.c.kind, events.c.body)
    return select(*shown).join_from(events, stations).where(events.c.kind.in_(KINDS))


def last_before(connection: Connection, number: int, name: str, begin: datetime) -> list[Told]:
    """What a station was doing when the time began, and how it came to that."""
    query = events_query().where(events.c.station_id == number, events.c.at < begin)
    newest = query.order_by(desc(events.c.at), *map(desc, KEY)).limit(MOST_BEFORE)
    return [told_in(row) for row in reversed(connection.execute(newest).all())]


def asked_stations(connection: Connection, station: str | None) -> list[tuple[int, str]]:
    if station is not None:
        return [(station_id_of(connection, station), station)]
    rows = connection.execute(select(stations.c.id, stations.c.name).order_by(stations.c.name))
    return [(int(row.id), row.name) for row in rows]


def told_in(row: Any) -> Told:
    """An event's body is the whole entry; what happened stands in its own body."""
    entry = json.loads(row.body)
    return Told(row.name, row.at, row.kind, entry.get("body", {}))


def by_station(told: Iterable[Told]) -> Iterator[tuple[str, list[Told]]]:
    groups: dict[str, list[Told]] = {}
    for one in told:
        groups.setdefault(one.station, []).append(one)
    yield from sorted(groups.items())
