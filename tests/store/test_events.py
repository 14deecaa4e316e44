import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from edge_agent.core.errors import NotFound, StoreDamaged, StoreFailed, StoreTaken
from edge_agent.core.packs import Outcome, Verdict
from edge_agent.store.database import SCHEMA_VERSION
from edge_agent.store.events import Event, EventReader, EventStore, utc_text
from tests.samples import NOON, a_record


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "events.db"


def rewritten(path: Path, statement: str) -> None:
    EventStore.open(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def test_records_come_back_in_order_with_gapless_numbers(path: Path) -> None:
    store = EventStore.open(path)
    first, second, third = a_record(1), a_record(2, Verdict.UNSURE), a_record(3)
    assert store.append_records([first, second]) == 2
    assert store.append_records([third]) == 3
    stored = list(EventReader(path).records())
    assert [(each.boot, each.seq) for each in stored] == [(1, 1), (1, 2), (1, 3)]
    assert [each.record for each in stored] == [first, second, third]
    store.close()


def test_every_opening_is_a_boot_and_counts_from_one(path: Path) -> None:
    for boot in (1, 2):
        store = EventStore.open(path)
        assert store.boot == boot
        store.append_records([a_record(boot)])
        assert store.append("started", {"boot": boot}, NOON) == 1
        store.close()
    reader = EventReader(path)
    assert [(each.boot, each.seq) for each in reader.records()] == [(1, 1), (2, 1)]
    assert [(each.boot, each.seq) for each in reader.events()] == [(1, 1), (2, 1)]
    reader.close()


def test_a_reader_goes_on_after_a_place_it_knows(path: Path) -> None:
    store = EventStore.open(path)
    store.append_records([a_record(number) for number in range(1, 1_203)])
    reader = EventReader(path)
    assert [each.record.pack_no for each in reader.records((1, 1_200))] == [1_201, 1_202]
    assert len(list(reader.records())) == 1_202
    reader.close()
    store.close()


def test_the_last_event_of_a_kind_is_found_over_all_boots(path: Path) -> None:
    for boot in (1, 2):
        with closing(EventStore.open(path)) as store:
            store.append("level", {"boot": boot}, NOON)
            store.append("bin_full", {}, NOON)
    with closing(EventReader(path)) as reader:
        last = reader.last_event("level")
        assert last is not None
        assert (last.boot, last.seq, last.event.body) == (2, 1, {"boot": 2})
        assert reader.last_event("packml") is None


def test_events_come_back_with_body_and_time(path: Path) -> None:
    store = EventStore.open(path)
    store.append("level", {"from": "recommend", "to": "report", "why": "café"}, NOON)
    (stored,) = EventReader(path).events()
    assert stored.event == Event(
        "level", {"from": "recommend", "to": "report", "why": "café"}, NOON
    )
    store.close()


def test_what_is_appended_together_is_there_together_or_not_at_all(path: Path) -> None:
    store = EventStore.open(path)
    with pytest.raises(ValueError, match="not JSON compliant"):
        store.append_together([a_record(1)], [Event("bad", {"value": float("inf")}, NOON)])
    assert list(EventReader(path).records()) == []
    assert store.append_records([a_record(2)]) == 1
    store.close()


def test_a_full_disk_leaves_nothing_half_and_is_told(path: Path) -> None:
    store = EventStore.open(path)
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreFailed, match="disk is full"):
        store.append_records([a_record(number) for number in range(200)])
    assert list(EventReader(path).records()) == []
    assert store.append_records([a_record(1)]) == 1
    store.close()


def test_nothing_that_was_written_can_be_changed_or_deleted(path: Path) -> None:
    store = EventStore.open(path)
    store.append_records([a_record(1)])
    store.close()
    for statement in ("UPDATE records SET outcome = 'held'", "DELETE FROM records"):
        with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
            rewritten(path, statement)


def test_the_columns_for_queries_repeat_the_record(path: Path) -> None:
    store = EventStore.open(path)
    store.append_records([a_record(4, Verdict.NOT_OK, outcome=Outcome.MISSED, late=True)])
    with closing(sqlite3.connect(path)) as connection:
        row = connection.execute(
            "SELECT pack_no, verdict, decision, level, outcome, late, lot, recipe FROM records"
        ).fetchone()
    assert row == (4, "not_ok", "pass", "report", "missed", 1, "L123", "tray")
    store.close()


def test_the_store_is_durable_by_its_settings(path: Path) -> None:
    store = EventStore.open(path)
    settings = [
        store._connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys")
    ]
    assert settings == ["wal", 2, 1]
    store.close()


def test_a_second_writer_is_refused_while_the_first_writes(path: Path) -> None:
    store = EventStore.open(path)
    with pytest.raises(StoreTaken, match="another process"):
        EventStore.open(path)
    store.close()
    EventStore.open(path).close()


def test_a_newer_store_is_refused(path: Path) -> None:
    rewritten(path, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(StoreTaken, match="newer version"):
        EventStore.open(path)
    with pytest.raises(StoreTaken, match="newer version"):
        EventReader(path)


def test_a_foreign_database_is_refused(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
    with pytest.raises(StoreDamaged, match="no event store"):
        EventStore.open(path)


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database at all, " * 100)
    with pytest.raises(StoreDamaged, match="not a database"):
        EventStore.open(path)


def test_a_damaged_store_is_refused(path: Path) -> None:
    store = EventStore.open(path)
    store.append_records([a_record(number) for number in range(200)])
    store.close()
    content = bytearray(path.read_bytes())
    content[8192 : 8192 + 20_000] = b"\xff" * 20_000
    path.write_bytes(content)
    with pytest.raises(StoreDamaged, match="restore it"):
        EventStore.open(path)


def test_a_store_that_is_not_there_is_not_found(path: Path) -> None:
    with pytest.raises(NotFound):
        EventReader(path)


def test_times_are_utc_with_milliseconds_and_never_without_a_zone() -> None:
    assert utc_text(datetime.fromisoformat("2026-06-01T14:00:00.12345+02:00")) == (
        "2026-06-01T12:00:00.123Z"
    )
    with pytest.raises(ValueError, match="no time zone"):
        utc_text(datetime(2026, 6, 1))  # noqa: DTZ001 - the fault under test
