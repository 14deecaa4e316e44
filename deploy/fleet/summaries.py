"""What lots, stations and kinds of defects add up to, and what runs where: from sums, not records.

Sums are of whole hours of UTC, and stay when records go to the archive.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Engine, Row, Table, desc, func, select

from deploy.fleet.database import reading
from deploy.fleet.searching import station_id_of
from deploy.fleet.tables import defect_tallies, lots, records, stations, tallies, versions
from deploy.fleet.tallies import hour_of
from edge_agent.core.errors import NotFound
from edge_agent.core.packs import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Of which packs; None asks for nothing. Hours are those that begin in [from, before)."""

    lot: str | None = None
    """Empty: packs whose order named none."""
    station: str | None = None
    site: str | None = None
    """Of all its stations."""
    recipe: str | None = None
    hour_from: datetime | None = None
    hour_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    packs: int
    verdicts: Mapping[str, int]
    outcomes: Mapping[str, int]
    late: int


@dataclass(frozen=True, slots=True)
class HourSums:
    begins: datetime
    sums: Sums


@dataclass(frozen=True, slots=True)
class PartSums:
    """Of a part of the whole: a station of a lot, or a lot at a station."""

    name: str
    recipes: tuple[str, ...]
    first_hour: datetime
    last_hour: datetime
    sums: Sums


@dataclass(frozen=True, slots=True)
class LotSummary:
    lot: str
    sums: Sums
    stations: tuple[PartSums, ...]
    hours: tuple[HourSums, ...]


@dataclass(frozen=True, slots=True)
class StationSummary:
    station: str
    first_heard: datetime
    last_heard: datetime
    sums: Sums
    lots: tuple[PartSums, ...]
    """The latest first."""
    hours: tuple[HourSums, ...]


@dataclass(frozen=True, slots=True)
class LotSeen:
    lot: str
    packs: int
    stations: int
    first_hour: datetime
    last_hour: datetime


@dataclass(frozen=True, slots=True)
class DefectSums:
    """One bar of a Pareto chart."""

    check: str
    """Empty for what no check of the pack explains."""
    reason: str
    """Empty where the check's score alone decided."""
    not_ok: int
    unsure: int
    share_so_far: float
    """Of everything that was said against packs: this and what is more frequent."""

    @property
    def packs(self) -> int:
        return self.not_ok + self.unsure


@dataclass(frozen=True, slots=True)
class VersionRun:
    """What looked at packs of a station: a software, a bundle, a recipe, settings."""

    station: str
    software: str
    bundle_sha256: str
    recipe: str
    recipe_hash: str
    settings_hash: str
    first_seen: datetime
    """Of all packs that it ever looked at."""
    last_seen: datetime
    packs: int
    since: datetime | None
    """Where it is what the station's latest pack was looked at by: since when without a break."""


SAID: Final = (tallies.c.verdict, tallies.c.outcome, tallies.c.late)
PACKS: Final = func.sum(tallies.c.packs).label("packs")


def lot_summary(engine: Engine, lot: str) -> LotSummary:
    """NotFound for a lot of which no pack was ever seen."""
    with reading(engine) as connection:
        rows = part_rows(connection, Scope(lot=lot), stations.c.name)
        hours = hour_sums(connection, Scope(lot=lot))
    if not rows:
        raise NotFound(f"no pack of lot {lot} has come to this centre")
    return LotSummary(lot, sums_of(rows), parts_of(rows, "name"), hours)


def station_summary(
    engine: Engine,
    station: str,
    hour_from: datetime | None = None,
    hour_before: datetime | None = None,
) -> StationSummary:
    """NotFound for a station that never sent anything."""
    scope = Scope(station=station, hour_from=hour_from, hour_before=hour_before)
    query = select(stations.c.first_heard, stations.c.last_heard).where(stations.c.name == station)
    with reading(engine) as connection:
        rows = part_rows(connection, scope, tallies.c.lot)
        hours = hour_sums(connection, scope)
        first, last = connection.execute(query).one()
    made = sorted(parts_of(rows, "lot"), key=lambda one: one.last_hour, reverse=True)
    return StationSummary(station, first, last, sums_of(rows), tuple(made), hours)


def hourly(engine: Engine, scope: Scope) -> tuple[HourSums, ...]:
    """Hours in which no pack was seen lack."""
    with reading(engine) as connection:
        return hour_sums(connection, scope)


def lots_seen(engine: Engine, since: datetime, limit: int, begins: str = "") -> list[LotSeen]:
    """Those whose name begins so and that were seen since then, the latest first."""
    last = func.max(lots.c.last_seen)
    late = select(lots.c.lot).where(lots.c.last_seen >= since)
    if begins:
        late = late.where(lots.c.lot.startswith(begins, autoescape=True))
    sums = (func.sum(lots.c.packs), func.count(), func.min(lots.c.first_seen), last)
    query = (
        select(lots.c.lot, *sums)
        .where(lots.c.lot.in_(late))
        .group_by(lots.c.lot)
        .order_by(desc(last), lots.c.lot)
        .limit(limit)
    )
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    return [
        LotSeen(lot, int(packs), made_by, hour_of(first), hour_of(last))
        for lot, packs, made_by, first, last in rows
    ]


