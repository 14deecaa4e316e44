"""What once came through as a bare error, kept as it was."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.fleet.recipes.packed import unpacked
from deploy.torture.hostile.odd_archives import zipped
from deploy.torture.hostile.odd_pictures import saved
from edge_agent.control.errors import BadMessage
from edge_agent.control.framing import Frame
from edge_agent.control.message_frames import said_by_pages
from edge_agent.core.errors import InvalidInput, SettingsError, StoreDamaged
from edge_agent.inspection.own_reader import facts_in
from edge_agent.settings import read_station
from edge_agent.sqlite_files import told
from edge_agent.study.picture_sets import truth_rows
from edge_agent.toml_files import MOST_BYTES, StrictModel, load_toml
from training.data.errors import ImportRefused
from training.data.imports.cvat import tag_words
from training.data.imports.guards import inside, read_json
from training.data.imports.kinds import ImportKind, found_in
from training.data.imports.label_studio import Result, answer
from training.data.imports.xml_elements import Element, read_xml
from training.data.imports.yolo import folder_inside, read_yaml
from training.line_sets import read_line_set

TOML = [
    pytest.param(b"a = 1\nb = '\xff'", "line 2: is not UTF-8", id="no UTF-8"),
    pytest.param(b"a = " + b"[" * 5_000, "nested too deep", id="deep"),
    pytest.param(b"a = " + b"9" * 5_000, "is not valid TOML", id="a number of 5,000 digits"),
    pytest.param(b"#" * (MOST_BYTES + 1), "at most", id="long"),
]
LABELS: list[tuple[str, Callable[[Path], object], bytes]] = [
    ("an encoding that nobody knows", read_xml, b'<?xml version="1.0" encoding="utf-99"?><a/'),
    ("a day that is none", read_yaml, b"path: 2026-99-99"),
    ("a number of a type that it is not", read_yaml, b'path: !!int ""'),
    ("a truth of a type", read_yaml, b"path: !!bool x"),
    ("a number of 5,000 digits", read_json, b"9" * 5_000),
]


@pytest.mark.parametrize(("content", "match"), TOML)
def test_settings_that_cannot_be_read(content: bytes, match: str, tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=match):
        load_toml(file, StrictModel)


@pytest.mark.parametrize(
    ("read", "content"), [row[1:] for row in LABELS], ids=[row[0] for row in LABELS]
)
def test_labels_that_cannot_be_read(
    read: Callable[[Path], object], content: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "labels"
    file.write_bytes(content)
    with pytest.raises(ImportRefused):
        read(file)


@pytest.mark.parametrize("name", ["a" * 300, "\ud800.png", "a/" * 2_000 + "b"])
def test_a_name_that_no_file_can_have(name: str, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="leads out"):
        inside(tmp_path, name, Path("labels.json"), "images.0")
    with pytest.raises(ImportRefused, match="leads out"):
        folder_inside(tmp_path, name, Path("data.yaml"), "train")


@pytest.mark.parametrize("content", [b"file,text\n\xff,a\n", b"file,text\na.png\n", b"file,text\n"])
def test_a_table_of_lines_that_is_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_bytes(content)
    with pytest.raises(InvalidInput):
        read_line_set(tmp_path)


def test_a_recipe_whose_name_no_folder_can_have(tmp_path: Path) -> None:
    file = tmp_path / "station.toml"
    camera = '[[cameras]]\nview = "top"\ntype = "files"\npath = "frames"\n'
    names = 'site = "a"\nline = "b"\nname = "c"\n'
    file.write_text(f'[station]\n{names}recipe = "{"x" * 5_000}"\n{camera}', encoding="utf-8")
    with pytest.raises(SettingsError, match="File name too long"):
        read_station(file)


def test_a_choice_of_half_a_character(tmp_path: Path) -> None:
    result = Result(type="choices", from_name="class", value={"choices": ["\udfff"]})
    with pytest.raises(ImportRefused):
        answer(result, tmp_path / "tasks.json", "0")


def test_a_tag_whose_text_is_too_long(tmp_path: Path) -> None:
    text = Element("attribute", {"name": "why"}, 3, text="x" * 5_000)
    with pytest.raises(ImportRefused, match="line 2"):
        tag_words(Element("tag", {"label": "torn"}, 2, [text]), tmp_path / "a.xml")


def test_a_class_whose_name_is_longer_than_a_set_takes(tmp_path: Path) -> None:
    folder = tmp_path / "pictures" / ("x" * 250)
    folder.mkdir(parents=True)
    (folder / "a.png").write_bytes(saved("PNG"))
    with pytest.raises(ImportRefused, match=r"ClassValue\.name"):
        found_in(tmp_path / "pictures", ImportKind.FOLDERS, None)


def test_a_table_of_truths_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "truth.csv").write_bytes(b"file,truth\n\xbc.png,good\n")
    with pytest.raises(SettingsError, match="line 2: is not UTF-8"):
        truth_rows(tmp_path / "truth.csv")


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b"[" * 100_000])
def test_facts_of_a_net_that_are_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "reader.json").write_bytes(content)
    with pytest.raises(InvalidInput):
        facts_in(tmp_path / "reader.json")


def test_a_database_whose_texts_are_no_texts(tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged), told(tmp_path / "uplink.db"):
        b"\xff".decode()


@pytest.mark.parametrize("strange", ["\ud800", float("inf"), {"\udfff": 1}])
def test_a_greeting_that_says_what_nobody_can_write(strange: object) -> None:
    with pytest.raises(BadMessage):
        said_by_pages(Frame({"kind": "Greeting", "version": strange}))


def test_an_archive_with_a_file_without_a_name() -> None:
    archive = bytearray(zipped({"recipe.toml": b"", "x": b""}))
    place = archive.rindex(b"PK\x01\x02") + 28
    struct.pack_into("<HH", archive, place, 0, 1)
    with pytest.raises(InvalidInput):
        unpacked(bytes(archive))
