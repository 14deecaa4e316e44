"""The project's own sets keep all that they know."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.training.data.formats import HEIGHT, WIDTH, marks, values
from tests.training.data.samples import picture, write
from training.data.imports.kinds import ImportKind, found_in, kind_at
from training.data.values import Mark, TextValue, Value

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
