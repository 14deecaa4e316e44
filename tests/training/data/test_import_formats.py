"""What each tool's export means, in pixels, and how it is refused where it means nothing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.training.data.samples import picture, write
from training.data.errors import ImportRefused
from training.data.imports.found import FoundPicture
from training.data.imports.kinds import ImportKind, found_in, kind_at
from training.data.values import ClassValue, Mark, TextValue, Value, marks_value

WIDTH, HEIGHT = 48, 40


def values(found: list[FoundPicture]) -> dict[str, dict[str, Value | None]]:
    return {one.path: {word.field: word.value for word in one.words} for one in found}


def marks(*given: Mark) -> Value:
    return marks_value(list(given))


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


def region(kind: str, **value: Any) -> dict[str, Any]:
    return {
        "id": "r1",
        "type": kind,
        "from_name": "label",
        "to_name": "image",
        "original_width": WIDTH,
        "original_height": HEIGHT,
        "value": value,
    }


def label_studio(folder: Path, *annotations: dict[str, Any], image: str = "") -> Path:
    write(folder / "1" / "a.png", picture(1))
    task = {
        "id": 12,
        "data": {"image": image or "/data/upload/1/a.png"},
        "annotations": list(annotations),
        "predictions": [{"result": [{"type": "anything"}]}],
    }
    return write(folder / "export.json", json.dumps([task]))


def test_label_studio_regions_texts_and_choices(tmp_path: Path) -> None:
    box = region("rectanglelabels", x=25, y=50, width=50, height=25, rectanglelabels=["lot"])
    read = region("textarea", text=["L 12"])
    choice = {"type": "choices", "from_name": "state", "value": {"choices": ["bent"]}}
    note = {"type": "textarea", "from_name": "note", "value": {"text": ["scratched"]}}
    one = {
        "completed_by": {"id": 3, "email": "anna@plant"},
        "result": [box, read, choice, note],
        "updated_at": "2026-06-01T12:00:00Z",
    }
    cancelled = {"completed_by": 4, "result": [], "was_cancelled": True}
    file = label_studio(tmp_path, one, cancelled)
    assert kind_at(file) is ImportKind.LABEL_STUDIO
    found = found_in(file, None, None)
    assert values(found)["1/a.png"] == {
        "state": ClassValue(name="bent"),
        "note": TextValue(text="scratched"),
        "objects": marks(Mark(name="lot", box=(12, 20, 24, 10), text="L 12")),
    }
    assert {(word.by, str(word.at)) for word in found[0].words} == {
        ("anna@plant", "2026-06-01 12:00:00+00:00")
    }


def test_two_annotators_say_two_words(tmp_path: Path) -> None:
    shapes = [
        region("polygonlabels", points=[[0, 0], [50, 0], [50, 50]], polygonlabels=["lot"]),
        region(
            "rectanglelabels", x=50, y=0, width=50, height=10, rotation=90, rectanglelabels=["lot"]
        ),
    ]
    file = label_studio(
        tmp_path, *({"completed_by": at, "result": [one]} for at, one in enumerate(shapes))
    )
    words = found_in(file, None, None)[0].words
    assert [(word.by, word.value) for word in words] == [
        ("annotator-0", marks(Mark(name="lot", outline=((0, 0), (24, 0), (24, 20))))),
        ("annotator-1", marks(Mark(name="lot", outline=((24, 0), (24, 24), (20, 24), (20, 0))))),
    ]


@pytest.mark.parametrize(
    ("result", "match"),
    [
        (region("brushlabels", rle=[1]), "0.annotations.0.result.0: 'brushlabels' is not taken"),
        (region("rectanglelabels", x=1, y=1, width=2), "region r1"),
        (
            region("rectanglelabels", x=1, y=1, width=2, height=2, rectanglelabels=["a", "b"]),
            "expected one of rectanglelabels",
        ),
        (
            region("rectanglelabels", x=99, y=1, width=9, height=2, rectanglelabels=["a"]),
            "lies outside",
        ),
        ({"type": "choices", "value": {}}, "0.annotations.0.result.0.from_name"),
    ],
)
def test_label_studio_is_refused_with_the_place(
    tmp_path: Path, result: dict[str, Any], match: str
) -> None:
    file = label_studio(tmp_path, {"completed_by": 1, "result": [result]})
    with pytest.raises(ImportRefused, match=f"export.json, .*{match}"):
        found_in(file, None, None)


@pytest.mark.parametrize(
    ("image", "match"),
    [
        ("https://elsewhere/a.png", "lies elsewhere"),
        ("s3://bucket/a.png", "lies elsewhere"),
        ("/data/local-files/?d=../../a.png", "leads out"),
        ("/data/upload/..%2f..%2fa.png", "leads out"),
    ],
)
def test_pictures_elsewhere_are_not_fetched(tmp_path: Path, image: str, match: str) -> None:
    with pytest.raises(ImportRefused, match=match):
        found_in(label_studio(tmp_path, image=image), None, None)


Write = Callable[[Path], Path]


def lines_set(folder: Path) -> Path:
    write(folder / "images" / "a.png", picture(1))
    write(folder / "labels.csv", "file,text\na.png,EXP 12\n")
    return folder


def photographs(folder: Path) -> Path:
    write(folder / "images" / "a.png", picture(1))
    quad = [[0, 0], [9, 0], [9, 9], [0, 9]]
    anns = [
        {"kind": "exp", "text": "EXP 1.2.26", "iso": "2026-02-01", "quad": quad},
        {"kind": "exp", "text": "02/26", "iso": "", "quad": None},
        {"kind": "code", "text": "L7", "iso": ""},
    ]
    table = {"a.png": {"width": WIDTH, "height": HEIGHT, "anns": anns, "note": ""}}
    write(folder / "labels.json", json.dumps(table))
    return folder


def barcodes(folder: Path) -> Path:
    write(folder / "samples" / "ean13-1" / "a.png", picture(1))
    write(folder / "samples" / "ean13-1" / "a.txt", "4012345000016")
    write(folder / "samples" / "falsepositives-1" / "b.png", picture(2))
    return folder


@pytest.mark.parametrize(
    ("make", "wanted"),
    [
        (lines_set, {"images/a.png": {"text": TextValue(text="EXP 12")}}),
        (
            photographs,
            {
                "images/a.png": {
                    "date.expiry": TextValue(text="2026-02-01"),
                    "date.expiry.2": TextValue(text="02/26"),
                    "code": TextValue(text="L7"),
                    "print": marks(
                        Mark(
                            name="exp", outline=((0, 0), (9, 0), (9, 9), (0, 9)), text="EXP 1.2.26"
                        )
                    ),
                }
            },
        ),
        (
            barcodes,
            {
                "samples/ean13-1/a.png": {"barcode": TextValue(text="4012345000016")},
                "samples/falsepositives-1/b.png": {"barcode": TextValue(text="")},
            },
        ),
    ],
)
def test_the_projects_own_sets(
    tmp_path: Path, make: Write, wanted: dict[str, dict[str, Value]]
) -> None:
    folder = make(tmp_path)
    assert kind_at(folder) is ImportKind.SET
    assert values(found_in(folder, None, None)) == wanted
