"""One kind of letters that cannot be taken holds up no other; what was not taken comes again."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine

from deploy.fleet.database import open_database
from deploy.fleet.ingest import Ingest
from deploy.fleet.listening import Listening
from edge_agent.core.errors import StoreFailed
from edge_agent.core.telemetry.streams import Stream
from edge_agent.people.keys import SigningKey
from edge_agent.uplink.topics import StationTopics
from hardware.letters import Heard, Letter
from tests.fleet.empty_centre import empty_centre
from tests.fleet.mutator import STATION, good_lines, packed
from tests.samples import NOON, StandingClock

TOPICS = StationTopics(STATION)


class Tray:
    """A post that gives the same again until it is settled."""

    trouble = None
    is_up = True

    def __init__(self) -> None:
        self.come: list[Heard] = []
        self.sent: list[Letter] = []

    def publish(self, letter: Letter) -> bool:
        self.sent.append(letter)
        return True

    def take(self) -> tuple[Heard, ...]:
        return tuple(self.come)

    def settle(self) -> None:
        self.come = []

    def stop(self) -> None:
        """Nothing was begun."""


class FullDisk:
    """A taker whose disk is full until there is room."""

    def __init__(self) -> None:
        self.has_room = False
        self.taken = 0

    def take(self, letters: Sequence[Heard], now: datetime) -> Iterable[Letter]:
        if not self.has_room:
            raise StoreFailed("the disk is full")
        self.taken += len(letters)
        return ()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(empty_centre(tmp_path / "centre.db"), NOON)
    yield engine
    engine.dispose()


def a_batch(log: int) -> Heard:
    return Heard(TOPICS.records, packed(good_lines(Random(log), Stream.RECORDS, log)), 0)


def test_a_full_disk_for_pictures_holds_up_no_record(engine: Engine) -> None:
    tray, disk = Tray(), FullDisk()
    listening = Listening(
        *(Ingest(engine), tray, SigningKey.fresh(), StandingClock()), {"pictures": disk}
    )
    tray.come = [a_batch(1), Heard(TOPICS.pictures, b"piece", 0), Heard("elsewhere", b"", 0)]
    assert not listening.step()
    assert listening.sums.stored > 0
    assert [letter.topic for letter in tray.sent] == [TOPICS.ack]
    assert (listening.sums.failures, listening.sums.trouble) == (1, "the disk is full")
    assert listening.sums.unknown == 1
    assert len(tray.come) == 3, "not settled"
    disk.has_room = True
    assert listening.step()
    assert disk.taken == 1
    assert listening.sums.trouble is None
    assert not listening.step()


def test_a_database_that_is_away_settles_nothing(tmp_path: Path) -> None:
    engine = open_database(empty_centre(tmp_path / "centre.db"), NOON)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE records")
    tray = Tray()
    listening = Listening(Ingest(engine), tray, SigningKey.fresh(), StandingClock())
    tray.come = [a_batch(1)]
    for turn in range(1, 4):
        assert not listening.step()
        assert listening.sums.failures == turn
    assert (len(tray.come), tray.sent) == (1, [])
    engine.dispose()
