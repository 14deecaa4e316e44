"""Packs whose pictures have come to the centre within the last days, and what speaks for each."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, Row, and_, desc, select

from deploy.fleet.feedback.values import AskedCheck
from deploy.fleet.pictures.tables import pictures
from deploy.fleet.searching import KEY, EntryKey
from deploy.fleet.tables import events, records, stations
from deploy.fleet.watching.kinds import What
from deploy.fleet.watching.reading import findings_of
from edge_agent.core.errors import StoreDamaged
from edge_agent.core.packs import CheckResult, Record
from edge_agent.store.pictures import picture_file
from edge_agent.store.record_json import record_from_json
from edge_agent.uplink.pictures.letters import Sha256

MOST: Final = 5_000
"""Packs of a round, the newest."""
SHADOW_EVENT: Final = "shadow_difference"
Views = Mapping[str, str]
"""View to the sha256 of its picture."""
VIEWS: Final = TypeAdapter(dict[str, Sha256])
COLUMNS: Final = (
    *(*KEY, records.c.station_id, stations.c.name.label("station")),
    *(records.c.recipe_hash, records.c.body),
)


class PackName(NamedTuple):
    """As events of its station's log name it."""

    log_id: int
    boot: int
    pack_no: int


@dataclass(frozen=True, slots=True)
class SeenPack:
    """Its record, and what of it people can look at."""

    key: EntryKey
    station_id: int
    station: str
    recipe_hash: str
    record: Record
    pictures: Views
    """Those that lie here."""
    checks: tuple[AskedCheck, ...]
    """Of the views whose pictures lie here."""

    @property
    def name(self) -> PackName:
        return PackName(self.key.log_id, self.key.boot, self.record.pack_no)

    @property
    def drawn_as(self) -> str:
        """What a draw goes by: nothing that the station says of the pack."""
        return f"{self.station} {self.key.boot} {self.record.pack_no}"


def seen_packs(
    connection: Connection, folder: Path, since: datetime, differing: Mapping[PackName, Views]
) -> list[SeenPack]:
    """Those whose pictures came since, the newest first. What this version cannot read, or has no
    picture of any check, nobody can label. differing: pictures that no record names."""
    rows = rows_with_pictures(connection, since)
    found = (seen_pack(row, folder, differing) for row in rows)
    return [one for one in found if one is not None and one.checks]


def rows_with_pictures(connection: Connection, since: datetime) -> Iterator[Row[Any]]:
    same = [pictures.c[column.name] == column for column in KEY]
    query = select(*COLUMNS).join_from(pictures, records, and_(*same))
    query = query.join(stations, stations.c.id == records.c.station_id)
    query = query.where(pictures.c.came_at >= since).order_by(desc(pictures.c.came_at)).limit(MOST)
    told: set[EntryKey] = set()
    for row in connection.execute(query):
        key = EntryKey(*row[:3])
        if key not in told:
            told.add(key)
            yield row


def seen_pack(row: Row[Any], folder: Path, differing: Mapping[PackName, Views]) -> SeenPack | None:
    try:
        record = record_from_json(row.body)
    except StoreDamaged:
        return None
    key = EntryKey(*row[:3])
    name = PackName(key.log_id, key.boot, record.pack_no)
    here = {
        view: sha256
        for view, sha256 in {**differing.get(name, {}), **record.pictures}.items()
        if picture_file(folder, sha256) is not None
    }
    checks = tuple(asked_check(one) for one in record.verdict.checks if one.view in here)
    return SeenPack(key, row.station_id, row.station, row.recipe_hash, record, here, checks)


def asked_check(one: CheckResult) -> AskedCheck:
    box = None if one.box is None else (one.box.x, one.box.y, one.box.width, one.box.height)
    return AskedCheck(
        *(one.name, one.kind.value, one.view, box, one.read, one.expected, one.verdict.value),
        score=one.score if 0 <= one.score <= 1 else None,
        reasons=tuple(reason.value for reason in one.reasons),
    )


def shadow_differences(connection: Connection, since: datetime) -> dict[PackName, Views]:
    """Packs of which a model that looks on said otherwise than the one in use, and the pictures
    that were told with it: of a plainly good pack the record names none."""
    bodies = events_of(connection, (SHADOW_EVENT,), since)
    return {
        PackName(row.log_id, row.boot, body["pack_no"]): views_in(body)
        for row, body in bodies
        if isinstance(body.get("pack_no"), int)
    }


def views_in(body: Mapping[str, Any]) -> Views:
    try:
        return VIEWS.validate_python(body.get("pictures"))
    except ValidationError:  # of a version to come, or what no station says: none that can be shown
        return {}


def drifted_packs(connection: Connection, since: datetime) -> dict[EntryKey, float]:
    """Records that speak for a drift or a fault, with how strongly, in (0, 1]."""
    found: dict[EntryKey, float] = {}
    for finding in findings_of(connection, since=since):
        if finding.what != What.CHANGE:
            for place, one in enumerate(finding.evidence):
                key = EntryKey(one.log_id, one.boot, one.seq)
                found[key] = max(found.get(key, 0), 1 / (1 + place))
    return found


def events_of(
    connection: Connection, kinds: Iterable[str], since: datetime
) -> Iterator[tuple[Row[Any], dict[str, Any]]]:
    """Rows of events with what they say, in the order of each log."""
    key = (events.c.log_id, events.c.boot, events.c.seq)
    query = select(*key, events.c.kind, events.c.at, events.c.body)
    query = query.where(events.c.kind.in_(list(kinds)), events.c.at >= since).order_by(*key)
    for row in connection.execute(query):
        yield row, json.loads(row.body).get("body", {})
