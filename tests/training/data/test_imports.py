"""An import takes all or nothing, once, and asks where a class is unknown."""

from pathlib import Path

import pytest

from edge_agent.core.errors import InvalidInput, NotFound
from tests.training.data.conftest import NewPlace
from tests.training.data.samples import NOON, class_folders, folder_set, picture, sha256, write
from training.data.data_set import DataSet, open_data_set
from training.data.errors import ImportRefused, UnknownClasses
from training.data.imports.kinds import ImportKind, found_in
from training.data.imports.taking import ImportOrder, Taken, take
from training.data.values import ClassValue


def taken(data_set: DataSet, source: Path, name: str = "caps", **more: object) -> Taken:
    order = ImportOrder(name=name, by="anna", at=NOON, **more)  # type: ignore[arg-type]
    return take(data_set, found_in(source, None, None), order)


def test_a_folder_for_each_class(new_place: NewPlace, tmp_path: Path) -> None:
    source = class_folders(tmp_path / "caps", {"good": 3, "train/bent": 2})
    data_set = open_data_set(new_place())
    found = taken(data_set, source)
    snapshot = data_set.snapshot()
    assert (found.pictures, found.events, found.classes) == (5, 10, {"bent": 2, "good": 3})
    assert snapshot.path_of[sha256(picture(3))] == "caps/train/bent/000.png"
    assert snapshot.labels[sha256(picture(3)), "class"].value == ClassValue(name="bent")
    assert {one.event.origin.split for one in snapshot.log} == {None, "train"}


def test_importing_again_adds_nothing(new_place: NewPlace, tmp_path: Path) -> None:
    source = class_folders(tmp_path / "caps", {"good": 3, "bent": 2})
    data_set = open_data_set(new_place())
    first = taken(data_set, source)
    again = taken(data_set, source)
    assert (again.pictures, again.events, again.was_there) == (0, 0, 5)
    assert again.version == first.version


def test_a_label_changed_at_the_source_is_the_later_word(tmp_path: Path) -> None:
    source = class_folders(tmp_path / "caps", {"good": 2, "bent": 1})
    data_set = folder_set(tmp_path / "set")
    taken(data_set, source)
    (source / "good" / "000.png").rename(source / "bent" / "000b.png")
    changed = taken(data_set, source)
    assert (changed.pictures, changed.events) == (1, 1)
    now = data_set.snapshot().labels[sha256(picture(0)), "class"]
    assert (now.value, now.overruled) == (ClassValue(name="bent"), ())


def test_two_sources_that_contradict_are_a_conflict(tmp_path: Path) -> None:
    data_set = folder_set(tmp_path / "set")
    taken(data_set, class_folders(tmp_path / "one", {"good": 1, "bent": 1}), "one")
    taken(data_set, class_folders(tmp_path / "two", {"bent": 1, "good": 1}), "two")
    assert all(one.is_conflict for one in data_set.snapshot().labels.values())


def test_an_unknown_class_is_asked_for(tmp_path: Path) -> None:
    data_set = folder_set(tmp_path / "set")
    taken(data_set, class_folders(tmp_path / "one", {"good": 1, "bent": 1}), "one")
    other = class_folders(tmp_path / "two", {"Good": 1, "torn": 1}, first_seed=10)
    with pytest.raises(UnknownClasses, match=r"'Good' \(like 'good'\?\); 'torn'.*--class"):
        taken(data_set, other, "two")
    assert data_set.version().number == 1
    mapped = taken(data_set, other, "two", classes={"Good": "good", "torn": "torn"})
    assert mapped.classes == {"good": 1, "torn": 1}


def test_nothing_is_taken_where_one_file_is_wrong(tmp_path: Path) -> None:
    source = class_folders(tmp_path / "caps", {"good": 3})
    write(source / "good" / "zzz.png", "no picture")
    data_set = folder_set(tmp_path / "set")
    with pytest.raises(ImportRefused, match=r"zzz\.png: is no picture"):
        taken(data_set, source)
    assert data_set.newest() is None


def test_a_changed_picture_at_a_known_path_is_refused(tmp_path: Path) -> None:
    source = class_folders(tmp_path / "caps", {"good": 1})
    data_set = folder_set(tmp_path / "set")
    taken(data_set, source)
    write(source / "good" / "000.png", picture(99))
    with pytest.raises(InvalidInput, match=r"caps/good/000.png: holds two different pictures"):
        taken(data_set, source)


def test_a_picture_outside_of_a_class_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "caps" / "a.png", picture(1))
    with pytest.raises(ImportRefused, match=r"a\.png: lies in no folder of a class"):
        found_in(tmp_path / "caps", ImportKind.FOLDERS, None)


def test_an_empty_or_absent_source_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="holds no pictures"):
        found_in(tmp_path, ImportKind.FOLDERS, None)
    with pytest.raises(NotFound, match="nothing is not there"):
        found_in(tmp_path / "nothing", None, None)


@pytest.mark.parametrize("name", ["labels.txt", "labels.json"])
def test_an_unknown_format_is_told_with_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(ImportRefused, match=r"no known format; say --as folders\|set\|coco"):
        found_in(write(tmp_path / name, "{}"), None, None)
