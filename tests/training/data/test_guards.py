"""A source cannot lead out of its folder, nor ask for more memory than is sane."""

import struct
import zlib
from pathlib import Path

import pytest

from tests.training.data.samples import picture, write
from training.data.errors import ImportRefused
from training.data.imports import guards
from training.data.imports.guards import inside, pictures_below, read_json, read_picture
from training.data.imports.xml_elements import read_xml
from training.data.imports.yolo import read_yaml

TABLE = Path("labels.json")


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that promises a huge picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "name",
    ["../secret.png", "/etc/passwd", "a/../../secret.png", "..", "", "a\\..\\b.png", "a\0b.png"],
)
def test_a_path_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    write(tmp_path / "secret.png", picture(1))
    (tmp_path / "pictures" / "a").mkdir(parents=True)
    with pytest.raises(ImportRefused, match=r"images.3: .* leads out of"):
        inside(tmp_path / "pictures", name, TABLE, "images.3")


def test_links_are_refused_wherever_they_stand(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere" / "a.png", picture(1))
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ImportRefused, match="linked is a link"):
        inside(folder, "linked/a.png", TABLE, "")
    with pytest.raises(ImportRefused, match="linked: is a link"):
        list(pictures_below(folder))
    (folder / "linked").unlink()
    (folder / "a.png").symlink_to(tmp_path / "elsewhere" / "a.png")
    with pytest.raises(ImportRefused, match="is a link"):
        inside(folder, "a.png", TABLE, "")
    with pytest.raises(ImportRefused, match="is no plain file"):
        read_picture(folder / "a.png")


def test_a_picture_that_promises_too_many_pixels_is_refused_unread(tmp_path: Path) -> None:
    file = write(tmp_path / "bomb.png", bomb(60_000, 60_000))
    with pytest.raises(ImportRefused, match=r"bomb\.png: promises 60000 x 60000 pixels"):
        read_picture(file)


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    file = write(tmp_path / "a.png", picture(1))
    with file.open("r+b") as opened:
        opened.truncate(guards.MOST_PICTURE_BYTES + 1)
    with pytest.raises(ImportRefused, match="larger than 64 MB"):
        read_picture(file)


@pytest.mark.parametrize(
    ("content", "match"),
    [
        ("[" * 100_000, "nested too deep"),
        ('{"a": 1,\n "b": }', "line 2: is no JSON"),
        (b"\xff\xfe", "byte 0: is not UTF-8"),
    ],
)
def test_json_that_cannot_be_read_is_told_with_its_place(
    tmp_path: Path, content: str | bytes, match: str
) -> None:
    with pytest.raises(ImportRefused, match=match):
        read_json(write(tmp_path / "a.json", content))


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (
            '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>',
            "line 2: has a document type",
        ),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "line 1: has a document type"),
        ("<a>\n<b>\n</a>", "line 3: is no XML"),
        ("<a>" * 1000, "nested too deep"),
        ("", "is no XML"),
    ],
)
def test_xml_without_a_document_type_only(tmp_path: Path, content: str, match: str) -> None:
    with pytest.raises(ImportRefused, match=match):
        read_xml(write(tmp_path / "a.xml", content))


@pytest.mark.parametrize(
    ("content", "match"),
    [
        ("a: &a [1, 1]\nb: &b [*a, *a]\nc: [*b, *b]", "has aliases"),
        ("a: !!python/object/apply:os.system [echo]", "has a type of its own"),
        ("a: [", "is no YAML"),
    ],
)
def test_yaml_without_aliases_and_objects_only(tmp_path: Path, content: str, match: str) -> None:
    with pytest.raises(ImportRefused, match=match):
        read_yaml(write(tmp_path / "a.yaml", content))
