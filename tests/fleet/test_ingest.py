"""Batches in any order, twice, damaged: each entry is there once, and acks tell what is there."""

import gzip
from collections.abc import Iterator
from datetime import UTC, timedelta, timezone
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import Engine, Table, func, select

from deploy.fleet.database import open_database
from deploy.fleet.dead_letters import MOST_BYTES, MOST_LETTERS, DeadLetter, bury
from deploy.fleet.errors import DatabaseAway
from deploy.fleet.ingest import Arrival, Ingest
from deploy.fleet.tables import dead_letters, records, tallies
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import BEGIN, Position
from edge_agent.store.record_json import record_to_json
from edge_agent.uplink.acks import Ack
from edge_agent.uplink.batches import Batch, LogName, written
from tests.fleet.engines import ENGINES, opened
from tests.fleet.two_databases import NewUrl, empty
from tests.samples import NOON, a_record

STATIONS = ("plant-1/line-1/a", "plant-1/line-1/b")
LOG = "0123456789abcdef"
BOOTS = {1: 9, 2: 1, 4: 6}
PLACES = [
    BEGIN,
    *(Position(boot, seq) for boot, last in BOOTS.items() for seq in range(1, last + 1)),
]


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, new_url: NewUrl
) -> Iterator[Engine]:
    with opened(new_url(request.param, tmp_path_factory.mktemp("centre"))) as engine:
        yield engine


@pytest.fixture(autouse=True)
def emptied(engine: Engine) -> None:
    empty(engine)


def a_batch(first: int, count: int, station: str = STATIONS[0]) -> Batch:
    """Entries from the `first`th of the log on, at most to the end of its boot."""
    begin = PLACES[first]
    same = [place for place in PLACES[first : first + count] if place.boot == begin.boot]
    bodies = [record_to_json(a_record(100 * place.boot + place.seq)).encode() for place in same]
    return Batch(LogName(station, LOG, Stream.RECORDS), PLACES[first - 1], begin, bodies)


def arrival(batch: Batch) -> Arrival:
    return Arrival("test", written(batch))


def packs_in(engine: Engine, table: Table) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(func.sum(table.c.packs))).scalar() or 0)


def count_of(engine: Engine, table: object) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    some.lists(
        some.tuples(
            some.integers(1, len(PLACES) - 1), some.integers(1, 6), some.sampled_from(STATIONS)
        ),
        max_size=20,
    ),
    some.integers(1, 5),
)
def test_whatever_order_it_comes_in_every_entry_is_there_once(
    engine: Engine, came: list[tuple[int, int, str]], together: int
) -> None:
    empty(engine)
    batches = [a_batch(*one) for one in came]
    there = {
        (batch.name.station, batch.position_of(i))
        for batch in batches
        for i in range(len(batch.entries))
    }
    ingest, stored = Ingest(engine), 0
    told: dict[str, Ack] = {}
    for start in range(0, len(batches), together):
        taken = ingest.take([arrival(batch) for batch in batches[start : start + together]], NOON)
        told |= {ack.station: ack for ack in taken.acks}
        stored += taken.stored
    assert stored == len(there) == count_of(engine, records) == packs_in(engine, tallies)
    for station, ack in told.items():
        missing = [place for place in PLACES[1:] if (station, place) not in there]
        first_gap = PLACES.index(missing[0]) if missing else len(PLACES)
        assert ack.position(Stream.RECORDS) == PLACES[first_gap - 1]


def test_a_record_is_kept_as_it_was_written_and_can_be_searched(engine: Engine) -> None:
    Ingest(engine).take([arrival(a_batch(1, 1))], NOON)
    with engine.connect() as connection:
        row = connection.execute(select(records)).one()
    assert row.body == record_to_json(a_record(101))
    assert (row.lot, row.verdict, row.pack_no, row.boot, row.seq) == ("L123", "ok", 101, 1, 1)


