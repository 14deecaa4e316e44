"""Years of a fleet in minutes: rows as an ingest would make them, without stations and a broker.

Two hundred stations make the same fifty lots one after the other, three packs of a hundred are not
ok. The indexes are made at the end, as whoever loads a database from a copy does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final

import numpy as np
from sqlalchemy import Engine, Index

from deploy.fleet.bench.load import SITE
from deploy.fleet.bulk import insert_new
from deploy.fleet.demo.packs import Making, PackSource
from deploy.fleet.ingest import defect_rows
from deploy.fleet.placing import LogPlace, place_logs
from deploy.fleet.rows import Entry, record_entry
from deploy.fleet.tables import defects, records
from deploy.fleet.tallies import count
from edge_agent.core.errors import InvalidInput
from edge_agent.core.telemetry.stretches import Position
from edge_agent.store.record_json import record_to_json
from edge_agent.store.times import utc_text

STATIONS: Final = 200
LOTS: Final = 50
DIFFERENT_PACKS: Final = 500
FAULTY_SHARE: Final = 0.03
BEGIN: Final = datetime(2026, 1, 1, tzinfo=UTC)
SPAN: Final = timedelta(days=100)
TOGETHER: Final = 20_000
DRAWN_LOT: Final = "LOT-OF-A-PATTERN"
LOG: Final = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pack that comes again and again, with other numbers."""

    entry: Entry
    rest: str
    """Of its JSON, behind the number and the time."""


def lot_name(number: int) -> str:
    return f"M{number:03}"


def station_names(stations: int = STATIONS) -> list[str]:
    return [f"{SITE}/line-{1 + i // 4}/view-{1 + i % 4}" for i in range(stations)]


def fill(engine: Engine, wanted: int, stations: int = STATIONS) -> None:
    """With `wanted` records, shared evenly; into an empty database. InvalidInput for fewer than
    one of every lot of every station."""
    if wanted < LOTS * stations:
        raise InvalidInput(f"{wanted} records are too few to search among; {LOTS * stations} do")
    names = [(station, LOG) for station in sorted(station_names(stations))]
    with engine.begin() as connection:
        places = list(place_logs(connection, names, BEGIN).values())
        for index in all_indexes():
            index.drop(connection)
    rows = made_up(places, wanted // stations)
    while together := list(islice(rows, TOGETHER)):
        with engine.begin() as connection:
            insert_new(connection, records, [entry.row for entry in together])
            found = [row for entry in together for row in defect_rows(entry)]
            insert_new(connection, defects, found)
            count(connection, together)
    with engine.begin() as connection:
        for index in all_indexes():
            index.create(connection)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")


def all_indexes() -> Iterator[Index]:
    """But of the primary keys."""
    yield from records.indexes
    yield from defects.indexes


def made_up(places: list[LogPlace], of_each: int) -> Iterator[Entry]:
    """In the order of time, as they would come."""
    patterns = patterns_by_lot()
    random = np.random.default_rng(1)
    for number in range(of_each):
        lot = lot_name(number * LOTS // of_each)
        seen_at = BEGIN + SPAN * (number / of_each)
        for place, chosen in zip(places, random.integers(0, 10, len(places)), strict=True):
            pattern = patterns[lot][(number * 10 + int(chosen)) % DIFFERENT_PACKS]
            yield Entry(row_of(pattern, place, number + 1, seen_at), pattern.entry.defects)


def row_of(pattern: Pattern, place: LogPlace, number: int, seen_at: datetime) -> dict[str, Any]:
    return {
        **pattern.entry.row,
        "log_id": place.log_id,
        "station_id": place.station_id,
        "boot": 1,
        "seq": number,
        "pack_no": number,
        "seen_at": seen_at,
        "stored_at": seen_at,
        "body": f'{{"pack_no":{number},"seen_at":"{utc_text(seen_at)}"{pattern.rest}',
    }


def patterns_by_lot() -> dict[str, list[Pattern]]:
    """The same packs of every lot, but for its name."""
    source = PackSource(np.random.default_rng(1))
    making = Making(lot=DRAWN_LOT, faulty_share=FAULTY_SHARE)
    packs = source.records(making, [(BEGIN, 0)] * DIFFERENT_PACKS)
    bodies = [record_to_json(pack) for pack in packs]
    names = [lot_name(number) for number in range(LOTS)]
    return {lot: [pattern_of(body.replace(DRAWN_LOT, lot)) for body in bodies] for lot in names}


def pattern_of(body: str) -> Pattern:
    """A record begins with its number and its time."""
    _, behind = body.split(',"seen_ns"', 1)
    return Pattern(record_entry(Position(1, 1), body.encode()), f',"seen_ns"{behind}')
