"""Counts records hour by hour in the transaction that stores them: sums stay when records go.

What a lot, a station or a kind of defect adds up to is then a sum over hours, however many records
there are. An hour is one of UTC.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, case

from deploy.fleet.bulk import Merging, Row
from deploy.fleet.rows import Entry
from deploy.fleet.tables import defect_tallies, tallies, versions

VERSION = ("station_id", "software", "bundle_sha256", "recipe", "recipe_hash", "settings_hash")
PACKS = ("verdict", "outcome", "late")


def hour_of(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def count(connection: Connection, entries: Sequence[Entry]) -> None:
    """Of records that were not there before; their rows have `station_id`."""
    packs: Counter[tuple[Any, ...]] = Counter()
    defects: Counter[tuple[Any, ...]] = Counter()
    runs: dict[tuple[Any, ...], Row] = {}
    for row, found in entries:
        place = (row["station_id"], hour_of(row["seen_at"]), row["lot"] or "", row["recipe"])
        packs[(*place, *(row[name] for name in PACKS))] += 1
        for one in found:
            defects[(*place, one.check_name, one.verdict, one.reason)] += 1
        add_run(runs, row)
    PACKS_SUMMED.merge(connection, rows_of(tallies, packs))
    DEFECTS_SUMMED.merge(connection, rows_of(defect_tallies, defects))
    RUNS_WIDENED.merge(connection, list(runs.values()))


def rows_of(table: Any, counts: Counter[tuple[Any, ...]]) -> list[Row]:
    names = [column.name for column in table.primary_key]
    return [{**dict(zip(names, key, strict=True)), "packs": packs} for key, packs in counts.items()]


def add_run(runs: dict[tuple[Any, ...], Row], row: Row) -> None:
    key, at = tuple(row[name] for name in VERSION), row["seen_at"]
    run = runs.get(key)
    if run is None:
        named = dict(zip(VERSION, key, strict=True))
        runs[key] = {**named, "first_seen": at, "last_seen": at, "packs": 1}
        return
    run["first_seen"] = min(run["first_seen"], at)
    run["last_seen"] = max(run["last_seen"], at)
    run["packs"] += 1


def summed(table: Any, new: Any) -> dict[str, Any]:
    return {"packs": table.c.packs + new.packs}


def widened(new: Any) -> dict[str, Any]:
    first, last = versions.c.first_seen, versions.c.last_seen
    return {
        **summed(versions, new),
        "first_seen": case((new.first_seen < first, new.first_seen), else_=first),
        "last_seen": case((new.last_seen > last, new.last_seen), else_=last),
    }


PACKS_SUMMED: Final = Merging(tallies, lambda new: summed(tallies, new))
DEFECTS_SUMMED: Final = Merging(defect_tallies, lambda new: summed(defect_tallies, new))
RUNS_WIDENED: Final = Merging(versions, widened)
