"""Whatever comes instead of a batch: nothing falls over, it is counted, what is good is kept."""

from itertools import islice
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, func, select

from deploy.fleet.dead_letters import MOST_LETTERS
from deploy.fleet.ingest import Arrival, Ingest
from deploy.fleet.tables import dead_letters, events, records
from edge_agent.core.telemetry.streams import Stream
from edge_agent.uplink.batches import BatchRefused, read
from tests.fleet.engines import opened
from tests.fleet.mutator import good_lines, mutated, other_schema, packed
from tests.fleet.two_databases import NewUrl
from tests.samples import NOON

TOGETHER = 200


def count(engine: Engine, table: object) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def entries_of(payload: bytes) -> int:
    """In a payload that is a batch; 0 in any other."""
    try:
        return len(read(payload).entries)
    except BatchRefused:
        return 0


RELEASE = (pytest.mark.slow, pytest.mark.release)


@pytest.mark.parametrize(
    ("database", "payloads"),
    [
        ("sqlite", 10_000),
        ("postgresql", 3_000),
        pytest.param("sqlite", 100_000, marks=RELEASE),
        pytest.param("postgresql", 100_000, marks=RELEASE),
    ],
)
@pytest.mark.timeout(1_200)
def test_every_entry_is_stored_and_everything_else_is_a_dead_letter(
    database: str, payloads: int, tmp_path: Path, new_url: NewUrl
) -> None:
    with opened(new_url(database, tmp_path)) as engine:
        take_mutated(engine, payloads)


def take_mutated(engine: Engine, payloads: int) -> None:
    ingest, left = Ingest(engine), mutated(seed=5)
    stored = dead = entries = batches = came = 0
    while came < payloads:
        group = list(islice(left, TOGETHER))
        came += len(group)
        numbers = [entries_of(payload) for payload in group]
        entries += sum(numbers)
        batches += sum(number > 0 for number in numbers)
        taken = ingest.take([Arrival("test", payload) for payload in group], NOON)
        stored, dead = stored + taken.stored, dead + taken.dead
    assert came - batches < dead < payloads, "of entries some are dead letters too"
    assert stored + dead == entries + came - batches
    assert stored == count(engine, records) + count(engine, events)
    assert 0 < count(engine, dead_letters) <= MOST_LETTERS


def test_another_version_is_refused_by_its_number() -> None:

    random = Random(1)
    for log in range(200):
        lines = other_schema(random, good_lines(random, Stream.RECORDS, log))
        with pytest.raises(BatchRefused, match="schema"):
            read(packed(lines))
