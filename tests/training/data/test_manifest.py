"""The version of a set is its content: any order, any place, and not one byte otherwise."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.core.errors import InvalidInput
from tests.training.data.samples import named
from training.data.errors import DataSetDamaged
from training.data.manifest import (
    Picture,
    manifest_text,
    merkle_root,
    read_manifest,
    version_of,
)
from training.data.values import FIRST

PART = st.text("abß0 _.-", min_size=1, max_size=6).map(lambda one: f"{one}x")
PATHS = st.lists(st.lists(PART, min_size=1, max_size=3).map("/".join), unique=True, max_size=20)


def pictures(paths: list[str]) -> list[Picture]:
    return [Picture(named(path), len(path), path) for path in paths]


@given(PATHS)
def test_a_manifest_says_again_what_was_written(paths: list[str]) -> None:
    listed = pictures(paths)
    assert read_manifest(manifest_text(listed), "m") == tuple(sorted(listed))


@given(PATHS, st.randoms())
def test_the_order_of_the_input_does_not_count(paths: list[str], random: object) -> None:
    listed = pictures(paths)
    assert manifest_text(listed) == manifest_text(reversed(listed))


@given(PATHS.filter(bool), st.data())
def test_every_picture_and_every_label_counts_for_the_version(
    paths: list[str], data: st.DataObject
) -> None:
    listed = sorted(pictures(paths))
    version = version_of(listed, 3, named("head"))
    left_out = data.draw(st.integers(0, len(listed) - 1))
    assert version_of(listed[:left_out] + listed[left_out + 1 :], 3, named("head")) != version
    assert version_of(listed, 3, named("other")) != version
    assert version_of(listed, 4, named("head")) != version
    larger = listed[left_out]._replace(size_bytes=listed[left_out].size_bytes + 1)
    assert (
        version_of([*listed[:left_out], larger, *listed[left_out + 1 :]], 3, named("head"))
        != version
    )


def test_the_root_is_that_of_rfc_6962() -> None:
    def leaf(content: bytes) -> bytes:
        return hashlib.sha256(b"\x00" + content).digest()

    def node(left: bytes, right: bytes) -> bytes:
        return hashlib.sha256(b"\x01" + left + right).digest()

    a, b, c = map(leaf, (b"a", b"b", b"c"))
    assert merkle_root([b"a"]) == a
    assert merkle_root([b"a", b"b", b"c"]) == node(node(a, b), c)


def test_an_empty_set_has_a_version_too() -> None:
    assert len(version_of([], 0, FIRST)) == 64


@pytest.mark.parametrize(
    "path", ["", "/a", "../a", "a/../b", "a\\b", "a\nb", "./a", "a//b", "a/", ".", "a" * 1001]
)
def test_a_path_that_no_disk_should_hold_is_refused(path: str) -> None:
    with pytest.raises(InvalidInput, match="no path of a picture"):
        manifest_text([Picture(named("x"), 1, path)])


def test_one_path_cannot_hold_two_pictures() -> None:
    with pytest.raises(InvalidInput, match=r"a/b\.png: holds two"):
        manifest_text([Picture(named("x"), 1, "a/b.png"), Picture(named("y"), 1, "a/b.png")])


@pytest.mark.parametrize("change", ["swap", "twice", "cut", "size", "upper"])
def test_a_manifest_that_was_touched_is_told_with_its_line(change: str) -> None:
    lines = manifest_text(pictures(["a", "b", "c"])).splitlines(keepends=True)
    touched = {
        "swap": [lines[1], lines[0], lines[2]],
        "twice": [lines[0], lines[0]],
        "cut": [lines[0], lines[1][5:]],
        "size": [lines[0], lines[1].replace(" 1 ", " 01 ")],
        "upper": [lines[0], lines[1].upper()],
    }[change]
    with pytest.raises(DataSetDamaged, match="m, line 2"):
        read_manifest("".join(touched), "m")
