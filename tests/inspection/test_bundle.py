"""A bundle is used only when all of it is right; named by what somebody did to it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.inspection.bundle import (
    BASE_BUNDLE,
    MOST_BUNDLE_BYTES,
    MOST_FILES,
    MOST_JSON_BYTES,
    base_bundle,
    open_bundle,
)
from edge_agent.inspection.bundle_manifest import CALIBRATION, MANIFEST, MODEL_CARD, SELF_TEST
from edge_agent.inspection.own_reader import OwnLineReader
from tests.inspection.bundles import Change, change, reseal, restate

MOST_BASE_BYTES = 20_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good bundle to be spoilt: a copy of the one that ships."""
    return Path(shutil.copytree(BASE_BUNDLE, tmp_path / "bundle"))


def test_the_base_bundle_is_whole_and_small() -> None:
    bundle = base_bundle()
    assert bundle.manifest.name == "base"
    stated = sum(file.bytes for file in bundle.manifest.files.values())
    assert stated + (BASE_BUNDLE / MANIFEST).stat().st_size <= MOST_BASE_BYTES


def test_the_base_bundle_has_our_reader_and_nothing_that_runs_code() -> None:
    bundle = base_bundle()
    assert OwnLineReader(bundle.file("reader.onnx")).alphabet.characters
    assert {Path(name).suffix for name in bundle.manifest.files} <= {".onnx", ".json", ".png"}


def test_a_file_that_a_bundle_has_not_is_told() -> None:
    assert not base_bundle().has("nothing.onnx")
    with pytest.raises(NotFound, match=r"has no nothing\.onnx"):
        base_bundle().file("nothing.onnx")


def test_a_folder_without_a_manifest_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="is no bundle"):
        open_bundle(tmp_path)


def test_a_calibration_of_its_own_leaves_the_bundle_what_it_is(folder: Path) -> None:
    before = open_bundle(folder).sha256
    change(folder / CALIBRATION, lambda document: document.update(product="tray"))
    reseal(folder)
    opened = open_bundle(folder)
    assert (opened.sha256, opened.calibration.product) == (before, "tray")


def unknown_file(folder: Path) -> None:
    (folder / "more.json").write_text("{}")


def lost_file(folder: Path) -> None:
    (folder / MODEL_CARD).unlink()


def longer_file(folder: Path) -> None:
    with (folder / "reader.onnx").open("ab") as file:
        file.write(b"\0")


def link_to_elsewhere(folder: Path) -> None:
    real = folder.parent / "elsewhere.onnx"
    (folder / "reader.onnx").replace(real)
    (folder / "reader.onnx").symlink_to(real)


def linked_self_test(folder: Path) -> None:
    real = folder.parent / "elsewhere"
    (folder / "selftest").replace(real)
    (folder / "selftest").symlink_to(real)


def folder_inside(folder: Path) -> None:
    (folder / "deeper").mkdir()


def pipe(folder: Path) -> None:
    (folder / "reader.onnx").unlink()
    os.mkfifo(folder / "reader.onnx")


def endless_file(folder: Path) -> None:
    with (folder / "reader.onnx").open("r+b") as file:
        file.truncate(MOST_BUNDLE_BYTES + 1)


def endless_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_bytes(b" " * (MOST_JSON_BYTES + 1))


def thousands_of_files(folder: Path) -> None:
    for number in range(MOST_FILES):
        (folder / f"{number}.json").touch()


def no_json(folder: Path) -> None:
    (folder / MANIFEST).write_text('{"format": 1,')


