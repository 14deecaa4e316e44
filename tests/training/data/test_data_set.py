"""Versions follow each other; what is cut off or raced leaves the old one, and nothing is lost."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from edge_agent.core.errors import InvalidInput, NotFound
from tests.training.data.conftest import NewPlace
from tests.training.data.samples import (
    BAD,
    GOOD,
    NOON,
    add,
    folder_set,
    named,
    picture,
    said,
    sha256,
)
from training.data.data_set import Change, DataSet, next_version, open_data_set
from training.data.errors import DataSetDamaged, WrittenMeanwhile
from training.data.manifest import Picture
from training.data.values import FIRST

ONE, TWO = b"picture one", b"picture two"


def labelled(data_set: DataSet) -> None:
    add(data_set, {"a/1.png": ONE}, [said(sha256(ONE), GOOD)])
    add(data_set, {"a/2.png": TWO}, [said(sha256(ONE), BAD, minute=1), said(sha256(TWO), GOOD)])


def test_every_version_can_be_had_again(new_place: NewPlace) -> None:
    data_set = open_data_set(new_place())
    labelled(data_set)
    first, second = data_set.snapshot("1"), data_set.snapshot()
    assert [one.path for one in first.pictures] == ["a/1.png"]
    assert first.labels[sha256(ONE), "pack"].value == GOOD
    assert second.labels[sha256(ONE), "pack"].value == BAD
    assert second.about.before == first.about.version
    assert data_set.picture(sha256(TWO)) == TWO
    assert data_set.version(second.about.version[:10]) == second.about
    assert [one.number for one in data_set.versions()] == [1, 2]


def test_the_same_content_has_the_same_version_everywhere(new_place: NewPlace) -> None:
    sets = [open_data_set(new_place()) for _ in range(2)]
    for data_set in sets:
        labelled(data_set)
    assert sets[0].version().version == sets[1].version().version


def test_a_change_that_changes_nothing_makes_no_version(new_place: NewPlace) -> None:
    data_set = open_data_set(new_place())
    labelled(data_set)
    assert add(data_set, {"a/1.png": ONE}).number == 2
    assert len(data_set.versions()) == 2


def test_who_was_slower_is_told_and_loses_nothing(new_place: NewPlace) -> None:
    class Slow(DataSet):
        """Another writer comes in between."""

        def newest(self):  # type: ignore[no-untyped-def]
            found = super().newest()
            if found is not None and found.number == 1:
                add(DataSet(self.place), {"a/2.png": TWO})
            return found

    data_set = open_data_set(new_place())
    add(data_set, {"a/1.png": ONE})
    with pytest.raises(WrittenMeanwhile, match="version 2 meanwhile"):
        add(Slow(data_set.place), {"a/3.png": b"three"})
    assert {one.path for one in data_set.snapshot().pictures} == {"a/1.png", "a/2.png"}
    assert add(data_set, {"a/3.png": b"three"}).number == 3


def test_a_picture_that_is_removed_stays_in_the_earlier_version(tmp_path: Path) -> None:
    data_set = folder_set(tmp_path)
    labelled(data_set)
    gone = Picture(sha256(ONE), len(ONE), "a/1.png")
    add(data_set, {}, removed=frozenset({gone}))
    assert {place[0] for place in data_set.snapshot().labels} == {sha256(TWO)}
    assert data_set.snapshot("2").hashes == {sha256(ONE), sha256(TWO)}


def test_what_was_put_before_a_cut_is_no_version(tmp_path: Path) -> None:
    data_set = folder_set(tmp_path)
    labelled(data_set)
    before = data_set.snapshot()
    change = Change(frozenset({Picture(named("x"), 3, "a/x.png")}), events=[said(named("x"), BAD)])
    _, things = next_version(before, change, NOON, "anna", "cut off")
    data_set.place.put(things)
    assert data_set.snapshot().about == before.about


def test_nobody_speaks_of_a_picture_that_is_not_there(tmp_path: Path) -> None:
    data_set = folder_set(tmp_path)
    with pytest.raises(InvalidInput, match="not in the set"):
        add(data_set, {"a/1.png": ONE}, [said(sha256(TWO), GOOD)])
    assert data_set.newest() is None


@pytest.mark.parametrize("asked", ["3", "abcdef", "", named("x"), FIRST])
def test_a_version_that_is_not_there_is_told(tmp_path: Path, asked: str) -> None:
    labelled(folder_set(tmp_path))
    with pytest.raises(NotFound, match="from 1 to 2"):
        folder_set(tmp_path).snapshot(asked)


def test_an_empty_place_is_no_set(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="data import"):
        folder_set(tmp_path).snapshot()


def test_any_flipped_bit_is_found(tmp_path: Path) -> None:
    data_set = folder_set(tmp_path)
    labelled(data_set)
    for file in sorted(file for file in tmp_path.rglob("*") if file.is_file()):
        content = file.read_bytes()
        file.write_bytes(content[:-3] + bytes([content[-3] ^ 1]) + content[-2:])
        with pytest.raises(DataSetDamaged):
            verify_all(data_set)
        file.write_bytes(content)
    verify_all(data_set)


def verify_all(data_set: DataSet) -> None:
    for version in data_set.versions():
        for shown in data_set.snapshot(str(version.number)).hashes:
            data_set.picture(shown)


WRITER = """
import os, sys
from pathlib import Path
from tests.training.data.samples import add, folder_set, picture, said, sha256, GOOD
data_set = folder_set(Path(sys.argv[1]))
print("begins", flush=True)
for number in range(10_000):
    content = b"%d of %d" % (number, os.getpid()) * 1000
    add(data_set, {f"{os.getpid()}/{number}.png": content}, [said(sha256(content), GOOD)])
"""


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_leaves_a_whole_version(tmp_path: Path) -> None:
    data_set = folder_set(tmp_path / "set")
    reached = 0
    for more in range(4):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path / "set")],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        while len(data_set.numbers()) <= reached + more:
            assert writer.poll() is None
        writer.send_signal(signal.SIGKILL)
        writer.wait(timeout=30)
        writer.stdout.close()
        reached = len(data_set.numbers())
        verify_all(data_set)
        assert len(data_set.snapshot().log) == len(data_set.snapshot().hashes)
    add(data_set, {"after.png": picture(1)})
    assert data_set.snapshot().about.number == reached + 1
