"""Which bundle is in use: always one, always whole, whatever dies at whichever step."""

import json
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from deploy.release.archive import archived
from edge_agent.core.bundle_orders import ReturnOrder
from edge_agent.core.errors import Conflict, PackwardenError
from edge_agent.inspection.bundle import BASE_BUNDLE, base_bundle, open_bundle
from edge_agent.inspection.bundle_manifest import MANIFEST
from edge_agent.releases.slots import MOST_FAILED_STARTS, Left, Slots
from tests.inspection.bundles import change, reseal
from tests.releases.dying import goes_back, stepped, takes

AT_FIRST, AT_THE_END = 20, 12
"""Steps at which it is killed; both together are at least thirty."""


def bundle_of(folder: Path, version: str) -> Path:
    """The bundle that ships under another version."""
    made = Path(shutil.copytree(BASE_BUNDLE, folder / f"made-{version}"))
    change(made / MANIFEST, lambda told: told.update(version=version))
    change(made / "model_card.json", lambda told: told.update(version=version))
    reseal(made)
    return made


@cache
def packed(version: str) -> bytes:
    with TemporaryDirectory() as folder:
        return archived(open_bundle(bundle_of(Path(folder), version)))


def archive_of(folder: Path, version: str) -> Path:
    archive = folder / f"{version}.zip"
    archive.write_bytes(packed(version))
    return archive


@pytest.fixture
def slots(tmp_path: Path) -> Slots:
    """Verifies what is ours, and does not try it: trials are in test_nets.py, and below."""
    return Slots(tmp_path / "bundles", open_bundle)


def take(slots: Slots, archive: Path) -> None:
    slots.prepare(archive)
    slots.switch()


def version_in_use(slots: Slots) -> str:
    return slots.opened(slots.in_use.place).manifest.version


def test_before_anything_is_taken_the_one_that_ships_is_in_use(slots: Slots) -> None:
    assert slots.begin().sha256 == base_bundle().sha256


def test_one_after_the_other_is_tried_and_taken_and_the_one_before_is_kept(tmp_path: Path) -> None:
    slots = Slots(tmp_path / "bundles")
    for version in ("7.0.1", "7.0.2", "7.0.3"):
        take(slots, archive_of(tmp_path, version))
        assert slots.begin().manifest.version == version
        slots.worked()
    assert slots.go_back("worse figures").manifest.version == "7.0.2"
    assert (version_in_use(slots), slots.in_use.left) == ("7.0.2", "worse figures")


def test_in_use_before_and_next_are_kept_at_once(slots: Slots, tmp_path: Path) -> None:
    """Getting the next one costs no way back, not even one that is no bundle."""
    for version in ("7.0.1", "7.0.2"):
        take(slots, archive_of(tmp_path, version))
        slots.begin()
    slots.prepare(archive_of(tmp_path, "7.0.3"))
    places = {slots.in_use.place, slots.in_use.before, slots.ready.place if slots.ready else None}
    assert places == {"a", "b", "c"}
    bad = tmp_path / "bad.zip"
    bad.write_bytes((tmp_path / "7.0.3.zip").read_bytes()[:-40])
    with pytest.raises(PackwardenError):
        slots.prepare(bad)
    assert slots.go_back("worse").manifest.version == "7.0.1"


def test_back_leads_only_to_the_very_bundle_that_was_in_use_before(
    slots: Slots, tmp_path: Path
) -> None:
    for version in ("7.0.1", "7.0.2"):
        take(slots, archive_of(tmp_path, version))
    before = slots.in_use.before
    assert before is not None
    shutil.rmtree(slots.folder_of(before))
    shutil.copytree(bundle_of(tmp_path, "7.0.9"), slots.folder_of(before))
    assert slots.go_back("worse").sha256 == base_bundle().sha256


def test_a_whole_bundle_in_the_place_of_the_one_in_use_is_not_that_one(
    slots: Slots, tmp_path: Path
) -> None:
    take(slots, archive_of(tmp_path, "7.0.1"))
    place = slots.folder_of(slots.in_use.place)
    shutil.rmtree(place)
    shutil.copytree(bundle_of(tmp_path, "7.0.9"), place)
    assert slots.begin().sha256 == base_bundle().sha256
    assert "another bundle" in (slots.in_use.left or "")


