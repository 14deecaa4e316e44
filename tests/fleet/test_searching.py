"""A search finds what is there and nothing else, page by page, and goes by an index."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from deploy.fleet.bench.many_records import BEGIN, SPAN, fill, lot_name, station_names
from deploy.fleet.database import reading
from deploy.fleet.searching import (
    EntryKey,
    FoundRecord,
    Wanted,
    find_events,
    find_records,
    record,
)
from deploy.fleet.summaries import (
    Scope,
    defects,
    hourly,
    lot_summary,
    lots_seen,
    station_summary,
    version_runs,
)
from deploy.fleet.tables import defects as defects_table
from edge_agent.core.errors import InvalidInput, NotFound
from tests.fleet.engines import ENGINES, opened
from tests.fleet.two_databases import NewUrl

STATIONS, RECORDS = 8, 4_000
STATION = station_names(STATIONS)[3]
LOT = lot_name(7)


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory, new_url: NewUrl) -> Iterator[Engine]:
    with opened(new_url("sqlite", tmp_path_factory.mktemp("centre"))) as engine:
        fill(engine, RECORDS, STATIONS)
        yield engine


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory, new_url: NewUrl) -> Iterator[Engine]:
    with opened(new_url("postgresql", tmp_path_factory.mktemp("centre"))) as engine:
        fill(engine, RECORDS, STATIONS)
        yield engine


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(request.param)
    return found


def pages(engine: Engine, wanted: Wanted, limit: int) -> list[FoundRecord]:
    found: list[FoundRecord] = []
    before = None
    while True:
        page = find_records(engine, wanted, limit, before)
        found += page.records
        if page.later is None:
            return found
        before = page.later


def said_against(engine: Engine) -> dict[EntryKey, set[tuple[str, str]]]:
    table = defects_table.c
    query = select(table.log_id, table.boot, table.seq, table.check_name, table.reason)
    told: dict[EntryKey, set[tuple[str, str]]] = {}
    with reading(engine) as connection:
        for *key, check, reason in connection.execute(query):
            told.setdefault(EntryKey(*key), set()).add((check, reason))
    return told


def fits(found: FoundRecord, wanted: Wanted, told: set[tuple[str, str]]) -> bool:
    columns = ("lot", "station", "recipe", "verdict", "outcome", "decision", "late")
    equal = all(getattr(wanted, name) in (None, getattr(found, name)) for name in columns)
    begins = wanted.seen_from is None or found.seen_at >= wanted.seen_from
    ends = wanted.seen_before is None or found.seen_at < wanted.seen_before
    asked = (wanted.check, wanted.reason)
    of_defects = asked == (None, None) or any(
        all(want in (None, have) for want, have in zip(asked, one, strict=True)) for one in told
    )
    return equal and begins and ends and of_defects


def a_wanted(random: Random) -> Wanted:
    some = {
        "lot": lot_name(random.randrange(50)),
        "station": random.choice(station_names(STATIONS)),
        "recipe": random.choice(["tray", "tray", "carton"]),
        "verdict": random.choice(["ok", "not_ok", "unsure"]),
        "outcome": random.choice(["passed", "rejected", "held"]),
        "decision": random.choice(["pass", "reject"]),
        "late": random.random() < 0.5,
        "reason": random.choice(["damaged", "missing", ""]),
        "check": random.choice(["lot", "expiry", ""]),
        "seen_from": BEGIN + SPAN * random.random(),
        "seen_before": BEGIN + SPAN * random.random(),
    }
    chosen = {name: value for name, value in some.items() if random.random() < 0.25}
    return Wanted(**chosen)  # type: ignore[arg-type]  # each of its field's type


def test_a_search_finds_what_is_there_and_nothing_else_the_newest_first(engine: Engine) -> None:
    everything = pages(engine, Wanted(), 1_000)
    assert len(everything) == RECORDS
    assert all(one.place > other.place for one, other in pairwise(everything))
    told, random = said_against(engine), Random(1)
    for _ in range(30):
        wanted = a_wanted(random)
        there = [one for one in everything if fits(one, wanted, told.get(one.key, set()))]
        assert pages(engine, wanted, random.choice([7, 100, 1_000])) == there, wanted


def test_pages_of_packs_that_were_seen_at_one_moment_lose_and_double_none(engine: Engine) -> None:
    """Of each moment there is one of every station."""
    for limit in (1, 3, 7):
        found = pages(engine, Wanted(lot=LOT), limit)
        assert len({one.key for one in found}) == len(found) == RECORDS // 50


def test_a_record_is_found_by_its_name(engine: Engine) -> None:
    found = find_records(engine, Wanted(), 1).records[0]
    assert record(engine, EntryKey.from_text(str(found.key))) == found
    with pytest.raises(NotFound, match="no record 1-1-999999"):
        record(engine, EntryKey(1, 1, 999_999))
    with pytest.raises(InvalidInput, match="names no record"):
        EntryKey.from_text("first")


def test_what_cannot_be_asked_is_told(engine: Engine) -> None:
    with pytest.raises(NotFound, match="no station plant/line/none"):
        find_records(engine, Wanted(station="plant/line/none"), 10)
    with pytest.raises(InvalidInput, match="1 to 1000 records, not 0"):
        find_records(engine, Wanted(), 0)
    with pytest.raises(NotFound, match="no pack of lot X"):
        lot_summary(engine, "X")
    assert find_events(engine, 10) == ()


def test_sums_are_those_of_the_records(engine: Engine) -> None:
    found = pages(engine, Wanted(lot=LOT), 1_000)
    summary = lot_summary(engine, LOT)
    assert summary.sums.packs == len(found)
    assert summary.sums.verdicts == Counter(one.verdict for one in found)
    assert summary.sums.outcomes == Counter(one.outcome for one in found)
    by_station = {part.name: part.sums.packs for part in summary.stations}
    assert by_station == Counter(one.station for one in found)
    assert sum(hour.sums.packs for hour in summary.hours) == len(found)
    assert summary.hours == hourly(engine, Scope(lot=LOT))
    of_station = station_summary(engine, STATION)
    assert of_station.sums.packs == RECORDS // STATIONS
    assert {part.name for part in of_station.lots} == {lot_name(one) for one in range(50)}


def test_defects_are_counted_by_check_and_reason_the_most_frequent_first(engine: Engine) -> None:
    told = Counter(one for all_of_it in said_against(engine).values() for one in all_of_it)
    bars = defects(engine, Scope())
    assert {(bar.check, bar.reason): bar.packs for bar in bars} == told
    assert [bar.packs for bar in bars] == sorted(told.values(), reverse=True)
    assert bars[-1].share_so_far == pytest.approx(1.0)


def test_lots_are_found_by_their_beginning_the_latest_first(engine: Engine) -> None:
    late = BEGIN + SPAN * 0.9
    assert [one.lot for one in lots_seen(engine, late, 3)] == ["M049", "M048", "M047"]
    assert [one.lot for one in lots_seen(engine, BEGIN, 3, "M01")] == ["M019", "M018", "M017"]
    assert lots_seen(engine, BEGIN, 1)[0].packs == RECORDS // 50
    assert lots_seen(engine, BEGIN, 1)[0].stations == STATIONS


def test_what_runs_where_since_when(engine: Engine) -> None:
    runs = version_runs(engine, STATION)
    assert [(run.station, run.packs) for run in runs] == [(STATION, RECORDS // STATIONS)]
    assert runs[0].since == runs[0].first_seen == BEGIN
    assert len(version_runs(engine)) == STATIONS


# The way that a search goes

LATE = BEGIN + SPAN - timedelta(days=1)
WAYS: dict[str, tuple[Callable[[Engine], object], str]] = {
    "newest": (lambda engine: find_records(engine, Wanted(), 50), "ix_records_seen_at"),
    "lot": (lambda engine: find_records(engine, Wanted(lot=LOT), 50), "ix_records_lot_seen_at"),
    "station": (
        lambda engine: find_records(engine, Wanted(station=STATION), 50),
        "ix_records_station_id_seen_at",
    ),
    "lot, not ok": (
        lambda engine: find_records(engine, Wanted(lot=LOT, verdict="not_ok"), 50),
        "ix_records_not_plain_lot_seen_at",
    ),
    "station, held": (
        lambda engine: find_records(engine, Wanted(station=STATION, outcome="held"), 50),
        "ix_records_not_plain_station_id_seen_at",
    ),
    "rejected anywhere": (
        lambda engine: find_records(engine, Wanted(decision="reject"), 50),
        "ix_records_not_plain_seen_at",
    ),
    "recipe": (
        lambda engine: find_records(engine, Wanted(recipe="carton"), 50),
        "ix_records_recipe_seen_at",
    ),
    "lot, reason": (
        lambda engine: find_records(engine, Wanted(lot=LOT, reason="damaged"), 50),
        "ix_defects_lot_reason_seen_at",
    ),
    "reason": (
        lambda engine: find_records(engine, Wanted(reason="late"), 50),
        "ix_defects_reason_seen_at",
    ),
    "sums of a lot": (lambda engine: lot_summary(engine, LOT), "ix_tallies_lot_hour"),
    "defects of a lot": (
        lambda engine: defects(engine, Scope(lot=LOT)),
        "ix_defect_tallies_lot_hour",
    ),
    "lots of late": (lambda engine: lots_seen(engine, LATE, 10), "ix_lots_last_seen"),
}


@contextmanager
def heard(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the database meanwhile."""
    asked: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, text: str, values: Any, *_: Any) -> None:
        asked.append((text, values))

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def plan_of(engine: Engine, ask: Callable[[Engine], object]) -> str:
    """Of the last question, as the database itself says."""
    with heard(engine) as asked:
        ask(engine)
    how = "EXPLAIN" if engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    text, values = asked[-1]
    with reading(engine) as connection:
        rows = connection.exec_driver_sql(f"{how} {text}", values)
        return "\n".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize("way", WAYS)
def test_a_search_goes_by_an_index_of_sqlite(sqlite: Engine, way: str) -> None:
    """PostgreSQL reads a small table whole: the slow test asks it."""
    ask, index = WAYS[way]
    plan = plan_of(sqlite, ask)
    assert f"INDEX {index}" in plan, plan
    assert "SCAN records" not in plan.replace(f"SCAN records USING INDEX {index}", ""), plan


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("records", [40_000, pytest.param(200_000, marks=pytest.mark.release)])
@pytest.mark.parametrize("kind", ENGINES)
def test_among_many_records_every_search_goes_by_an_index(
    kind: str, records: int, tmp_path: Path, new_url: NewUrl
) -> None:
    with opened(new_url(kind, tmp_path)) as engine:
        fill(engine, records)
        for way, (ask, index) in WAYS.items():
            plan = plan_of(engine, ask)
            assert index in plan, f"{way}: {plan}"
            assert "Seq Scan on records" not in plan, f"{way}: {plan}"
