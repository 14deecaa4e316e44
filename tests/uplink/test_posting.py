"""A real log, a real outbox, and a centre that is only what it has: everything arrives, once."""

from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from edge_agent.core.packs import Record
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import BEGIN, Known, Position
from edge_agent.store.events import EventStore
from edge_agent.store.log_stretches import LogStretches
from edge_agent.store.record_json import record_from_json
from edge_agent.uplink.batches import Batch, LogName, read
from edge_agent.uplink.posting import Posting
from tests.samples import NOON, a_record

STATION = "plant-1/line-1/box"


class Centre:
    """Keeps what comes, by its name."""

    def __init__(self) -> None:
        self.known = Known()
        self.kept: dict[Position, bytes] = {}

    def take(self, payload: bytes) -> bool:
        batch: Batch = read(payload)
        self.known = self.known.with_stretch(batch.stretch)
        for index, entry in enumerate(batch.entries):
            before = self.kept.setdefault(batch.position_of(index), entry)
            assert before == entry
        return True


@pytest.fixture
def store_file(tmp_path: Path) -> Path:
    file = tmp_path / "events.db"
    for count in (450, 0, 3):
        with closing(EventStore.open(file)) as store:
            store.append("started", {"boot": store.boot}, NOON)
            store.append_records([a_record(one) for one in range(1, count + 1)])
    return file


def posting(log: LogStretches, stream: Stream, acked: Position = BEGIN) -> Posting:
    name = log.name()
    assert name is not None
    return Posting(LogName(STATION, name, stream), log, acked, Random(1))


def all_arrived(log: LogStretches, stream: Stream) -> Centre:
    centre, post = Centre(), posting(log, stream)
    for now_ns in range(10):
        post.post(centre.take, now_ns)
        post.heard(centre.known.until, now_ns)
    assert not post.behind
    return centre


def test_records_of_all_boots_arrive_as_they_were_written(store_file: Path) -> None:
    with closing(LogStretches(store_file)) as log:
        centre = all_arrived(log, Stream.RECORDS)
    records: list[Record] = [record_from_json(body.decode()) for body in centre.kept.values()]
    assert sorted(centre.kept)[-1] == Position(3, 3)
    assert len(records) == 453
    assert [centre.kept[Position(1, 7)]] == [
        body for place, body in centre.kept.items() if place == (1, 7)
    ]
    assert record_from_json(centre.kept[Position(1, 7)].decode()).pack_no == 7


def test_events_arrive_beside_them(store_file: Path) -> None:
    with closing(LogStretches(store_file)) as log:
        centre = all_arrived(log, Stream.EVENTS)
    assert sorted(centre.kept) == [(1, 1), (2, 1), (3, 1)]
    assert b'"kind":"started"' in centre.kept[Position(2, 1)]


def test_a_way_that_takes_nothing_loses_nothing(store_file: Path) -> None:
    with closing(LogStretches(store_file)) as log:
        post = posting(log, Stream.RECORDS)
        post.post(lambda _: False, 0)
        assert (post.sent_entries, post.sender.is_waiting) == (0, False)
        centre = Centre()
        post.post(centre.take, 1)
        assert centre.known.until == Position(3, 3)


def test_a_log_has_the_same_name_for_ever_and_another_log_another(
    store_file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    with closing(EventStore.open(other)) as store:
        with closing(LogStretches(other)) as log:
            assert log.name() is None
        store.append("started", {"boot": 77}, NOON)
    with closing(LogStretches(store_file)) as log:
        name = log.name()
        with closing(EventStore.open(store_file)) as store:
            store.append("started", {"boot": store.boot}, NOON)
        assert log.name() == name
    with closing(LogStretches(other)) as log:
        assert log.name() != name
