"""Several ingestors on one database: each entry once, sums right, nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

from sqlalchemy import Engine, func, select

from deploy.fleet.database import engine_of, reading
from deploy.fleet.ingest import Arrival, Ingest, Taken
from deploy.fleet.known import known_of
from deploy.fleet.summaries import version_runs
from deploy.fleet.tables import defects, logs, lots, records, tallies, versions
from edge_agent.core.packs import Verdict
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import BEGIN, Known, Position
from edge_agent.store.record_json import record_to_json
from edge_agent.uplink.batches import Batch, LogName, written
from tests.samples import NOON, a_record

STATIONS, BATCHES, OF_A_BATCH, INGESTORS = 6, 12, 5, 3
PACKS = BATCHES * OF_A_BATCH


def batches() -> list[Arrival]:
    return [
        Arrival("test", written(a_batch(f"plant/line/view-{station}", number)))
        for station in range(STATIONS)
        for number in range(BATCHES)
    ]


def a_batch(station: str, number: int) -> Batch:
    first = Position(1, number * OF_A_BATCH + 1)
    after = Position(1, first.seq - 1) if number else BEGIN
    bodies = [
        record_to_json(a_record(first.seq + i, Verdict.NOT_OK if i == 0 else Verdict.OK)).encode()
        for i in range(OF_A_BATCH)
    ]
    return Batch(LogName(station, "0123456789abcdef", Stream.RECORDS), after, first, bodies)


def take_some(engine: Engine, seed: int) -> list[Taken]:
    """All batches, each twice, in an order of its own, in groups of any size."""
    random, ingest, left = Random(seed), Ingest(engine), batches() * 2
    random.shuffle(left)
    taken = []
    while left:
        count = random.randint(1, 8)
        group, left = left[:count], left[count:]
        taken.append(ingest.take(group, NOON))
    return taken


def test_what_several_take_at_once_is_there_once_and_counted_once(engine: Engine) -> None:
    own = [engine_of(engine.url.render_as_string(hide_password=False)) for _ in range(INGESTORS)]
    with ThreadPoolExecutor(INGESTORS) as pool:
        taken = [one for each in pool.map(take_some, own, range(INGESTORS)) for one in each]
    for one in own:
        one.dispose()
    assert sum(one.stored for one in taken) == STATIONS * PACKS
    with reading(engine) as connection:
        rows = [
            connection.execute(select(func.count()).select_from(one)).scalar_one()
            for one in (records, defects)
        ]
        sums = [
            connection.execute(select(func.sum(one.c.packs))).scalar_one()
            for one in (tallies, versions, lots)
        ]
        acks = connection.execute(select(logs.c.id, logs.c.acks)).all()
        known = known_of(connection, [row.id for row in acks])
    assert rows == [STATIONS * PACKS, STATIONS * BATCHES]
    assert [int(one) for one in sums] == [STATIONS * PACKS] * 3
    assert set(known.values()) == {Known(Position(1, PACKS))}
    numbers = sorted((ack.station, ack.number) for one in taken for ack in one.acks)
    assert len(set(numbers)) == len(numbers), "two acknowledgements of a log have one number"
    assert sum(row.acks for row in acks) == len(numbers)


def test_what_runs_again_after_something_else_runs_since_then(engine: Engine) -> None:
    software = ["1.0"] * 3 + ["1.1"] * 2 + ["1.0"] * 2
    bodies = [
        record_to_json(a_record(i + 1, seen_at=NOON.replace(minute=i), software=one)).encode()
        for i, one in enumerate(software)
    ]
    name = LogName("plant/line/box", "0123456789abcdef", Stream.RECORDS)
    batch = Batch(name, BEGIN, Position(1, 1), bodies)
    Ingest(engine).take([Arrival("test", written(batch))], NOON)
    now, before = version_runs(engine)
    assert (now.software, now.packs, now.since) == ("1.0", 5, NOON.replace(minute=5))
    assert (before.software, before.packs, before.since) == ("1.1", 2, None)
    assert now.first_seen == NOON
