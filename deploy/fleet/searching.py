"""Finds records and events among all that every station ever sent, the newest first.

A page says where the next one begins, by what it ends with and not by a count: page 1,000 is as
quick as page 1, and what arrives meanwhile moves nothing. Every question that a filter can ask goes
by an index; which one, the tests look up in the database's own plan. Sums are in `summaries`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple, Self

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    TextClause,
    and_,
    desc,
    exists,
    false,
    literal,
    or_,
    select,
)
from sqlalchemy import tuple_ as together

from deploy.fleet.database import reading
from deploy.fleet.tables import NOT_PLAIN, defects, events, records, stations
from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.core.packs import Action, Outcome, Verdict

MOST_OF_A_PAGE: Final = 1_000
USUAL: Final = frozenset({Verdict.OK, Outcome.PASSED, Action.PASS})


class EntryKey(NamedTuple):
    """Names one record (or one event) of the centre."""

    log_id: int
    boot: int
    seq: int

    def __str__(self) -> str:
        return "-".join(map(str, self))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """InvalidInput unless three numbers with "-" between them."""
        try:
            log_id, boot, seq = map(int, text.split("-"))
        except ValueError as error:
            raise InvalidInput(f"{text!r} names no record; it is like 3-12-1024") from error
        return cls(log_id, boot, seq)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a record must be; None asks for nothing."""

    lot: str | None = None
    station: str | None = None
    """site/line/station."""
    recipe: str | None = None
    verdict: str | None = None
    outcome: str | None = None
    decision: str | None = None
    late: bool | None = None
    reason: str | None = None
    """Of any check, or of the pack."""
    check: str | None = None
    """With something said against the pack; empty: the pack's own."""
    seen_from: datetime | None = None
    seen_before: datetime | None = None

    @property
    def is_of_few(self) -> bool:
        """No plain record is like this."""
        said = (self.verdict, self.outcome, self.decision)
        return bool(self.late) or any(one is not None and one not in USUAL for one in said)

    @property
    def is_of_defects(self) -> bool:
        return self.reason is not None or self.check is not None


class Place(NamedTuple):
    """In the order of a page; where the next page goes on."""

    seen_at: datetime
    key: EntryKey


@dataclass(frozen=True, slots=True)
class FoundRecord:
    key: EntryKey
    station: str
    pack_no: int
    seen_at: datetime
    stored_at: datetime
    recipe: str
    recipe_hash: str
    lot: str | None
    verdict: str
    score: float | None
    decision: str
    level: str
    outcome: str
    late: bool
    latency_ms: float | None
    software: str
    bundle_sha256: str
    body: str
    """The whole record, JSON, as its station wrote it."""

    @property
    def place(self) -> Place:
        return Place(self.seen_at, self.key)


@dataclass(frozen=True, slots=True)
class RecordPage:
    records: tuple[FoundRecord, ...]
    later: Place | None
    """Where the next, older page goes on; None: this is the last."""


@dataclass(frozen=True, slots=True)
class FoundEvent:
    key: EntryKey
    station: str
    at: datetime
    kind: str
    body: str
    """JSON: when, which kind, and what."""


Condition = ColumnElement[bool] | TextClause
KEY: Final = (records.c.log_id, records.c.boot, records.c.seq)
SHOWN: Final = (
    *(records.c.pack_no, records.c.seen_at, records.c.stored_at, records.c.recipe),
    *(records.c.recipe_hash, records.c.lot, records.c.verdict, records.c.score),
    *(records.c.decision, records.c.level, records.c.outcome, records.c.late),
    *(records.c.latency_ms, records.c.software, records.c.bundle_sha256, records.c.body),
)


def find_records(
    engine: Engine, wanted: Wanted, limit: int, before: Place | None = None
) -> RecordPage:
    """At most `limit` (up to MOST_OF_A_PAGE) that come after `before`, the newest first.

    NotFound for a station that never sent anything.
    """
    if not 1 <= limit <= MOST_OF_A_PAGE:
        raise InvalidInput(f"a page has 1 to {MOST_OF_A_PAGE} records, not {limit}")
    with reading(engine) as connection:
        station_id = None if wanted.station is None else station_id_of(connection, wanted.station)
        query = records_query(wanted, station_id, before).limit(limit + 1)
        found = [found_record(row) for row in connection.execute(query)]
    page = tuple(found[:limit])
    return RecordPage(page, page[-1].place if len(found) > limit else None)


def record(engine: Engine, key: EntryKey) -> FoundRecord:
    """NotFound where there is none of this name, or none any more."""
    query = shown_records().where(*(column == one for column, one in zip(KEY, key, strict=True)))
    with reading(engine) as connection:
        row = connection.execute(query).first()
    if row is None:
        raise NotFound(f"there is no record {key}; it may have been archived")
    return found_record(row)