def test_a_file_of_a_station_with_two_places_is_read(slots: Slots, tmp_path: Path) -> None:
    for version in ("7.0.1", "7.0.2"):
        take(slots, archive_of(tmp_path, version))
    now = slots.in_use
    old = {"place": now.place, "before": now.before, "begun": 0, "left": None}
    (slots.folder / "in-use.json").write_text(json.dumps(old))
    assert slots.begin().manifest.version == "7.0.2"
    left = slots.usable().sha256
    assert slots.begin(ReturnOrder(left, "worse", "eva")).manifest.version == "7.0.1"
    assert slots.in_use.left_bundle == Left(bundle_sha256=left, by="eva")


def test_an_order_to_go_back_is_carried_out_once_and_by_a_start(
    slots: Slots, tmp_path: Path
) -> None:
    for version in ("7.0.1", "7.0.2"):
        take(slots, archive_of(tmp_path, version))
    wanted = ReturnOrder(slots.usable().sha256, "worse", "eva")
    assert [slots.begin(wanted).manifest.version for _ in range(2)] == ["7.0.1", "7.0.1"]
    take(slots, archive_of(tmp_path, "7.0.3"))
    assert slots.begin(wanted).manifest.version == "7.0.3"


def test_the_next_one_is_begun_with_and_back_leads_past_the_one_that_was_to_be_left(
    slots: Slots, tmp_path: Path
) -> None:
    for version in ("7.0.1", "7.0.2"):
        take(slots, archive_of(tmp_path, version))
    wanted = ReturnOrder(slots.usable().sha256, "worse", "station")
    slots.prepare(archive_of(tmp_path, "7.0.3"))
    assert slots.begin(wanted).manifest.version == "7.0.3"
    assert slots.go_back("worse too").manifest.version == "7.0.1"


def test_one_that_never_worked_does_not_become_the_one_before(slots: Slots, tmp_path: Path) -> None:
    for version in ("7.0.1", "7.0.2"):
        take(slots, archive_of(tmp_path, version))
    slots.write(slots.in_use.model_copy(update={"begun": MOST_FAILED_STARTS}))
    take(slots, archive_of(tmp_path, "7.0.3"))
    assert version_before(slots) == "7.0.1"


def test_another_bundle_that_ships_is_no_trouble(slots: Slots, tmp_path: Path) -> None:
    """The agent was updated after the station went back to the one that it had brought."""
    take(slots, archive_of(tmp_path, "7.0.1"))
    slots.go_back("worse")
    slots.write(slots.in_use.model_copy(update={"bundle_sha256": "ab" * 32}))
    assert slots.begin().sha256 == base_bundle().sha256
    assert slots.in_use.left == "worse"


def test_who_goes_back_wants_what_lies_ready_no_more(slots: Slots, tmp_path: Path) -> None:
    for version in ("7.0.1", "7.0.2"):
        take(slots, archive_of(tmp_path, version))
    in_use = slots.usable().sha256
    ready = slots.prepare(archive_of(tmp_path, "7.0.3")).sha256
    for named, version in ((ready, "7.0.2"), (in_use, "7.0.1")):
        wanted = ReturnOrder(named, "worse", "eva", withdraws_ready=True)
        assert slots.begin(wanted).manifest.version == version
        assert slots.ready is None
        slots.prepare(tmp_path / "7.0.3.zip")


def test_the_same_bundle_is_not_taken_twice(slots: Slots, tmp_path: Path) -> None:
    archive = archive_of(tmp_path, "7.0.1")
    take(slots, archive)
    with pytest.raises(Conflict, match="in use already"):
        take(slots, archive)


def test_what_is_no_bundle_changes_nothing(slots: Slots, tmp_path: Path) -> None:
    take(slots, archive_of(tmp_path, "7.0.1"))
    bad = tmp_path / "bad.zip"
    bad.write_bytes((tmp_path / "7.0.1.zip").read_bytes()[:-40])
    with pytest.raises(PackwardenError):
        take(slots, bad)
    assert version_in_use(slots) == "7.0.1"


