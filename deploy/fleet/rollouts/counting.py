"""What packs of a station came to with a bundle: counted on from where it was counted before.

Only what came without a gap is counted, in the order of the station's log, and each pack once.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, literal, select, tuple_

from deploy.fleet.rollouts.saying import Counts
from deploy.fleet.tables import logs, records, stations, streams
from edge_agent.core.packs import Action, Reason, Verdict
from edge_agent.core.telemetry.streams import Stream

MOST_AT_ONCE: Final = 5_000
"""Packs of one station; the rest at the next look."""
MOST_BEFORE: Final = 2_000
"""Packs before the release that it is compared with; the newest."""
LOOKED_AT: Final = (records.c.verdict, records.c.late, records.c.body)
Cursor = dict[str, list[int]]
"""Id of a log to (boot, seq) of its last entry that is counted."""


def ends(connection: Connection, station: str) -> Cursor:
    """Where its logs end now, as far as they came without a gap."""
    query = (
        select(logs.c.id, streams.c.until_boot, streams.c.until_seq)
        .join_from(logs, stations)
        .join(streams, and_(streams.c.log_id == logs.c.id, streams.c.stream == Stream.RECORDS))
        .where(stations.c.name == station)
    )
    return {str(row.id): [row.until_boot, row.until_seq] for row in connection.execute(query)}


def counted_on(
    connection: Connection,
    station: str,
    cursor: Cursor,
    counts: Counts,
    bundle_sha256: str,
    product: str | None,
) -> tuple[Counts, Cursor]:
    """With the packs that came since."""
    now, left = dict(cursor), MOST_AT_ONCE
    for log, end in ends(connection, station).items():
        begin = cursor.get(log, [0, 0])
        if begin >= end or left <= 0:
            continue
        rows = new_rows(connection, int(log), begin, end, left)
        left -= len(rows)
        if rows:
            now[log] = [rows[-1].boot, rows[-1].seq]
        own = (row for row in rows if is_own(row, bundle_sha256, product))
        counts = with_rows(counts, own)
    return counts, now


def new_rows(
    connection: Connection, log_id: int, begin: list[int], end: list[int], most: int
) -> list[Row[Any]]:
    place = tuple_(records.c.boot, records.c.seq)
    query = (
        select(records.c.boot, records.c.seq, records.c.recipe, records.c.bundle_sha256, *LOOKED_AT)
        .where(records.c.log_id == log_id, place > placed(begin), place <= placed(end))
        .order_by(records.c.boot, records.c.seq)
        .limit(most)
    )
    return list(connection.execute(query))


def placed(place: list[int]) -> ColumnElement[Any]:
    return tuple_(*map(literal, place))


def is_own(row: Row[Any], bundle_sha256: str, product: str | None) -> bool:
    return row.bundle_sha256 == bundle_sha256 and product in (None, row.recipe)


def counted_before(
    connection: Connection, station: str, bundle_sha256: str, product: str | None
) -> Counts:
    """Of its newest packs with the bundle that it works with now."""
    query = (
        select(*LOOKED_AT)
        .where(is_of(station), records.c.bundle_sha256 == bundle_sha256)
        .order_by(records.c.seen_at.desc())
        .limit(MOST_BEFORE)
    )
    if product is not None:
        query = query.where(records.c.recipe == product)
    return with_rows(Counts(), connection.execute(query))


def newest_bundle(connection: Connection, station: str) -> str | None:
    """The one that its newest pack was looked at with."""
    query = (
        select(records.c.bundle_sha256)
        .where(is_of(station))
        .order_by(records.c.seen_at.desc())
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none()


def is_of(station: str) -> ColumnElement[bool]:
    """Of records."""
    station_id = select(stations.c.id).where(stations.c.name == station)
    return records.c.station_id == station_id.scalar_subquery()


def with_rows(counts: Counts, rows: Iterable[Row[Any]]) -> Counts:
    for row in rows:
        counts = with_pack(counts, row.verdict, row.late, json.loads(row.body))
    return counts


def with_pack(counts: Counts, verdict: str, late: bool, body: dict[str, Any]) -> Counts:
    answer = is_answer(verdict, body)
    return replace(
        counts,
        packs=counts.packs + 1,
        not_ok=counts.not_ok + (verdict == Verdict.NOT_OK),
        unsure=counts.unsure + (verdict == Verdict.UNSURE),
        failed=counts.failed + (Reason.INSPECTION_FAILED in reasons_of(body)),
        late=counts.late + late,
        answered=counts.answered + answer,
        overridden=counts.overridden + (answer and is_override(body)),
    )


def reasons_of(body: dict[str, Any]) -> set[str]:
    verdict = body.get("verdict", {})
    own = verdict.get("reasons", [])
    return {*own, *(why for check in verdict.get("checks", []) for why in check.get("reasons", []))}


def is_answer(verdict: str, body: dict[str, Any]) -> bool:
    """To a plain not_ok: where a check was unsure it has asked, and nobody overrides it."""
    decision = body.get("decision", {})
    is_plain = verdict == Verdict.NOT_OK and decision.get("recommended") is not None
    return is_plain and body.get("answered_by") is not None and decision["action"] != Action.HOLD


def is_override(body: dict[str, Any]) -> bool:
    return bool(body["decision"]["action"] != body["decision"]["recommended"])
