"""A station as a site starts it, at a belt that runs by itself, over Modbus TCP."""

from contextlib import closing
from pathlib import Path

from edge_agent.core.packs import Outcome, Reason, Verdict
from edge_agent.line.station import Station
from edge_agent.settings import load_station
from edge_agent.store.events import EventReader
from hardware.clock import RealClock
from tests.line.running_belt import RunningBelt, running_belt
from tests.line.small_station import box_station

PICTURES = 8


def station_at(belt: RunningBelt, folder: Path) -> Path:
    """Its camera is a folder that gives its next picture at every trigger."""
    file = box_station(folder, "g" * PICTURES)
    text = file.read_text().replace('path = "top"', 'path = "top"\nat_mm = 150.0')
    file.write_text(text + belt.gate_tables)
    return file


def may_be_rejected_until_armed(outcomes: list[Outcome]) -> bool:
    """A controller that nobody has armed yet rejects; on a busy machine it may see packs so."""
    first_passed = outcomes.index(Outcome.PASSED)
    return set(outcomes[:first_passed]) <= {Outcome.REJECTED} and set(outcomes[first_passed:]) == {
        Outcome.PASSED
    }


def test_every_pack_that_the_controller_sees_gets_its_picture_and_its_record(
    tmp_path: Path,
) -> None:
    with running_belt(40) as belt:
        file = station_at(belt, tmp_path)
        with closing(Station(load_station(file), RealClock(), print)) as station:
            left = station.run(lambda: False, PICTURES)
            records = list(station.records())
    numbers = [record.pack_no for record in records]
    assert numbers == sorted(numbers)
    assert len(records) >= PICTURES
    assert set(numbers).isdisjoint(left)
    judged = [record for record in records if record.verdict.verdict is Verdict.OK]
    assert judged
    others = [record for record in records if record not in judged]
    assert all(Reason.NO_PICTURE in record.verdict.reasons for record in others)
    assert may_be_rejected_until_armed([record.outcome for record in records])
    with closing(EventReader(station.data.events)) as reader:
        kinds = [stored.event.kind for stored in reader.events()]
    assert kinds[-1] == "ended"
    assert ("left_on_belt" in kinds) == bool(left)


def test_a_station_that_never_earned_anything_does_not_miss_it_at_its_next_start(
    tmp_path: Path,
) -> None:
    with running_belt(0, stands=True) as belt:
        file = station_at(belt, tmp_path)
        for _ in range(2):
            with closing(Station(load_station(file), RealClock(), print)) as station:
                pass
    with closing(EventReader(station.data.events)) as reader:
        assert "standing_lost" not in [stored.event.kind for stored in reader.events()]


class Cable:
    """Pulls the PLC's cable once packs are seen, puts it back, and ends when they come again."""

    def __init__(self, belt: RunningBelt, station: Station) -> None:
        self.belt, self.station = belt, station
        self.out_ns: int | None = None
        self.seen_before = 0
        self.is_in_again = False

    def is_interrupted(self) -> bool:
        seen, now_ns = self.station.line.ledger.seen, self.belt.clock.now_ns()
        if self.out_ns is None:
            if seen >= 2:
                self.belt.plc.unplug()
                self.out_ns = now_ns
        elif not self.is_in_again and self.station.line.health.gate_trouble is not None:
            self.belt.plc.plug_in()
            self.is_in_again, self.seen_before = True, seen
        return self.is_in_again and seen >= self.seen_before + 2


def test_a_controller_that_goes_away_is_told_and_comes_back_and_the_station_goes_on(
    tmp_path: Path,
) -> None:
    told: list[str] = []
    with running_belt(300) as belt:
        file = station_at(belt, tmp_path)
        with closing(Station(load_station(file), RealClock(), told.append)) as station:
            station.run(Cable(belt, station).is_interrupted)
            numbers = [record.pack_no for record in station.records()]
    with closing(EventReader(station.data.events)) as reader:
        kinds = [stored.event.kind for stored in reader.events()]
    assert kinds.index("gate_lost") < kinds.index("gate_back") < kinds.index("ended")
    assert told[-1] == "the gate is back"
    assert len(set(numbers)) == len(numbers)