def defects(engine: Engine, scope: Scope) -> tuple[DefectSums, ...]:
    """The most frequent first; of equally frequent ones by name."""
    table = defect_tallies
    kinds = (table.c.check_name, table.c.reason, table.c.verdict)
    query = select(*kinds, func.sum(table.c.packs)).group_by(*kinds)
    packs: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    with reading(engine) as connection:
        query = query.where(*conditions_of(connection, table, scope))
        for check, reason, verdict, count in connection.execute(query):
            packs[check, reason][verdict] += int(count)
    return pareto(packs)


def pareto(packs: Mapping[tuple[str, str], Counter[str]]) -> tuple[DefectSums, ...]:
    total, so_far, told = sum(said.total() for said in packs.values()), 0, []
    for (check, reason), said in sorted(packs.items(), key=lambda one: (-one[1].total(), one[0])):
        so_far += said.total()
        unsure = said[Verdict.UNSURE]
        told.append(DefectSums(check, reason, said.total() - unsure, unsure, so_far / total))
    return tuple(told)


def version_runs(engine: Engine, station: str | None = None) -> tuple[VersionRun, ...]:
    """By station, the one that was used last first."""
    query = (
        select(stations.c.id, stations.c.name, *versions.c)
        .join_from(versions, stations)
        .order_by(stations.c.name, desc(versions.c.last_seen), desc(versions.c.first_seen))
    )
    if station is not None:
        query = query.where(stations.c.name == station)
    with reading(engine) as connection:
        rows = connection.execute(query).all()
        since: dict[int, datetime] = {}
        for number, of_station in grouped(rows, "id"):
            since[number] = since_when(connection, of_station)
    told, current = [], set()
    for row in rows:
        is_current = row.id not in current
        current.add(row.id)
        told.append(version_run(row, since[row.id] if is_current else None))
    return tuple(told)


def version_run(row: Row[Any], since: datetime | None) -> VersionRun:
    return VersionRun(
        *(row.name, row.software, row.bundle_sha256, row.recipe, row.recipe_hash),
        *(row.settings_hash, row.first_seen, row.last_seen, int(row.packs), since),
    )


def since_when(connection: Connection, runs: list[Row[Any]]) -> datetime:
    """Since the first pack after the last that something else looked at; where such records went
    to the archive, since the earliest that is known."""
    newest, others = runs[0], runs[1:]
    if not others or others[0].last_seen < newest.first_seen:
        return newest.first_seen  # type: ignore[no-any-return]  # a column of the row
    of_station = records.c.station_id == newest.id
    later = records.c.seen_at > others[0].last_seen
    query = select(func.min(records.c.seen_at)).where(of_station, later)
    found: datetime | None = connection.execute(query).scalar()
    return found or newest.last_seen


def part_rows(connection: Connection, scope: Scope, part: ColumnElement[str]) -> list[Row[Any]]:
    """One per part, recipe, verdict, outcome and late."""
    keys = (part, tallies.c.recipe, *SAID)
    hours = func.min(tallies.c.hour).label("first"), func.max(tallies.c.hour).label("last")
    query = select(*keys, *hours, PACKS).join_from(tallies, stations).group_by(*keys)
    return list(connection.execute(query.where(*conditions_of(connection, tallies, scope))))


def hour_sums(connection: Connection, scope: Scope) -> tuple[HourSums, ...]:
    keys = (tallies.c.hour, *SAID)
    query = select(*keys, PACKS).group_by(*keys)
    rows = connection.execute(query.where(*conditions_of(connection, tallies, scope)))
    return tuple(HourSums(hour, sums_of(of_hour)) for hour, of_hour in grouped(rows, "hour"))


def conditions_of(connection: Connection, table: Table, scope: Scope) -> list[ColumnElement[bool]]:
    """NotFound for a station that never sent anything."""
    asked = {"lot": scope.lot, "recipe": scope.recipe}
    wanted = [table.c[name] == value for name, value in asked.items() if value is not None]
    if scope.station is not None:
        wanted.append(table.c.station_id == station_id_of(connection, scope.station))
    if scope.site is not None:
        of_site = stations.c.name.startswith(f"{scope.site}/", autoescape=True)
        wanted.append(table.c.station_id.in_(select(stations.c.id).where(of_site)))
    if scope.hour_from is not None:
        wanted.append(table.c.hour >= scope.hour_from)
    if scope.hour_before is not None:
        wanted.append(table.c.hour < scope.hour_before)
    return wanted


def sums_of(rows: Iterable[Row[Any]]) -> Sums:
    verdicts: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    late = 0
    for row in rows:
        packs = int(row.packs)
        verdicts[row.verdict] += packs
        outcomes[row.outcome] += packs
        late += packs if row.late else 0
    return Sums(verdicts.total(), dict(verdicts), dict(outcomes), late)


def parts_of(rows: Iterable[Row[Any]], name: str) -> tuple[PartSums, ...]:
    """By the column of this name."""
    return tuple(
        PartSums(
            part,
            tuple(sorted({row.recipe for row in of_part})),
            min(row.first for row in of_part),
            max(row.last for row in of_part),
            sums_of(of_part),
        )
        for part, of_part in grouped(rows, name)
    )


def grouped(rows: Iterable[Row[Any]], name: str) -> list[tuple[Any, list[Row[Any]]]]:
    groups: dict[Any, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return sorted(groups.items())
