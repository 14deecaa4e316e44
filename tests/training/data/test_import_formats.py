"""What COCO, YOLO and CVAT mean, in pixels, and how they are refused where they mean nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.training.data.formats import HEIGHT, WIDTH, marks, values
from tests.training.data.samples import picture, write
from training.data.errors import ImportRefused
from training.data.imports.kinds import ImportKind, found_in, kind_at
from training.data.values import ClassValue, Mark, TextValue


def coco(folder: Path, **changes: Any) -> Path:
    write(folder / "a.png", picture(1))
    write(folder / "sub" / "b.png", picture(2))
    content = {
        "images": [
            {"id": 1, "file_name": "a.png", "width": WIDTH, "height": HEIGHT, "license": 3},
            {"id": 2, "file_name": "sub/b.png", "width": WIDTH, "height": HEIGHT},
        ],
        "categories": [{"id": 7, "name": "lot"}],
        "annotations": [
            {"id": 1, "image_id": 1, "category_id": 7, "bbox": [1.5, 2, 10, 8.25], "area": 82.5},
            {"id": 2, "image_id": 1, "category_id": 7, "segmentation": [[0, 0, 9, 0, 9, 9]]},
        ],
    }
    return write(folder / "coco.json", json.dumps({**content, **changes}))


def test_coco_boxes_and_outlines(tmp_path: Path) -> None:
    file = coco(tmp_path)
    assert kind_at(file) is ImportKind.COCO
    found = values(found_in(file, None, None))
    assert found["a.png"]["objects"] == marks(
        Mark(name="lot", box=(1.5, 2, 10, 8.25)),
        Mark(name="lot", outline=((0, 0), (9, 0), (9, 9))),
    )
    assert found["sub/b.png"]["objects"] == marks()


def test_a_coco_object_in_several_parts_keeps_them_together(tmp_path: Path) -> None:
    parts = [[0, 0, 9, 0, 9, 9], [20, 20, 30, 20, 30, 30]]
    one = {"id": 5, "image_id": 1, "category_id": 7, "segmentation": parts}
    found = found_in(coco(tmp_path, annotations=[one]), None, None)
    value = found[0].words[0].value
    assert value is not None
    assert value.kind == "marks"
    assert [mark.attributes for mark in value.marks] == [{"object": "5"}] * 2


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"image_id": 9}, "annotations.0: image_id 9 is not among"),
        ({"category_id": 9}, "annotations.0: category_id 9"),
        ({"bbox": [1, 2, 3]}, "annotations.0.bbox"),
        ({"bbox": [40, 2, 30, 8]}, r"annotations.0: \(70, 10\) lies outside"),
        ({"bbox": [1, 2, 0, 8]}, "annotations.0: .*a width and a height"),
        ({"bbox": None}, "annotations.0: .*a box or an outline"),
        ({"segmentation": {"counts": "x"}}, "annotations.0: is a run-length mask"),
        ({"iscrowd": 1}, "annotations.0: is a run-length mask"),
        ({"segmentation": [[1, 2, 3]]}, "annotations.0.segmentation: has an odd number"),
        ({"bbox": [float("nan"), 2, 3, 4]}, "annotations.0.bbox"),
    ],
)
def test_coco_is_refused_with_the_place(tmp_path: Path, change: dict[str, Any], match: str) -> None:
    one = {"id": 1, "image_id": 1, "category_id": 7, "bbox": [1, 2, 3, 4]}
    with pytest.raises(ImportRefused, match=f"coco.json, {match}"):
        found_in(coco(tmp_path, annotations=[one | change]), None, None)


def yolo(folder: Path, line: str, data: str = "names: [lot, expiry]") -> Path:
    write(folder / "images" / "train" / "a.png", picture(1))
    write(folder / "images" / "train" / "b.png", picture(2))
    write(folder / "images" / "val" / "c.png", picture(3))
    write(folder / "labels" / "train" / "a.txt", line)
    write(folder / "labels" / "train" / "b.txt", "")
    write(folder / "data.yaml", f"train: images/train\nval: images/val\n{data}\n")
    return folder


def test_yolo_boxes_outlines_and_what_was_not_looked_at(tmp_path: Path) -> None:
    folder = yolo(tmp_path, "1 0.5 0.5 0.25 0.5\n0 0 0 0.5 0 0.5 0.5\n")
    assert kind_at(folder) is ImportKind.YOLO
    found = found_in(folder, None, None)
    said = values(found)
    assert said["images/train/a.png"]["objects"] == marks(
        Mark(name="expiry", box=(18, 10, 12, 20)),
        Mark(name="lot", outline=((0, 0), (24, 0), (24, 20))),
    )
    assert said["images/train/b.png"]["objects"] == marks()
    assert said["images/val/c.png"] == {}
    assert [one.origin.split for one in found] == ["train", "train", "val"]


@pytest.mark.parametrize(
    ("line", "match"),
    [
        ("2 0.5 0.5 0.1 0.1", "a.txt, line 1: class 2 is not among"),
        ("0.5 0.5 0.5 0.1 0.1", "a.txt, line 1: class 0.5 is not among"),
        ("0 0.5 0.5 0.1", "a.txt, line 1: has 3 numbers"),
        ("0 0.5 0.5 x 0.1", "a.txt, line 1"),
        ("0 0.5 0.5 0.1 0.1\n0 0.9 0.5 0.5 0.1", "a.txt, line 2: .*lies outside"),
        ("0 nan 0.5 0.1 0.1", "a.txt, line 1"),
    ],
)
def test_yolo_is_refused_with_the_place(tmp_path: Path, line: str, match: str) -> None:
    with pytest.raises(ImportRefused, match=match):
        found_in(yolo(tmp_path, line), None, None)


@pytest.mark.parametrize(
    ("data", "match"),
    [
        ("path: ../elsewhere\nnames: [a]", "data.yaml, path: .*leads out"),
        ("path: /etc\nnames: [a]", "data.yaml, path: .*leads out"),
        ("test: images/nothing\nnames: [a]", "data.yaml, test: .*is no folder"),
        ("nc: 2", "data.yaml, names"),
    ],
)
def test_a_yolo_table_is_refused_with_the_key(tmp_path: Path, data: str, match: str) -> None:
    with pytest.raises(ImportRefused, match=match):
        found_in(yolo(tmp_path, "", data), None, None)


def cvat(folder: Path, inside: str, version: str = "1.1", name: str = "a.png") -> Path:
    write(folder / "a.png", picture(1))
    return write(
        folder / "annotations.xml",
        f'<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>{version}</version>\n'
        f'<meta><task/></meta>\n<image id="0" name="{name}" subset="train" width="{WIDTH}" '
        f'height="{HEIGHT}">\n{inside}\n</image>\n</annotations>\n',
    )


def test_cvat_boxes_polygons_tags_and_attributes(tmp_path: Path) -> None:
    file = cvat(
        tmp_path,
        '<tag label="bent" source="manual"><attribute name="side">left</attribute></tag>\n'
        '<box label="lot" xtl="1.50" ytl="2" xbr="11.5" ybr="10" occluded="0" z_order="0">'
        '<attribute name="print">ink jet</attribute></box>\n'
        '<box label="lot" xtl="10" ytl="10" xbr="20" ybr="14" rotation="90"/>\n'
        '<polygon label="film" points="0,0;9.25,0;9,9"/>',
    )
    assert kind_at(file) is ImportKind.CVAT
    found = found_in(file, None, None)
    assert found[0].origin.split == "train"
    assert values(found)["a.png"] == {
        "class": ClassValue(name="bent"),
        "class.side": TextValue(text="left"),
        "objects": marks(
            Mark(name="lot", box=(1.5, 2, 10, 8), attributes={"print": "ink jet"}),
            Mark(name="lot", outline=((17, 7), (17, 17), (13, 17), (13, 7))),
            Mark(name="film", outline=((0, 0), (9.25, 0), (9, 9))),
        ),
    }


@pytest.mark.parametrize(
    ("inside", "match"),
    [
        ('<box label="a" xtl="1" ytl="1" xbr="x" ybr="3"/>', "line 6"),
        ('<box label="a" xtl="1" ytl="1" xbr="3"/>', "line 6: <box> has no ybr"),
        ('<box xtl="1" ytl="1" xbr="3" ybr="3"/>', "line 6: <box> has no label"),
        ('<box label="a" xtl="5" ytl="1" xbr="3" ybr="3"/>', "line 6: .*a width and a height"),
        ('<box label="a" xtl="1" ytl="1" xbr="99" ybr="3"/>', "line 6: .*lies outside"),
        ('<polyline label="a" points="1,1;2,2"/>', "line 6: <polyline> is not taken"),
        ('<mask label="a" rle="1,2"/>', "line 6: <mask> is not taken"),
        ('<polygon label="a" points="1,1;2,2"/>', "line 6.*outline"),
        ('<tag label="a"/><tag label="b"/>', "line 5: has two tags"),
    ],
)
def test_cvat_is_refused_with_the_line(tmp_path: Path, inside: str, match: str) -> None:
    with pytest.raises(ImportRefused, match=f"annotations.xml, {match}"):
        found_in(cvat(tmp_path, inside), None, None)


def test_cvat_of_another_version_and_pictures_elsewhere_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"CVAT for images 1\.1"):
        found_in(cvat(tmp_path, "", version="1.0"), None, None)
    with pytest.raises(ImportRefused, match="leads out"):
        found_in(cvat(tmp_path, "", name="../a.png"), None, None)