def test_acks_of_a_log_are_numbered_and_name_the_database(engine: Engine) -> None:
    ingest = Ingest(engine)
    first = ingest.take([arrival(a_batch(1, 2))], NOON).acks[0]
    second = ingest.take([arrival(a_batch(1, 2))], NOON).acks[0]
    assert second.number == first.number + 1
    assert second.database == first.database
    assert second.until == first.until


def test_an_entry_that_cannot_be_read_is_a_dead_letter_and_holds_nothing_up(engine: Engine) -> None:
    good = a_batch(1, 3)
    bad = Batch(
        good.name, good.after, good.first, [good.entries[0], b'{"pack_no":"?"}', good.entries[2]]
    )
    taken = Ingest(engine).take([arrival(bad)], NOON)
    assert (taken.stored, taken.dead) == (2, 1)
    assert taken.acks[0].position(Stream.RECORDS) == Position(1, 3)
    with engine.connect() as connection:
        letter = connection.execute(select(dead_letters)).one()
    assert letter.payload == b'{"pack_no":"?"}'
    assert "records 1:2: pack_no" in letter.reason


def test_mutated_payloads_are_dead_letters_and_nothing_else(engine: Engine) -> None:
    random, payload = Random(1), written(a_batch(1, 3))
    arrivals = []
    for _ in range(300):
        damaged = bytearray(payload)
        damaged[random.randrange(len(damaged))] ^= 1 << random.randrange(8)
        arrivals.append(Arrival("test", bytes(damaged)))
    taken = Ingest(engine).take(arrivals, NOON)
    assert taken.dead == count_of(engine, dead_letters)
    assert taken.stored <= 3


def test_a_newer_schema_is_named(engine: Engine) -> None:
    newer = written(a_batch(1, 1))
    lines = gzip.decompress(newer).replace(b'"schema":1', b'"schema":2')
    taken = Ingest(engine).take([Arrival("test", gzip.compress(lines))], NOON)
    assert (taken.stored, taken.dead, taken.acks) == (0, 1, ())
    with engine.connect() as connection:
        assert (
            "schema version is 2" in connection.execute(select(dead_letters.c.reason)).scalar_one()
        )


def test_a_database_that_is_not_there_is_told_without_its_password() -> None:
    with pytest.raises(DatabaseAway) as told:
        # no secret: made up
        open_database("postgresql://centre:secret@127.0.0.1:1/fleet", NOON)
    assert "secret" not in str(told.value)


def test_times_of_any_zone_are_one_time(engine: Engine) -> None:
    berlin = timezone(timedelta(hours=2))
    of_utc, other = record_to_json(a_record(1)), record_to_json(a_record(2))
    of_berlin = other.replace("2026-06-01T12:00:00Z", "2026-06-01T14:00:00+02:00")
    assert of_berlin != other
    entries = [of_utc.encode(), of_berlin.encode()]
    batch = Batch(LogName(STATIONS[0], LOG, Stream.RECORDS), BEGIN, Position(1, 1), entries)
    Ingest(engine).take([arrival(batch)], NOON.astimezone(berlin))
    with engine.connect() as connection:
        rows = connection.execute(select(records.c.seen_at, records.c.stored_at)).all()
    assert {tuple(row) for row in rows} == {(NOON, NOON)}
    assert {moment.tzinfo for row in rows for moment in row} == {UTC}


def test_dead_letters_are_bounded_and_the_oldest_go_first(engine: Engine) -> None:
    letters = [DeadLetter("topic", f"letter {number}", b"?") for number in range(MOST_LETTERS)]
    with engine.begin() as connection:
        bury(connection, letters, NOON)
        bury(connection, [DeadLetter("topic", "the last", b"?" * (MOST_BYTES + 1))], NOON)
    with engine.connect() as connection:
        oldest = dead_letters.c.id.asc(), dead_letters.c.id.desc()
        shown = select(dead_letters.c.reason, dead_letters.c.payload).limit(1)
        first, last = (connection.execute(shown.order_by(order)).one() for order in oldest)
    assert count_of(engine, dead_letters) == MOST_LETTERS
    assert (first.reason, last.reason) == ("letter 1", "the last")
    assert len(last.payload) == MOST_BYTES
