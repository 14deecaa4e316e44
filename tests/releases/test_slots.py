"""Which bundle is in use: always one, always whole, whatever dies at whichever step."""

import shutil
import sys
from pathlib import Path
from signal import SIGKILL
from subprocess import run

import pytest

from deploy.release.archive import archived
from edge_agent.core.errors import Conflict, PackwardenError
from edge_agent.inspection.bundle import BASE_BUNDLE, base_bundle, open_bundle
from edge_agent.inspection.bundle_manifest import MANIFEST
from edge_agent.releases.slots import MOST_FAILED_STARTS, Slots
from tests.inspection.bundles import change, reseal

AT_FIRST, AT_THE_END = 20, 12
"""Steps at which it is killed; both together are at least thirty."""
TAKES_AND_DIES = """
import os, sys
from pathlib import Path
from edge_agent.releases.slots import Slots

left = int(sys.argv[3])

def look(event, _):
    global left
    if event in ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), 9)

slots, archive = Slots(Path(sys.argv[1])), Path(sys.argv[2])
sys.addaudithook(look)
slots.prepare(archive)
slots.switch()
print(int(sys.argv[3]) - left)
"""
"""Audit events of Python: every file that is opened, renamed or removed is one step."""


def bundle_of(folder: Path, version: str) -> Path:
    """The bundle that ships under another version."""
    made = Path(shutil.copytree(BASE_BUNDLE, folder / f"made-{version}"))
    change(made / MANIFEST, lambda told: told.update(version=version))
    change(made / "model_card.json", lambda told: told.update(version=version))
    reseal(made)
    return made


def archive_of(folder: Path, version: str) -> Path:
    archive = folder / f"{version}.zip"
    archive.write_bytes(archived(open_bundle(bundle_of(folder, version))))
    return archive


@pytest.fixture
def slots(tmp_path: Path) -> Slots:
    return Slots(tmp_path / "bundles")


def take(slots: Slots, archive: Path) -> None:
    slots.prepare(archive)
    slots.switch()


def version_in_use(slots: Slots) -> str:
    return slots.opened(slots.in_use.place).manifest.version


def test_before_anything_is_taken_the_one_that_ships_is_in_use(slots: Slots) -> None:
    assert slots.begin().sha256 == base_bundle().sha256


def test_one_after_the_other_is_taken_and_the_one_before_is_kept(
    slots: Slots, tmp_path: Path
) -> None:
    for version in ("7.0.1", "7.0.2", "7.0.3"):
        take(slots, archive_of(tmp_path, version))
        assert slots.begin().manifest.version == version
        slots.worked()
    assert slots.go_back("worse figures").manifest.version == "7.0.2"
    assert (version_in_use(slots), slots.in_use.left) == ("7.0.2", "worse figures")


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
    """At some steps of unpacking over what was left half written, and at each of the last ones."""
    take(slots, archive_of(tmp_path, "7.0.1"))
    archive = archive_of(tmp_path, "7.0.2")
    last = int(taken_until(10_000, shutil.copytree(slots.folder, tmp_path / "counted"), archive))
    for step in range(1, last - AT_THE_END, last // AT_FIRST):
        taken_until(step, slots.folder, archive)
        assert version_in_use(slots) == "7.0.1"
    for step in range(last - AT_THE_END, last + 2):
        shutil.rmtree(slots.folder / "b")
        taken_until(step, slots.folder, archive)
        assert version_in_use(slots) in ("7.0.1", "7.0.2")
        if version_in_use(slots) == "7.0.2":
            break
    assert version_in_use(slots) == "7.0.2"


def taken_until(step: int, folder: Path, archive: Path) -> str:
    """How many steps there were, where it was not killed before."""
    command = [sys.executable, "-c", TAKES_AND_DIES, str(folder), str(archive), str(step)]
    ended = run(command, capture_output=True, check=False)
    assert ended.returncode in (0, -SIGKILL), ended.stderr.decode()
    return ended.stdout.decode()