def find_events(
    engine: Engine,
    limit: int,
    station: str | None = None,
    kind: str | None = None,
    before: Place | None = None,
) -> tuple[FoundEvent, ...]:
    """The newest first; the next page goes on before the last one's (at, key)."""
    key = (events.c.log_id, events.c.boot, events.c.seq)
    shown = (stations.c.name, events.c.at, events.c.kind, events.c.body)
    query = select(*key, *shown).join_from(events, stations)
    query = query.order_by(desc(events.c.at), *map(desc, key)).limit(limit)
    if before is not None:
        query = query.where(is_before(events.c.at, key, before))
    if kind is not None:
        query = query.where(events.c.kind == kind)
    with reading(engine) as connection:
        if station is not None:
            query = query.where(events.c.station_id == station_id_of(connection, station))
        rows = connection.execute(query).all()
    return tuple(FoundEvent(EntryKey(*row[:3]), *row[3:]) for row in rows)


def station_id_of(connection: Connection, station: str) -> int:
    query = select(stations.c.id).where(stations.c.name == station)
    found = connection.execute(query).scalar()
    if found is None:
        raise NotFound(f"no station {station} has ever sent anything to this centre")
    return int(found)


def shown_records() -> Select[Any]:
    return select(*KEY, stations.c.name, *SHOWN).join_from(records, stations)


def found_record(row: Any) -> FoundRecord:
    return FoundRecord(EntryKey(*row[:3]), *row[3:])


def records_query(wanted: Wanted, station_id: int | None, before: Place | None) -> Select[Any]:
    """Where a reason or a check is asked for, the few rows of defects lead to the records."""
    query = shown_records()
    if not wanted.is_of_defects:
        conditions = conditions_of(wanted, station_id)
        query = query.where(*conditions).order_by(desc(records.c.seen_at), *map(desc, KEY))
        return query if before is None else query.where(is_before(records.c.seen_at, KEY, before))
    same = and_(*(defects.c[column.name] == column for column in KEY))
    own = tuple(defects.c[column.name] for column in KEY)
    query = query.join(defects, same).where(*defect_conditions(wanted, station_id))
    query = query.where(*rest_of(wanted)).order_by(desc(defects.c.seen_at), *map(desc, own))
    return query if before is None else query.where(is_before(defects.c.seen_at, own, before))


def conditions_of(wanted: Wanted, station_id: int | None) -> list[Condition]:
    asked = {
        records.c.lot: wanted.lot,
        records.c.station_id: station_id,
        records.c.recipe: wanted.recipe,
    }
    equal = [column == value for column, value in asked.items() if value is not None]
    return [*equal, *rest_of(wanted), *in_time(records.c.seen_at, wanted)]


def rest_of(wanted: Wanted) -> list[Condition]:
    """What only a record itself knows."""
    asked = {
        records.c.verdict: wanted.verdict,
        records.c.outcome: wanted.outcome,
        records.c.decision: wanted.decision,
        records.c.late: wanted.late,
    }
    equal: list[Condition] = [
        column == value for column, value in asked.items() if value is not None
    ]
    few: list[Condition] = [NOT_PLAIN, records.c.plain == false()]
    return [*equal, *few] if wanted.is_of_few else equal


def defect_conditions(wanted: Wanted, station_id: int | None) -> list[ColumnElement[bool]]:
    """One row of each record: the first of those that fit."""
    asked = {
        "reason": wanted.reason,
        "check_name": wanted.check,
        "lot": wanted.lot,
        "station_id": station_id,
    }
    equal = [defects.c[name] == value for name, value in asked.items() if value is not None]
    if wanted.recipe is not None:
        equal.append(records.c.recipe == wanted.recipe)
    return [*equal, *in_time(defects.c.seen_at, wanted), is_first(wanted)]


def is_first(wanted: Wanted) -> ColumnElement[bool]:
    """No earlier row of the same record fits as well."""
    other = defects.alias("earlier")
    same = [other.c[column.name] == defects.c[column.name] for column in KEY]
    fits = [
        other.c[name] == value
        for name, value in (("reason", wanted.reason), ("check_name", wanted.check))
        if value is not None
    ]
    earlier = or_(
        other.c.check_name < defects.c.check_name,
        and_(other.c.check_name == defects.c.check_name, other.c.reason < defects.c.reason),
    )
    return ~exists().where(*same, *fits, earlier)


def in_time(seen_at: ColumnElement[datetime], wanted: Wanted) -> list[ColumnElement[bool]]:
    limits = []
    if wanted.seen_from is not None:
        limits.append(seen_at >= wanted.seen_from)
    if wanted.seen_before is not None:
        limits.append(seen_at < wanted.seen_before)
    return limits


def is_before(
    seen_at: ColumnElement[datetime], key: tuple[ColumnElement[int], ...], place: Place
) -> ColumnElement[bool]:
    """Said twice: the first lets an index begin in the right place."""
    within = together(*key) < together(*map(literal, place.key))
    return and_(
        seen_at <= place.seen_at,
        or_(seen_at < place.seen_at, and_(seen_at == place.seen_at, within)),
    )
