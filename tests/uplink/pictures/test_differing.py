"""The pictures of packs on which a bundle that looks on differs follow, whatever records say."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from edge_agent.core.shadow.tally import DIFFERENCE
from edge_agent.core.telemetry.picture_policy import PictureWishes
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import BEGIN, Position
from edge_agent.store.events import EventStore
from edge_agent.store.log_stretches import LogStretches
from edge_agent.store.pictures import PictureStore
from edge_agent.uplink.outbox import Outbox
from edge_agent.uplink.pictures.differing import MOST_TOGETHER, Differing
from edge_agent.uplink.pictures.letters import PictureName
from edge_agent.uplink.pictures.waiting import WaitingPictures
from tests.fleet.pictures.rig import a_png
from tests.samples import NOON, a_record

TWO_BYTES = 100_000
"""Room for two pictures."""


@dataclass
class Station:
    """Its log and its pictures; what the centre has of it is said by the test."""

    store: EventStore
    log: LogStretches
    pictures: PictureStore
    waiting: WaitingPictures
    name: str
    differing: Differing

    def restart(self, wishes: PictureWishes) -> None:
        self.differing = Differing(self.log, self.waiting, self.pictures.folder, wishes)

    def differ(self, pack_no: int, *pictures: str) -> None:
        views = {f"view {number}": sha256 for number, sha256 in enumerate(pictures)}
        self.store.append(DIFFERENCE, {"pack_no": pack_no, "pictures": views}, NOON)

    def look(self, events: Position | None = None, records: Position | None = None) -> int:
        """How often; None: the centre has all."""
        acked = events or self.log.newest(Stream.EVENTS)
        known = records or self.log.newest(Stream.RECORDS)
        looks = 1
        while self.differing.look(self.name, acked, known):
            looks += 1
        return looks

    def arrived(self) -> list[PictureName]:
        """All that waited is at the centre now."""
        best = self.waiting.best(1_000)
        self.waiting.told_of([one.sha256 for one in best], ())
        return best


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with ExitStack() as open_now:
        store = EventStore.open(tmp_path / "events.db")
        open_now.callback(store.close)
        store.append("started", {}, NOON)
        log = LogStretches(tmp_path / "events.db")
        open_now.callback(log.close)
        outbox = Outbox(tmp_path / "uplink.db")
        open_now.callback(outbox.close)
        waiting = WaitingPictures(outbox.connection, outbox.path)
        pictures = PictureStore(tmp_path / "pictures", TWO_BYTES)
        differing = Differing(log, waiting, pictures.folder, PictureWishes())
        yield Station(store, log, pictures, waiting, log.name() or "", differing)


def test_pictures_of_a_plainly_good_pack_are_named_by_its_record(station: Station) -> None:
    station.store.append_records([a_record(number) for number in (7, 8, 9)])
    top, side = station.pictures.save(a_png(1)), station.pictures.save(a_png(2))
    station.differ(8, top, side)
    station.look()
    named = {PictureName(station.name, 1, 2, sha256) for sha256 in (top, side)}
    assert set(station.waiting.best(9)) == named


def test_nothing_goes_before_both_the_event_and_the_record_are_at_the_centre(
    station: Station,
) -> None:
    station.store.append_records([a_record(1), a_record(2)])
    first, second = station.pictures.save(a_png(1)), station.pictures.save(a_png(2))
    station.differ(1, first)
    station.differ(2, second)
    station.look(events=Position(1, 1))
    station.look(records=BEGIN)
    assert station.waiting.best(9) == []
    station.look(records=Position(1, 1))
    assert [one.sha256 for one in station.arrived()] == [first]
    station.look()
    assert [one.sha256 for one in station.arrived()] == [second]


def test_what_arrived_is_not_chosen_again_after_a_restart(station: Station) -> None:
    station.store.append_records([a_record(1), a_record(2)])
    station.differ(1, station.pictures.save(a_png(1)))
    station.look()
    assert len(station.arrived()) == 1
    station.restart(PictureWishes())
    station.look()
    assert station.waiting.best(9) == []
    later = station.pictures.save(a_png(2))
    station.differ(2, later)
    station.look()
    assert [one.sha256 for one in station.arrived()] == [later]


@pytest.mark.parametrize("restarts", [False, True])
def test_a_centre_that_lost_its_log_gets_them_again(station: Station, restarts: bool) -> None:
    station.store.append_records([a_record(1)])
    shown = station.pictures.save(a_png(1))
    station.differ(1, shown)
    station.look()
    assert len(station.arrived()) == 1
    if restarts:
        station.restart(PictureWishes())
    station.look(events=Position(1, 1))
    assert station.waiting.best(9) == []
    station.look()
    assert [one.sha256 for one in station.arrived()] == [shown]


def test_what_is_shed_already_is_told_as_gone(station: Station) -> None:
    station.store.append_records([a_record(1)])
    shed = station.pictures.save(a_png(1))
    for number in (2, 3):
        station.pictures.save(a_png(number))
    station.differ(1, shed)
    station.look()
    assert station.waiting.best(9) == []
    assert [one.sha256 for one in station.waiting.gone(9)] == [shed]
    assert station.waiting.counts().shed_unsent == 1


def test_many_are_looked_through_in_turns_and_each_once(station: Station) -> None:
    count = 2 * MOST_TOGETHER + 1
    station.store.append_records([a_record(number) for number in range(1, count + 1)])
    names = [f"{number:064x}" for number in range(1, count + 1)]
    for number, name in enumerate(names, 1):
        station.differ(number, name)
    assert station.look() == 3
    assert {one.sha256 for one in station.waiting.gone(1_000)} == set(names)
    assert station.look() == 1


def test_other_events_and_packs_without_a_record_are_passed_over(station: Station) -> None:
    station.store.append_records([a_record(1)])
    first, second = station.pictures.save(a_png(1)), station.pictures.save(a_png(2))
    station.store.append("defect_seen", {"pack_no": 1, "pictures": {"top": first}}, NOON)
    station.differ(99, first)
    station.store.append(DIFFERENCE, {"pack_no": 1, "pictures": {"top": "../../key"}}, NOON)
    station.store.append(DIFFERENCE, {"pack_no": 1}, NOON)
    station.differ(1, second)
    station.look()
    assert [one.sha256 for one in station.arrived()] == [second]


def test_whoever_wants_nothing_of_unsure_packs_gets_none_of_these(station: Station) -> None:
    station.restart(PictureWishes(unsure=False))
    station.store.append_records([a_record(1)])
    station.differ(1, station.pictures.save(a_png(1)))
    station.look()
    assert station.waiting.best(9) == []
