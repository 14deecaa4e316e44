"""Findings as values, for pages, the API and alerts."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, select

from deploy.fleet.tables import stations
from deploy.fleet.watching.tables import findings
from edge_agent.core.reasons.languages import Language

MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class Evidence:
    """One record that speaks for a finding."""

    log_id: int
    boot: int
    seq: int
    pictures: Mapping[str, str]
    """View to sha256, as far as they were kept."""


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """One cause at one station."""

    id: int
    station: str
    """site/line/station."""
    check: str | None
    view: str | None
    lot: str | None
    kind: str
    what: str
    """drift, change or fault; a change is a note and no alarm."""
    severity: str
    """note, warning or critical."""
    began_at: datetime
    noticed_at: datetime
    seen_at: datetime
    ended_at: datetime | None
    sentences: Mapping[Language, str]
    figures: Mapping[str, Any]
    evidence: tuple[Evidence, ...]

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


def findings_of(
    connection: Connection,
    station: str | None = None,
    open_only: bool = False,
    since: datetime | None = None,
    after_id: int = 0,
    most: int = MOST,
    before_id: int | None = None,
) -> list[StoredFinding]:
    """The newest first. `since`: those that went on then or later; `after_id`: newer ones only;
    `before_id`: older ones only."""
    query = asked(station, open_only, since).where(findings.c.id > after_id)
    if before_id is not None:
        query = query.where(findings.c.id < before_id)
    rows = connection.execute(query.order_by(findings.c.id.desc()).limit(most))
    return [finding_of(row) for row in rows]


def finding_by_id(connection: Connection, number: int) -> StoredFinding | None:
    row = connection.execute(asked().where(findings.c.id == number)).first()
    return None if row is None else finding_of(row)


def open_counts(connection: Connection) -> dict[str, int]:
    """By station (site/line/station): findings that go on and are no mere change."""
    found: dict[str, int] = {}
    query = asked(open_only=True).where(findings.c.what != "change")
    for row in connection.execute(query):
        found[row.station] = found.get(row.station, 0) + 1
    return found


def asked(
    station: str | None = None, open_only: bool = False, since: datetime | None = None
) -> Select[Any]:
    query = select(findings, stations.c.name.label("station")).join(
        stations, stations.c.id == findings.c.station_id
    )
    if station is not None:
        query = query.where(stations.c.name == station)
    if open_only:
        query = query.where(findings.c.ended_at.is_(None))
    if since is not None:
        query = query.where((findings.c.ended_at.is_(None)) | (findings.c.ended_at >= since))
    return query


def finding_of(row: Row[Any]) -> StoredFinding:
    ended_at = None if row.ended_at is None else aware(row.ended_at)
    return StoredFinding(
        *(row.id, row.station, row.check, row.view, row.lot, row.kind, row.what, row.severity),
        *(aware(row.began_at), aware(row.noticed_at), aware(row.seen_at), ended_at),
        sentences={Language.EN: row.sentence_en, Language.DE: row.sentence_de},
        figures=json.loads(row.figures),
        evidence=tuple(evidence_in(row.evidence)),
    )


def evidence_in(text: str) -> Iterator[Evidence]:
    for one in json.loads(text):
        yield Evidence(one["log_id"], one["boot"], one["seq"], one["pictures"])


def aware(moment: datetime) -> datetime:
    """SQLite forgets the zone; all moments are in UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
