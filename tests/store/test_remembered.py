"""The monitors' memory on the disk: back exactly, or refused."""

import json
from pathlib import Path

import pytest

from edge_agent.core.autonomy.remembered import Remembered
from edge_agent.core.autonomy.watch import Watch, WatchSettings
from edge_agent.core.errors import StoreDamaged, StoreFailed
from edge_agent.store.hashed_file import digest
from edge_agent.store.remembered import Kept, RememberedFile
from tests.line.small_station import box_recipe
from tests.samples import NOON

KNOWN = Remembered(
    NOON, 7, {"top-panel": "1f" * 32}, Watch.begin(box_recipe(("top",)), WatchSettings())
)
BOUND = {"recipe_hash": "ab12", "bundle_sha256": "2e" * 32, "camera_profile": "top: opencv"}


@pytest.fixture
def file(tmp_path: Path) -> RememberedFile:
    return RememberedFile(tmp_path / "monitors" / "ab12.json", BOUND, boot=3)


def test_it_comes_back_as_it_was(file: RememberedFile) -> None:
    assert file.read() is None
    file.keep(KNOWN)
    assert file.read() == Kept(3, KNOWN)


@pytest.mark.parametrize("name", sorted(BOUND))
def test_of_something_else_it_says_nothing(file: RememberedFile, name: str) -> None:
    file.keep(KNOWN)
    assert RememberedFile(file.path, {**BOUND, name: "another"}, boot=4).read() is None


def test_what_another_release_has_written_is_refused_and_not_half_believed(
    file: RememberedFile,
) -> None:
    file.keep(KNOWN)
    whole = json.loads(file.path.read_text())
    whole["memory"]["remembered"]["watch"]["mood"] = "quiet"
    whole["sha256"] = digest(whole["memory"])
    file.path.write_text(json.dumps(whole))
    with pytest.raises(StoreDamaged, match="never written"):
        file.read()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1, "memory": 1}'])
def test_what_is_no_memory_is_refused(file: RememberedFile, text: str) -> None:
    file.path.parent.mkdir()
    file.path.write_text(text)
    with pytest.raises(StoreDamaged):
        file.read()


def test_a_folder_in_its_place_is_told(file: RememberedFile) -> None:
    file.path.mkdir(parents=True)
    with pytest.raises(StoreDamaged, match="cannot be read"):
        file.read()
    with pytest.raises(StoreFailed, match="was not kept"):
        file.keep(KNOWN)
