"""What is old goes into files that hold it whole, once, whatever dies; sums stay."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, insert, select, text

from deploy.fleet.archives import Shelf, archived
from deploy.fleet.database import reading
from deploy.fleet.errors import DatabaseAway
from deploy.fleet.ingest import Arrival, Ingest
from deploy.fleet.picture_retention import KeptPicture, let_go, pictures_there, pictures_to_go
from deploy.fleet.pictures.tables import pictures
from deploy.fleet.placing import place_logs
from deploy.fleet.retention import Old, cut_of, old_in, put_away
from deploy.fleet.summaries import Scope, defects, lot_summary
from deploy.fleet.tables import defects as defects_table
from deploy.fleet.tables import events, records
from edge_agent.core.errors import StoreFailed
from edge_agent.core.packs import CheckKind, CheckResult, PackVerdict, Reason, Verdict
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import BEGIN, Position
from edge_agent.store.pictures import place_of
from edge_agent.store.record_json import record_to_json
from edge_agent.uplink.batches import Batch, LogName, written
from tests.samples import a_record

BOX, FILM = "plant-1/line-1/box", "plant-1/line-1/film"
DAYS = 75
BEGIN_OF_YEAR = datetime(2026, 1, 1, 9, tzinfo=UTC)
CUT = datetime(2026, 3, 1, tzinfo=UTC)
OLD = [
    Old("records", "2026-01", BOX, 62),
    Old("records", "2026-02", BOX, 56),
    Old("records", "2026-01", FILM, 62),
    Old("records", "2026-02", FILM, 56),
    Old("events", "2026-01", BOX, 31),
    Old("events", "2026-02", BOX, 28),
]


@pytest.fixture
def engine(engine: Engine) -> Engine:
    """With three months in it."""
    Ingest(engine).take(arrivals(), BEGIN_OF_YEAR)
    return engine


def arrivals() -> list[Arrival]:
    """Two packs a day of each station, one of them torn; an event a day of one."""
    days = [BEGIN_OF_YEAR + timedelta(days=day) for day in range(DAYS)]
    torn = CheckResult(
        "lot", CheckKind.PRINT, "top", Verdict.NOT_OK, 0.9, reasons=(Reason.DAMAGED,)
    )
    verdict = PackVerdict(Verdict.NOT_OK, 0.9, (Reason.DAMAGED,), (torn,))
    packs = [
        pack
        for number, day in enumerate(days)
        for pack in (
            a_record(2 * number + 1, seen_at=day),
            replace(a_record(2 * number + 2, seen_at=day), verdict=verdict),
        )
    ]
    bodies = [record_to_json(pack).encode() for pack in packs]
    told = [f'{{"at":"{day.isoformat()}","kind":"begun","body":{{}}}}'.encode() for day in days]
    return [
        arrival(BOX, Stream.RECORDS, bodies),
        arrival(FILM, Stream.RECORDS, bodies),
        arrival(BOX, Stream.EVENTS, told),
    ]


def arrival(station: str, stream: Stream, bodies: list[bytes]) -> Arrival:
    name = LogName(station, "0123456789abcdef", stream)
    return Arrival("test", written(Batch(name, BEGIN, Position(1, 1), bodies)))


def rows(engine: Engine) -> tuple[int, ...]:
    """Of records, of what was said against them, of events."""
    with reading(engine) as connection:
        counts = (select(func.count()).select_from(one) for one in (records, defects_table, events))
        return tuple(int(connection.execute(count).scalar_one()) for count in counts)


def test_a_dry_run_says_what_would_go_and_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    before = rows(engine)
    assert old_in(engine, CUT) == OLD
    assert rows(engine) == before


def test_what_is_old_lies_in_the_archive_as_its_station_wrote_it(
    engine: Engine, tmp_path: Path
) -> None:
    with reading(engine) as connection:
        old = select(records.c.body).where(records.c.seen_at < CUT)
        bodies = sorted(connection.execute(old).scalars())
    assert put_away(engine, tmp_path / "archive", CUT) == OLD
    assert rows(engine) == (2 * 32, 32, 16)
    kept = list(archived(tmp_path / "archive", records))
    assert sorted(row["body"] for row in kept) == bodies
    assert {(row["station"], row["log"]) for row in kept} == {
        (BOX, "0123456789abcdef"),
        (FILM, "0123456789abcdef"),
    }
    assert all(row["seen_at"] < CUT for row in kept)
    assert len(list(archived(tmp_path / "archive", events, "2026-01"))) == 31
    assert put_away(engine, tmp_path / "archive", CUT) == []


def test_sums_stay_and_what_was_put_away_does_not_come_back(engine: Engine, tmp_path: Path) -> None:
    before = lot_summary(engine, "L123"), defects(engine, Scope())
    put_away(engine, tmp_path / "archive", CUT)
    left = rows(engine)
    taken = Ingest(engine).take(arrivals(), BEGIN_OF_YEAR)
    assert (taken.stored, taken.again) == (0, 5 * DAYS)
    assert rows(engine) == left
    assert (lot_summary(engine, "L123"), defects(engine, Scope())) == before


def test_a_run_that_dies_between_writing_and_deleting_doubles_nothing(
    engine: Engine, tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    with deleting_forbidden(engine), pytest.raises(DatabaseAway):
        put_away(engine, archive, CUT)
    assert len(list(archived(archive, records))) == 62
    assert put_away(engine, archive, CUT) == OLD
    assert len(Shelf(archive, records, "2026-01", BOX).parts()) == 1
    assert len(list(archived(archive, records))) == 2 * 118


FORBIDDEN = {
    "sqlite": [
        "CREATE TRIGGER no_way BEFORE DELETE ON records "
        "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION no_way() RETURNS trigger AS $$ BEGIN "
        "RAISE EXCEPTION 'the disk is full'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER no_way BEFORE DELETE ON records EXECUTE FUNCTION no_way()",
    ],
}
ALLOWED = {"sqlite": "DROP TRIGGER no_way", "postgresql": "DROP TRIGGER no_way ON records"}


@contextmanager
def deleting_forbidden(engine: Engine) -> Iterator[None]:
    kind = engine.dialect.name
    with engine.begin() as connection:
        for statement in FORBIDDEN[kind]:
            connection.execute(text(statement))
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(text(ALLOWED[kind]))


def test_an_archive_that_takes_nothing_costs_no_record(engine: Engine, tmp_path: Path) -> None:
    before = rows(engine)
    (tmp_path / "archive").write_text("a file stands in the way", encoding="utf-8")
    with pytest.raises(StoreFailed, match="nothing was deleted"):
        put_away(engine, tmp_path / "archive", CUT)
    assert rows(engine) == before


def test_what_comes_late_gets_a_part_of_its_own(engine: Engine, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    put_away(engine, archive, CUT)
    name = LogName(BOX, "fedcba9876543210", Stream.RECORDS)
    late = [record_to_json(a_record(1, seen_at=BEGIN_OF_YEAR)).encode()]
    batch = Batch(name, BEGIN, Position(1, 1), late)
    Ingest(engine).take([Arrival("test", written(batch))], BEGIN_OF_YEAR)
    assert put_away(engine, archive, CUT) == [Old("records", "2026-01", BOX, 1)]
    assert len(Shelf(archive, records, "2026-01", BOX).parts()) == 2
    assert len(list(archived(archive, records, "2026-01"))) == 2 * 62 + 1


def test_whole_months_stay() -> None:
    now = datetime(2026, 3, 31, 12, tzinfo=UTC)
    assert cut_of(now, 1) == datetime(2026, 2, 1, tzinfo=UTC)
    assert cut_of(now, 3) == datetime(2025, 12, 1, tzinfo=UTC)
    assert cut_of(now, 27) == datetime(2023, 12, 1, tzinfo=UTC)


# Pictures


def kept(day: int, size_bytes: int = 1_000) -> KeptPicture:
    return KeptPicture(f"{day:064x}", BEGIN_OF_YEAR + timedelta(days=day), size_bytes)


def test_of_pictures_the_oldest_go_until_age_and_budget_are_kept() -> None:
    there = [kept(day) for day in range(10)]
    nothing_old = BEGIN_OF_YEAR
    assert pictures_to_go(there, nothing_old, None) == []
    assert pictures_to_go(there, there[3].came_at, None) == there[:3]
    assert pictures_to_go(there, nothing_old, 4_000) == there[:6]
    assert pictures_to_go(there, there[3].came_at, 9_000) == there[:3]
    assert pictures_to_go(there, nothing_old, 0) == there


def test_a_picture_that_goes_is_noted_and_its_file_removed(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        places = place_logs(connection, [(BOX, "0123456789abcdef")], BEGIN_OF_YEAR)
        (place,) = places.values()
        for one in (kept(1), kept(2)):
            row = {**place._asdict(), "boot": 1, "seq": 1, "format": "png"}
            row |= {"sha256": one.sha256, "size_bytes": 3, "came_at": one.came_at}
            connection.execute(insert(pictures), row)
            file = place_of(tmp_path, one.sha256, ".png")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"png")
    there = pictures_there(engine)
    assert [one.sha256 for one in there] == [kept(1).sha256, kept(2).sha256]
    let_go(engine, tmp_path, there[:1], CUT)
    assert [one.sha256 for one in pictures_there(engine)] == [kept(2).sha256]
    left = [file.stem for file in tmp_path.rglob("*.png")]
    assert left == [kept(2).sha256]
