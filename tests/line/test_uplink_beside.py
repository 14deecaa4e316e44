"""One command starts line and uplink: what the line writes arrives at a centre."""

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from signal import SIGINT
from subprocess import DEVNULL, PIPE, Popen

import pytest

from deploy.fleet.carriers.folder_hub import FolderHub
from deploy.fleet.database import open_database
from deploy.fleet.ingest import Ingest
from deploy.fleet.listening import Listening
from edge_agent.children import Child
from edge_agent.line.beside import uplink_of
from edge_agent.line.shifts import Shifts
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted, save_trust
from edge_agent.settings import load_station
from edge_agent.uplink.carriers.carried_post import CarriedPost
from hardware.clock import RealClock
from tests.line.small_station import box_station
from tests.samples import NOON

CLOCK = RealClock()
LIVENESS_NS = 90_000_000_000
KEY = SigningKey.fresh()


class Plant:
    """A station whose letters go through a share, and a centre at its other end."""

    def __init__(self, folder: Path) -> None:
        share = folder / "share"
        share.mkdir()
        self.station = box_station(folder, "g" * 30)
        text = self.station.read_text().replace('type = "files"', 'type = "files"\nfps = 2')
        self.station.write_text(f'{text}\n[uplink.folder]\npath = "{share}"\nevery_s = 0.1\n')
        (folder / "data").mkdir()
        trust = Trust((as_trusted(KEY, Owner.CENTRE, "plant-1", NOON),))
        save_trust(trust, folder / "data" / "trust.toml")
        self.engine = open_database(f"sqlite:///{folder / 'centre.db'}", NOON)
        self.post = CarriedPost(FolderHub(share), CLOCK, Random(1))
        self.listening = Listening(Ingest(self.engine), self.post, KEY, CLOCK)
        self.post.start()

    def run_the_line_alone(self, packs: int) -> None:
        with closing(Shifts(load_station(self.station), CLOCK, lambda _: None)) as at_work:
            at_work.run(lambda: False, packs)

    def wait_for(self, stored: int) -> None:
        """Records and events at the centre."""
        end_ns = CLOCK.now_ns() + LIVENESS_NS
        while self.listening.sums.stored < stored:
            assert CLOCK.now_ns() < end_ns, "the records do not arrive"
            self.listening.step()
            CLOCK.sleep_until_ns(CLOCK.now_ns() + 20_000_000)

    def close(self) -> None:
        self.post.stop()
        self.engine.dispose()


@pytest.fixture
def plant(tmp_path: Path) -> Iterator[Plant]:
    with closing(Plant(tmp_path)) as one:
        yield one


def test_it_is_there_as_long_as_it_is_wanted(plant: Plant) -> None:
    plant.run_the_line_alone(3)
    told: list[str] = []
    with uplink_of(plant.station, True, told.append) as child:
        assert isinstance(child, Child)
        plant.wait_for(3)
    assert child.process is not None
    assert child.process.poll() is not None
    assert told == []


def test_the_command_that_runs_a_station_starts_it(plant: Plant) -> None:
    command = [sys.executable, "-m", "edge_agent", "run", "--station", str(plant.station)]
    with Popen([*command, "--no-web"], stdout=DEVNULL, stderr=PIPE) as process:
        plant.wait_for(3)
        process.send_signal(SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 0, told.decode()


def test_where_the_station_speaks_to_nobody_nothing_is_started(tmp_path: Path) -> None:
    station = box_station(tmp_path, "g")
    assert not load_station(station).speaks_outside
    with uplink_of(station, False, pytest.fail) as child:
        assert child is None