def test_a_bundle_that_never_works_is_left_after_some_starts(slots: Slots, tmp_path: Path) -> None:
    take(slots, archive_of(tmp_path, "7.0.1"))
    begun = [slots.begin().manifest.version for _ in range(MOST_FAILED_STARTS + 1)]
    assert begun == ["7.0.1"] * MOST_FAILED_STARTS + [base_bundle().manifest.version]
    assert "never worked" in (slots.in_use.left or "")


def test_a_bundle_that_works_is_never_left(slots: Slots, tmp_path: Path) -> None:
    take(slots, archive_of(tmp_path, "7.0.1"))
    for _ in range(3 * MOST_FAILED_STARTS):
        assert slots.begin().manifest.version == "7.0.1"
        slots.worked()


def test_a_bundle_that_was_damaged_on_the_disk_is_left_at_once(
    slots: Slots, tmp_path: Path
) -> None:
    for version in ("7.0.1", "7.0.2"):
        take(slots, archive_of(tmp_path, version))
    net = slots.folder_of(slots.in_use.place) / "reader.onnx"
    net.write_bytes(net.read_bytes()[:-1])
    assert slots.begin().manifest.version == "7.0.1"
    shutil.rmtree(slots.folder_of(slots.in_use.place))
    assert slots.begin().sha256 == base_bundle().sha256


def test_a_file_that_nobody_can_read_leaves_the_one_that_ships(slots: Slots) -> None:
    slots.folder.mkdir()
    (slots.folder / "in-use.json").write_text('{"place": "../../etc"}')
    assert slots.begin().sha256 == base_bundle().sha256


def test_killed_at_any_step_it_is_the_old_one_or_the_new_one(slots: Slots, tmp_path: Path) -> None:
    """At some steps of unpacking over what was left half written, and at each of the last ones.
    Whenever it dies, there is a way back to the one before what is then in use."""
    for version in ("7.0.0", "7.0.1"):
        take(slots, archive_of(tmp_path, version))
    before = {"7.0.1": "7.0.0", "7.0.2": "7.0.1"}
    archive, next_place = str(archive_of(tmp_path, "7.0.2")), slots.folder_of(slots.free)
    last = stepped(takes, 10_000, shutil.copytree(slots.folder, tmp_path / "counted"), archive)
    assert last is not None
    for step in range(1, last - AT_THE_END, last // AT_FIRST):
        stepped(takes, step, slots.folder, archive)
        assert version_in_use(slots) == "7.0.1"
        assert version_before(slots) == "7.0.0"
    for step in range(last - AT_THE_END, last + 2):
        shutil.rmtree(next_place)
        stepped(takes, step, slots.folder, archive)
        assert version_before(slots) == before[version_in_use(slots)]
        if version_in_use(slots) == "7.0.2":
            break
    assert version_in_use(slots) == "7.0.2"


def test_killed_at_any_step_of_going_back_it_is_the_one_or_the_other(
    slots: Slots, tmp_path: Path
) -> None:
    """The next start finishes what the killed one has begun."""
    for version in ("7.0.1", "7.0.2"):
        take(slots, archive_of(tmp_path, version))
    slots.prepare(archive_of(tmp_path, "7.0.3"))
    left = slots.usable().sha256
    counted = shutil.copytree(slots.folder, tmp_path / "counted")
    last = stepped(goes_back, 10_000, counted, left)
    assert last is not None
    whole = shutil.copytree(slots.folder, tmp_path / "whole")
    wanted = ReturnOrder(left, "worse", "eva", withdraws_ready=True)
    for step in [*range(1, last - AT_THE_END, last // AT_FIRST), *range(last - AT_THE_END, last)]:
        shutil.rmtree(slots.folder)
        shutil.copytree(whole, slots.folder)
        stepped(goes_back, step, slots.folder, left)
        assert version_in_use(slots) in ("7.0.1", "7.0.2")
        assert slots.begin(wanted).manifest.version == "7.0.1"
        assert slots.begin(wanted).manifest.version == "7.0.1"


def version_before(slots: Slots) -> str:
    return slots.before(slots.in_use).bundle.manifest.version
