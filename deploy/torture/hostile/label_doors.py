"""Labels and pictures from other tools, and words of people about them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from deploy.torture.hostile.changing import (
    Change,
    as_json,
    change_json,
    change_json_lines,
    change_text,
)
from deploy.torture.hostile.doors import Door, Making, file_door
from hardware.pictures import encode_png
from training.data.imports.found import FoundPicture
from training.data.imports.kinds import ImportKind, found_in
from training.data.label_log import chained, read_lines
from training.data.values import FIRST, ClassValue, EventKind, LabelEvent, Origin, Trust
from training.line_sets import LABELS
from training.photograph_sets import ANNOTATIONS

WIDTH, HEIGHT = 48, 40
SHA256: Final = "ab" * 32
COCO: Final = {
    "images": [{"id": 1, "file_name": "a.png", "width": WIDTH, "height": HEIGHT}],
    "categories": [{"id": 3, "name": "tear"}],
    "annotations": [
        {"id": 7, "image_id": 1, "category_id": 3, "bbox": [4, 5, 10, 8], "iscrowd": 0},
        {"id": 8, "image_id": 1, "category_id": 3, "segmentation": [[1, 1, 9, 1, 9, 9]]},
    ],
}
YOLO: Final = b"""\
path: .
train: images/train
val: images/val
names:
  0: tear
  1: smear
"""
YOLO_LABELS: Final = b"0 0.5 0.5 0.25 0.25\n1 0.1 0.1 0.4 0.1 0.4 0.4\n"
CVAT: Final = b"""\
<?xml version="1.0" encoding="utf-8"?>
<annotations><version>1.1</version>
<image id="0" name="a.png" width="48" height="40" subset="train">
<box label="tear" xtl="4.0" ytl="5.0" xbr="14.0" ybr="13.0" rotation="10">
<attribute name="text">L1</attribute></box>
<polygon label="smear" points="1,1;9,1;9,9"/>
<tag label="defective"><attribute name="why">torn</attribute></tag>
</image></annotations>
"""
LABEL_STUDIO: Final = [
    {
        "id": 1,
        "data": {"image": "/data/upload/a.png"},
        "annotations": [
            {
                "completed_by": {"id": 4, "email": "anna@plant-1"},
                "updated_at": "2026-06-01T12:00:00Z",
                "result": [
                    {
                        "id": "r1",
                        "type": "rectanglelabels",
                        "from_name": "label",
                        "original_width": WIDTH,
                        "original_height": HEIGHT,
                        "value": {
                            "x": 10,
                            "y": 10,
                            "width": 20,
                            "height": 20,
                            "rotation": 5,
                            "rectanglelabels": ["tear"],
                        },
                    },
                    {
                        "type": "choices",
                        "from_name": "class",
                        "value": {"choices": ["defective"]},
                    },
                ],
            }
        ],
    }
]
REVIEW: Final = as_json(
    {
        "picture": SHA256,
        "field": "print.lot",
        "value": {"kind": "verdict", "verdict": "defective", "defect": "smeared"},
        "by": "anna",
        "at": "2026-11-22T10:15:00Z",
        "trust": "review",
        "origin": {"station": "werk/1/a", "lot": "L1", "day": "2026-11-22", "boot": 3},
    }
)
LINES: Final = b"file,text\na.png,L40718\n"
"""Of a set of cut-out lines; its pictures lie beside it."""


ANNOTATED: Final = {
    "a.png": {
        "width": WIDTH,
        "height": HEIGHT,
        "anns": [
            {
                "kind": "exp",
                "text": "12.03.27",
                "iso": "2027-03-12",
                "quad": [[1, 1], [9, 1], [9, 9], [1, 9]],
            }
        ],
    }
}
AT: Final = datetime(2026, 6, 1, 12, tzinfo=UTC)


def with_pictures(folder: Path, *names: str) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(encode_png(picture))


def imported(name: str, kind: ImportKind, example: bytes, change: Change) -> Making:
    """A file of labels beside its pictures."""

    def making(folder: Path) -> Door:
        with_pictures(folder, "a.png")

        def taken(file: Path) -> list[FoundPicture]:
            return found_in(file, kind, folder)

        return file_door(folder / name, taken, [example], change)

    return making


def yolo(file: str) -> Making:
    """Changed in the table of the set or in that of a picture."""

    def making(folder: Path) -> Door:
        with_pictures(folder, "images/train/a.png", "images/val/b.png")
        tables = {"data.yaml": YOLO, "labels/train/a.txt": YOLO_LABELS}
        for name, content in tables.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)

        def taken(_: Path) -> list[FoundPicture]:
            return found_in(folder, ImportKind.YOLO, None)

        return file_door(folder / file, taken, [tables[file]], change_text)

    return making


def own_set(file: str, example: bytes, change: Change) -> Making:
    """Of this project's own kinds."""

    def making(folder: Path) -> Door:
        with_pictures(folder, "a.png")

        def taken(_: Path) -> list[FoundPicture]:
            return found_in(folder, ImportKind.SET, None)

        return file_door(folder / file, taken, [example], change)

    return making


def label_log(_: Path) -> Door:
    """Of two words; a changed one breaks the chain."""
    words = (
        LabelEvent(
            kind=EventKind.LABEL,
            picture=SHA256,
            field="pack",
            value=ClassValue(name=name),
            by="anna",
            at=AT,
            trust=Trust.REVIEW,
            origin=Origin(station="plant-1/line-1/box", lot="L1"),
        )
        for name in ("tear", "smear")
    )
    lines = [line for line, _ in chained(words)]
    example = b"\n".join(lines)
    return Door(lambda content: read_lines(content, FIRST, "log"), [example], change_json_lines)


DOORS: Final[Mapping[str, Making]] = {
    "COCO": imported("coco.json", ImportKind.COCO, as_json(COCO), change_json),
    "CVAT": imported("cvat.xml", ImportKind.CVAT, CVAT, change_text),
    "Label Studio": imported(
        "tasks.json", ImportKind.LABEL_STUDIO, as_json(LABEL_STUDIO), change_json
    ),
    "review": imported("words.jsonl", ImportKind.REVIEW, REVIEW, change_json_lines),
    "YOLO's names": yolo("data.yaml"),
    "YOLO's marks": yolo("labels/train/a.txt"),
    "lines": own_set(LABELS, LINES, change_text),
    "annotated photographs": own_set(ANNOTATIONS, as_json(ANNOTATED), change_json),
    "label log": label_log,
}
