"""The uplink gets the bundle that was ordered, tries it, and tells the line."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from deploy.release.archive import archive_name, archived
from edge_agent.control.place import place_in
from edge_agent.control.server import ControlServer
from edge_agent.control.shown import Snapshot
from edge_agent.core.bundle_orders import ORDERED
from edge_agent.core.told import Asked, OfferBundle, RefuseBundle, Told
from edge_agent.inspection.bundle import BASE_BUNDLE, open_bundle
from edge_agent.inspection.bundle_manifest import MANIFEST
from edge_agent.releases.slots import Slots
from edge_agent.store.events import EventStore
from hardware.clock import RealClock
from tests.control.samples import LINE, a_state
from tests.inspection.bundles import change, reseal
from tests.line.small_station import box_station
from tests.releases.rig import ReleaseRig
from tests.samples import NOON

CLOCK = RealClock()
LIVENESS_NS = 60_000_000_000
LOOK_NS = 50_000_000


class Plant:
    """A repository, a station with its log, and a line that keeps what it is told."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self.rig = ReleaseRig(folder / "centre")
        self.rig.folder.mkdir()
        self.rig.repository(CLOCK_DAYS).found()
        shutil.copy(self.rig.metadata / "1.root.json", folder / "root.json")
        self.data.mkdir()
        with closing(EventStore.open(self.data / "events.db")) as store:
            store.append("started", {}, NOON)
        self.words: list[Told] = []
        self.server = ControlServer(place_in(self.data), LINE, self.hear, CLOCK)

    def hear(self, asked: Asked) -> None:
        self.words.append(asked.word)
        asked.answer(None)

    def release(self, version: str) -> str:
        made = Path(shutil.copytree(BASE_BUNDLE, self.folder / version))
        change(made / "model_card.json", lambda told: told.update(version=version))
        change(made / MANIFEST, lambda told: told.update(version=version))
        reseal(made)
        bundle = open_bundle(made)
        repository = self.rig.repository(CLOCK_DAYS)
        repository.add(archive_name(bundle), archived(bundle), {"sha256": bundle.sha256})
        return archive_name(bundle)

    def order(self, name: str) -> None:
        with closing(EventStore.open(self.data / "events.db")) as store:
            store.append(ORDERED, {"name": name, "by": "eva"}, CLOCK.wall())

    def first_word(self) -> Told:
        end_ns = CLOCK.now_ns() + LIVENESS_NS
        while not self.words:
            assert CLOCK.now_ns() < end_ns, "nothing is told to the line"
            self.server.show(Snapshot(a_state(), None, {}))
            CLOCK.sleep_until_ns(CLOCK.now_ns() + LOOK_NS)
        return self.words[0]


CLOCK_DAYS = (CLOCK.wall() - NOON).total_seconds() / 86_400
"""The station's process has the computer's clock."""


@pytest.fixture
def plant(tmp_path: Path) -> Iterator[Plant]:
    file = box_station(tmp_path, "g")
    repository = tmp_path / "centre" / "repository"
    table = f'\n[releases]\nfolder = "{repository}"\nroot = "root.json"\n'
    file.write_text(file.read_text() + table)
    command = [sys.executable, "-m", "edge_agent", "uplink", "--station", str(file)]
    plant = Plant(tmp_path)
    with closing(plant.server), Popen(command, stderr=PIPE) as process:
        yield plant
        process.terminate()
        process.communicate(timeout=30)


def test_what_was_ordered_lies_ready_and_the_line_knows(plant: Plant) -> None:
    name = plant.release("7.0.1")
    plant.order(name)
    word = plant.first_word()
    ready = Slots(plant.data / "bundles").ready
    assert ready is not None
    assert word == OfferBundle(name, ready.bundle_sha256, "eva")


def test_what_is_not_released_is_refused_with_the_reason(plant: Plant) -> None:
    plant.release("7.0.1")
    plant.order("base-9.9.9.zip")
    word = plant.first_word()
    assert isinstance(word, RefuseBundle)
    assert "released are: base-7.0.1.zip" in word.why
    assert Slots(plant.data / "bundles").ready is None
