"""Counts records hour by hour in the transaction that stores them: sums stay when records go.

What a lot, a station or a kind of defect adds up to is then a sum over hours, however many records
there are. An hour is one of UTC.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Table, case

from deploy.fleet.bulk import Merging, Row
from deploy.fleet.rows import Entry
from deploy.fleet.tables import defect_tallies, lots, tallies, versions

Spans = dict[tuple[Any, ...], Row]
VERSION: Final = tuple(column.name for column in versions.primary_key)
LOT: Final = tuple(column.name for column in lots.primary_key)
PACKS: Final = ("verdict", "outcome", "late")


def hour_of(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def count(connection: Connection, entries: Sequence[Entry]) -> None:
    """Of records that were not there before; their rows have `station_id`."""
    packs: Counter[tuple[Any, ...]] = Counter()
    defects: Counter[tuple[Any, ...]] = Counter()
    runs: Spans = {}
    of_lots: Spans = {}
    for row, found in entries:
        place = (row["station_id"], hour_of(row["seen_at"]), row["lot"] or "", row["recipe"])
        packs[(*place, *(row[name] for name in PACKS))] += 1
        for one in found:
            defects[(*place, one.check_name, one.verdict, one.reason)] += 1
        widen(runs, VERSION, row)
        if row["lot"]:
            widen(of_lots, LOT, row)
    PACKS_SUMMED.merge(connection, rows_of(tallies, packs))
    DEFECTS_SUMMED.merge(connection, rows_of(defect_tallies, defects))
    RUNS_WIDENED.merge(connection, list(runs.values()))
    LOTS_WIDENED.merge(connection, list(of_lots.values()))


def rows_of(table: Table, counts: Counter[tuple[Any, ...]]) -> list[Row]:
    names = [column.name for column in table.primary_key]
    return [{**dict(zip(names, key, strict=True)), "packs": packs} for key, packs in counts.items()]


def widen(spans: Spans, names: tuple[str, ...], row: Row) -> None:
    """Until when, and from when on, which packs were seen."""
    key, at = tuple(row[name] for name in names), row["seen_at"]
    span = spans.get(key)
    if span is None:
        named = dict(zip(names, key, strict=True))
        spans[key] = {**named, "first_seen": at, "last_seen": at, "packs": 1}
        return
    span["first_seen"] = min(span["first_seen"], at)
    span["last_seen"] = max(span["last_seen"], at)
    span["packs"] += 1


def summed(table: Table, new: Any) -> dict[str, Any]:
    return {"packs": table.c.packs + new.packs}


def widened(table: Table, new: Any) -> dict[str, Any]:
    first, last = table.c.first_seen, table.c.last_seen
    return {
        **summed(table, new),
        "first_seen": case((new.first_seen < first, new.first_seen), else_=first),
        "last_seen": case((new.last_seen > last, new.last_seen), else_=last),
    }


PACKS_SUMMED: Final = Merging(tallies, lambda new: summed(tallies, new))
DEFECTS_SUMMED: Final = Merging(defect_tallies, lambda new: summed(defect_tallies, new))
RUNS_WIDENED: Final = Merging(versions, lambda new: widened(versions, new))
LOTS_WIDENED: Final = Merging(lots, lambda new: widened(lots, new))