def nested_without_end(folder: Path) -> None:
    (folder / MANIFEST).write_text("[" * 100_000)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (unknown_file, r"more\.json: is not in manifest\.json"),
        (lost_file, r"model_card\.json: is named in manifest\.json and not there"),
        (longer_file, r"reader\.onnx: has \d+ bytes, manifest\.json says \d+"),
        (link_to_elsewhere, r"reader\.onnx: a bundle has plain files only"),
        (linked_self_test, "selftest: a bundle has plain files only"),
        (folder_inside, "deeper: a bundle has plain files only"),
        (pipe, r"reader\.onnx: a bundle has plain files only"),
        (endless_file, "is too big; a bundle has at most 200 files and 64 MB"),
        (endless_manifest, r"manifest\.json: has 2097153 bytes"),
        (thousands_of_files, "is too big"),
        (no_json, r"manifest\.json: Invalid JSON: .* line 1"),
        (nested_without_end, r"manifest\.json: Invalid JSON: recursion"),
    ],
)
def test_a_folder_that_is_no_whole_bundle_is_refused(
    folder: Path, spoil: Callable[[Path], None], told: str
) -> None:
    spoil(folder)
    with pytest.raises(InvalidInput, match=told):
        open_bundle(folder)


def renamed(document: dict[str, Any], name: str) -> None:
    document["files"][name] = document["files"].pop("reader.onnx")


@pytest.mark.parametrize(
    ("do", "told"),
    [
        (lambda d: renamed(d, "../reader.onnx"), r"files\.\.\./reader\.onnx"),
        (lambda d: renamed(d, "/tmp/reader.onnx"), "should match pattern"),
        (lambda d: renamed(d, "selftest/../reader.onnx"), "should match pattern"),
        (lambda d: renamed(d, "reader.pkl"), "should match pattern"),
        (lambda d: renamed(d, MANIFEST), "cannot name its own hash"),
        (lambda d: d.update(minimum_agent="99.0.0"), r"needs packwarden 99\.0\.0 or newer"),
        (lambda d: d.update(minimum_agent="newest"), "'minimum_agent': "),
        (lambda d: d.update(format=2), "'format': "),
        (lambda d: d.update(versions="1.0.0"), "unknown key 'versions'; did you mean 'version'"),
        (lambda d: d.pop("time"), "key 'time' is missing"),
        (lambda d: d.update(time="2026-11-22T10:00:00"), "'time': .*timezone"),
        (lambda d: d["models"].update(reader=None), r"'models\.reader' and 'files' differ"),
        (lambda d: d["files"].pop("reader.json"), r"reader\.json: is not in manifest\.json"),
        (lambda d: d["files"]["reader.onnx"].update(bytes=-1), r"'files\.reader\.onnx\.bytes'"),
        (lambda d: d["files"]["reader.onnx"].update(sha256="0" * 64), "has sha256"),
    ],
)
def test_a_manifest_that_cannot_be_right_is_refused_and_says_where(
    folder: Path, do: Change, told: str
) -> None:
    change(folder / MANIFEST, do)
    with pytest.raises(InvalidInput, match=told) as caught:
        open_bundle(folder)
    assert str(folder) in str(caught.value)


@pytest.mark.parametrize("name", [CALIBRATION, MODEL_CARD, SELF_TEST])
def test_what_every_bundle_has_cannot_be_left_out(folder: Path, name: str) -> None:
    (folder / name).unlink()
    change(folder / MANIFEST, lambda document: document["files"].pop(name))
    with pytest.raises(InvalidInput, match=f"names no {name}"):
        open_bundle(folder)


def test_another_bundles_calibration_is_refused(folder: Path) -> None:
    change(folder / CALIBRATION, lambda document: document.update(bundle_sha256="0" * 64))
    restate(folder)
    with pytest.raises(InvalidInput, match="belongs to the bundle 0000"):
        open_bundle(folder)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=some.data())
def test_one_changed_byte_anywhere_is_found(folder: Path, data: some.DataObject) -> None:
    name = data.draw(some.sampled_from(sorted(base_bundle().manifest.files)))
    file = folder / name
    place = data.draw(some.integers(0, file.stat().st_size - 1))
    flip = data.draw(some.integers(1, 255))
    flip_byte(file, place, flip)
    with pytest.raises(InvalidInput, match="has sha256"):
        open_bundle(folder)
    flip_byte(file, place, flip)
    assert open_bundle(folder).sha256 == base_bundle().sha256


def flip_byte(file: Path, place: int, flip: int) -> None:
    with file.open("r+b") as opened:
        opened.seek(place)
        was = opened.read(1)[0]
        opened.seek(place)
        opened.write(bytes([was ^ flip]))
