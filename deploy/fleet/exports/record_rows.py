"""Records of a fleet as rows of a table, the newest first, in pages: never more than one in
memory, whatever is asked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine

from deploy.fleet.searching import FoundRecord, Wanted, find_records

PAGE: Final = 1_000
COLUMNS: Final = (
    "key",
    "station",
    "pack_no",
    "seen_at",
    "stored_at",
    "recipe",
    "recipe_hash",
    "lot",
    "verdict",
    "score",
    "decision",
    "level",
    "outcome",
    "late",
    "latency_ms",
    "software",
    "bundle_sha256",
)
WHOLE: Final = "record"
"""The column with the whole of it, as JSON."""


def columns(with_whole: bool) -> tuple[str, ...]:
    return (*COLUMNS, WHOLE) if with_whole else COLUMNS


def pages_of(engine: Engine, wanted: Wanted, now: datetime) -> Iterator[Sequence[FoundRecord]]:
    """What is seen after `now` is not in it, so that it comes to an end. The first page is read
    at once: NotFound and DatabaseAway come before anything is written."""
    asked = replace(wanted, seen_before=min(now, wanted.seen_before or now))
    first = find_records(engine, asked, PAGE)

    def pages() -> Iterator[Sequence[FoundRecord]]:
        page = first
        yield page.records
        while page.later is not None:
            page = find_records(engine, asked, PAGE, page.later)
            yield page.records

    return pages()


def cells_of(record: FoundRecord, names: Sequence[str]) -> dict[str, Any]:
    special = {"key": str(record.key), WHOLE: record.body}
    return {name: special[name] if name in special else getattr(record, name) for name in names}
