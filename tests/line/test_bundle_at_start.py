"""A station works with the bundle in its slots, proves it, and goes back by itself."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from deploy.release.archive import archived
from edge_agent.core.bundle_orders import BEGUN, RETURNED
from edge_agent.core.order import Order
from edge_agent.core.told import OfferBundle, ReturnBundle
from edge_agent.inspection.bundle import BASE_BUNDLE, base_bundle, open_bundle
from edge_agent.inspection.bundle_manifest import MANIFEST
from edge_agent.line.bundle_at_start import PROOF
from edge_agent.line.shifts import Shifts
from edge_agent.line.station import Station
from edge_agent.releases.slots import MOST_FAILED_STARTS, Slots
from edge_agent.settings import load_station
from edge_agent.store.events import EventReader
from hardware.clock import RealClock
from tests.inspection.bundles import change, reseal
from tests.line.small_station import box_station
from tests.line.test_shifts import Saying


@pytest.fixture
def slots(tmp_path: Path) -> Slots:
    """With another version of the bundle that ships in use."""
    slots = prepared(tmp_path)
    slots.switch()
    return slots


def prepared(tmp_path: Path) -> Slots:
    """The same, and it only lies ready."""
    made = Path(shutil.copytree(BASE_BUNDLE, tmp_path / "made"))
    change(made / "model_card.json", lambda told: told.update(version="7.0.1"))
    change(made / MANIFEST, lambda told: told.update(version="7.0.1"))
    reseal(made)
    archive = tmp_path / "7.0.1.zip"
    archive.write_bytes(archived(open_bundle(made)))
    slots = Slots(tmp_path / "data" / "bundles")
    slots.prepare(archive)
    return slots


def worked(folder: Path, packs: str, told: list[str]) -> list[str]:
    """One shift; the bundles that its records name."""
    file = folder / "station.toml"
    if not file.exists():
        box_station(folder, packs)
    with closing(Station(load_station(file), RealClock(), told.append)) as station:
        station.run(lambda: False)
        return [record.bundle_sha256 for record in station.records()]


def test_records_name_the_bundle_of_the_slots_and_a_few_packs_prove_it(
    slots: Slots, tmp_path: Path
) -> None:
    taken = slots.usable().sha256
    assert taken != base_bundle().sha256
    assert worked(tmp_path, "g" * (PROOF + 2), []) == [taken] * (PROOF + 2)
    assert slots.in_use.begun == 0


def test_a_bundle_that_never_looks_at_a_pack_is_left(slots: Slots, tmp_path: Path) -> None:
    taken, told = slots.usable().sha256, list[str]()
    for _ in range(MOST_FAILED_STARTS):
        assert set(worked(tmp_path, "g", told)) <= {taken}
    assert set(worked(tmp_path, "g", told)) == {base_bundle().sha256}
    assert any("never worked" in line for line in told)


def test_a_bundle_that_the_disk_has_damaged_is_left_and_told(slots: Slots, tmp_path: Path) -> None:
    net = slots.usable().folder / "backbone.onnx"
    net.write_bytes(b"")
    told: list[str] = []
    assert set(worked(tmp_path, "gg", told)) == {base_bundle().sha256}
    assert any(line.startswith("Back to the bundle base") for line in told)


def test_a_bundle_that_lies_ready_is_used_from_the_next_order_on(tmp_path: Path) -> None:
    slots = prepared(tmp_path)
    file = box_station(tmp_path, "gggggg")
    told = OfferBundle("base-7.0.1.zip", slots.ready.bundle_sha256 if slots.ready else "", "eva")
    data = tmp_path / "data"
    (data / "bundles").rename(tmp_path / "kept")
    with closing(Shifts(load_station(file), RealClock(), print)) as shifts:
        (tmp_path / "kept").rename(data / "bundles")
        shifts.at_work.line.told.put(told)
        shifts.run(Saying(shifts, Order("box", "L2")).is_interrupted)
    made = {record.bundle_sha256: record.order for record in shifts.records()}
    assert made == {base_bundle().sha256: None, told.bundle_sha256: Order("box", "L2")}
    assert shifts.ledger.adds_up
    assert slots.ready is None


def told_of_bundles(data: Path) -> list[tuple[str, dict[str, object]]]:
    with closing(EventReader(data / "events.db")) as reader:
        events = [stored.event for stored in reader.events()]
    return [(one.kind, dict(one.body)) for one in events if one.kind in (BEGUN, RETURNED)]


def test_the_log_names_every_exchange_once_and_who_wanted_it(tmp_path: Path) -> None:
    """A first start is none; the next order after somebody wants the one before is."""
    worked(tmp_path, "gggggg", [])
    slots = prepared(tmp_path)
    worked(tmp_path, "", [])
    taken, ships = slots.usable().sha256, base_bundle().sha256
    worked(tmp_path, "", [])
    begun = (BEGUN, {"bundle_sha256": taken, "before_sha256": ships})
    assert told_of_bundles(tmp_path / "data") == [begun]

    with closing(Shifts(load_station(tmp_path / "station.toml"), RealClock(), print)) as shifts:
        shifts.at_work.line.told.put(ReturnBundle("too many unsure", "eva"))
        shifts.run(Saying(shifts, Order("box", "L2")).is_interrupted)
    assert shifts.at_work.models.bundle.sha256 == ships
    returned = {"bundle_sha256": taken, "to_sha256": ships, "why": "too many unsure", "by": "eva"}
    assert told_of_bundles(tmp_path / "data") == [begun, (RETURNED, returned)]


def test_a_return_that_was_ordered_is_not_forgotten_over_a_restart(tmp_path: Path) -> None:
    worked(tmp_path, "gggg", [])
    slots = prepared(tmp_path)
    worked(tmp_path, "", [])
    with closing(Station(load_station(tmp_path / "station.toml"), RealClock(), print)) as station:
        station.line.told.put(ReturnBundle("too many unsure", "eva"))
        station.run(lambda: False)
    assert slots.in_use.place != "ships"
    assert set(worked(tmp_path, "", [])) == {base_bundle().sha256}
    assert slots.in_use.left == "too many unsure"


def test_a_bundle_that_was_left_is_taken_again_only_by_another_order(tmp_path: Path) -> None:
    worked(tmp_path, "gggg", [])
    slots = prepared(tmp_path)
    worked(tmp_path, "", [])
    taken = slots.usable().sha256
    slots.go_back("live figures are worse")
    for _ in range(2):
        assert set(worked(tmp_path, "", [])) == {base_bundle().sha256}
    slots.prepare(tmp_path / "7.0.1.zip")
    assert set(worked(tmp_path, "", [])) == {taken}
