"""A set is recognised by the files in it, and what is none is told what one would be."""

from pathlib import Path

import pytest

from edge_agent.core.errors import InvalidInput, NotFound
from training.sets import SetKind, kind_of


def with_file(folder: Path, name: str, content: str = "") -> str:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    return str(folder)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("labels.csv", "file,text,note\na.png,12,\n", SetKind.LINES),
        ("labels.csv", "file,production_date_iso\na.jpg,2026-01-02\n", SetKind.PHOTOGRAPHS),
        ("labels.json", "{}", SetKind.PHOTOGRAPHS),
        ("samples/ean13-1/a.txt", "4012345000016", SetKind.BARCODES),
        ("dataset/classes.csv", "Class Name (str)\n", SetKind.APPEARANCE),
    ],
)
def test_a_folder_is_what_its_files_say(
    tmp_path: Path, name: str, content: str, kind: SetKind
) -> None:
    assert kind_of(with_file(tmp_path, name, content)) is kind


@pytest.mark.parametrize("name", ["drawn:hard-codes", "drawn:production"])
def test_drawn_sets_have_names(name: str) -> None:
    assert kind_of(name) == name


def test_a_folder_of_another_kind_is_told_all_that_would_do(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"labels.csv.*labels.json.*samples.*classes.csv"):
        kind_of(with_file(tmp_path, "labels.csv", "name,words\n"))


@pytest.mark.parametrize("name", ["nowhere", "drawn:easy-codes"])
def test_what_is_not_there_is_told_with_the_drawn_sets(name: str) -> None:
    with pytest.raises(NotFound, match="drawn:hard-codes and drawn:production"):
        kind_of(name)


@pytest.mark.pictures
@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("expdate-date-crops", SetKind.LINES),
        ("expdate-products", SetKind.PHOTOGRAPHS),
        ("prod-date-cn", SetKind.PHOTOGRAPHS),
        ("barcodes-zxing-cpp", SetKind.BARCODES),
        ("grocery-packages", SetKind.APPEARANCE),
    ],
)
def test_the_sets_at_hand_are_recognised(picture_data: Path, folder: str, kind: SetKind) -> None:
    assert kind_of(str(picture_data / folder)) is kind
