"""A real station, its log, and a second bundle in a process beside it."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from deploy.release.archive import archived
from edge_agent.core.order import Order
from edge_agent.core.shadow.orders import BEGAN, ENDED, RESTARTED
from edge_agent.core.shadow.tally import TALLY
from edge_agent.core.told import ChangeOrder, OfferBundle, OfferShadow, ShadowBundle
from edge_agent.inspection.bundle import base_bundle, open_bundle
from edge_agent.line.shadow.process import ShadowProcess
from edge_agent.line.shadowing import TAKEN, Shadowing
from edge_agent.line.shifts import Shifts
from edge_agent.line.station import Station
from edge_agent.releases.slots import Lies, Slots
from edge_agent.settings import load_station
from edge_agent.store.events import EventReader
from hardware.clock import RealClock
from tests.line.shadow.second_bundle import second_bundle
from tests.line.shadow.test_process import pid_of, waited
from tests.line.small_station import box_station
from tests.line.test_shifts import two_products

pytestmark = pytest.mark.timeout(600)
NAME = "base-8.0.1.zip"
CLOCK = RealClock()


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A station's places, after the uplink has laid it there."""
    folder = tmp_path_factory.mktemp("laid")
    archive = folder / NAME
    archive.write_bytes(archived(second_bundle(folder / "made", careless=False)))
    Slots(folder / "bundles").lay(archive)
    return folder / "bundles"


@pytest.fixture
def lies(tmp_path: Path, laid: Path) -> Lies:
    bundles = Path(shutil.copytree(laid, tmp_path / "data" / "bundles"))
    return Lies("a", open_bundle(bundles / "a"))


def ordered(station: Station, lies: Lies) -> Shadowing:
    """It looks on before the first pack comes."""
    for word in (ShadowBundle(NAME, "ana"), OfferShadow(NAME, lies.bundle.sha256, "ana")):
        station.line.told.put(word)
    station.line.step(CLOCK.now_ns())
    return looking_on(station)


def looking_on(station: Station) -> Shadowing:
    shadowing = station.line.shadowing
    assert shadowing is not None
    waited(lambda: is_idle(shadowing))
    return shadowing


def is_idle(shadowing: Shadowing) -> bool:
    """Nothing waits for an answer, and the next pack would be taken."""
    shadowing.look(CLOCK.now_ns())
    process = shadowing.challenger
    assert isinstance(process, ShadowProcess)
    looking = process.looking
    return shadowing.waiting is None and looking is not None and looking.is_idle


def at_its_pace(shadowing: Shadowing) -> Callable[[], bool]:
    """The pictures wait, so that every pack finds it idle."""

    def is_interrupted() -> bool:
        waited(lambda: is_idle(shadowing))
        return False

    return is_interrupted


@contextmanager
def a_station(file: Path) -> Iterator[Station]:
    with closing(Station(load_station(file), CLOCK, print)) as station:
        yield station


def told(folder: Path, kind: str) -> list[dict[str, Any]]:
    with closing(EventReader(folder / "data" / "events.db")) as reader:
        return [dict(one.event.body) for one in reader.events(kind=kind)]


def test_it_looks_on_over_a_restart_until_it_is_in_use(tmp_path: Path, lies: Lies) -> None:
    file = box_station(tmp_path, "ggbg")
    with a_station(file) as station:
        station.run(at_its_pace(ordered(station, lies)))
        records = list(station.records())
        assert station.line.ledger.adds_up
    assert {record.bundle_sha256 for record in records} == {base_bundle().sha256}
    assert told(tmp_path, BEGAN) == [
        {"name": NAME, "bundle_sha256": lies.bundle.sha256, "by": "ana"}
    ]
    first = told(tmp_path, TALLY)[-1]
    assert (first["packs"] + first["not_looked_at"], first["packs"]) == (4, first["same"])
    assert first["packs"] >= 3

    with a_station(file) as station:
        station.run(at_its_pace(looking_on(station)))
    second = told(tmp_path, TALLY)[-1]
    assert second["packs"] + second["not_looked_at"] == 8
    assert len(told(tmp_path, BEGAN)) == 1

    Slots(tmp_path / "data" / "bundles").make_ready(lies)
    with a_station(file) as station:
        station.run(lambda: False)
    assert told(tmp_path, ENDED) == [{"name": NAME, "why": TAKEN, "by": "station"}]


@pytest.mark.slow
def test_a_killed_process_costs_the_line_nothing_and_is_begun_anew(
    tmp_path: Path, lies: Lies
) -> None:
    with a_station(box_station(tmp_path, "gggggg")) as station:
        shadowing = ordered(station, lies)
        assert isinstance(shadowing.challenger, ShadowProcess)
        os.kill(pid_of(shadowing.challenger), signal.SIGKILL)
        station.run(lambda: False)
        assert station.line.ledger.seen == station.line.ledger.passed == 6
        waited(lambda: is_idle(shadowing))
    assert told(tmp_path, RESTARTED) == [{"name": NAME, "why": "was ended by signal 9"}]


@pytest.mark.slow
def test_another_product_is_looked_at_by_its_own_recipe_with_a_tally_of_its_own(
    tmp_path: Path, lies: Lies
) -> None:
    file = two_products(tmp_path)
    with closing(Shifts(load_station(file), CLOCK, print)) as shifts:
        ordered(shifts.at_work, lies)
        before = shifts.at_work

        def is_interrupted() -> bool:
            if shifts.at_work is before and shifts.ledger.seen == 2:
                shifts.at_work.line.told.put(ChangeOrder(Order("crate", "C1"), "ana"))
            shadowing = shifts.at_work.line.shadowing
            assert shadowing is not None
            waited(lambda: is_idle(shadowing))
            return False

        shifts.run(is_interrupted)
        assert shifts.ledger.adds_up
    tallies = {body["recipe"]: body for body in told(tmp_path, TALLY)}
    assert tallies.keys() == {"box", "crate"}
    assert all(body["packs"] == body["same"] > 0 for body in tallies.values())


@pytest.mark.slow
def test_another_bundle_that_lies_ready_in_its_place_ends_it(tmp_path: Path, lies: Lies) -> None:
    with a_station(box_station(tmp_path, "g")) as station:
        ordered(station, lies)
        station.line.told.put(OfferBundle("base-9.0.0.zip", "9a" * 32, "eva"))
        station.run(lambda: False)
    (ended,) = told(tmp_path, ENDED)
    assert ended["why"] == "base-9.0.0.zip lies ready in its place"
