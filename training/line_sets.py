"""Sets of line cut-outs with their texts: a folder with labels.csv (columns file and text).

Pictures lie beside labels.csv or in its subfolder `images`.
"""

import csv
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from edge_agent.core.errors import InvalidInput, NotFound
from hardware.interfaces import Pixels
from hardware.pictures import load_picture
from training.spoiling import Spoiler, untouched

LABELS = "labels.csv"
PICTURES = "images"


@dataclass(frozen=True, slots=True)
class LabelledLine:
    file: Path
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class LineCase:
    """A cut-out and what it says."""

    name: str
    text: str
    pixels: Pixels
    kind: str | None = None
    """Cases of one kind are also counted by themselves."""


def line_cases(lines: Sequence[LabelledLine], spoil: Spoiler = untouched) -> Iterator[LineCase]:
    for number, line in enumerate(lines):
        yield LineCase(line.file.name, line.text, spoil(load_picture(line.file), number))


def read_line_set(folder: Path) -> list[LabelledLine]:
    """NotFound without labels or a picture, InvalidInput for labels of another kind."""
    labels = folder / LABELS
    if not labels.is_file():
        raise NotFound(f"{labels} is not there; a set has a table with the columns file and text")
    rows = table_rows(labels, ("file", "text"))
    return [LabelledLine(picture_of(folder, row["file"]), row["text"]) for row in rows]


def table_rows(file: Path, columns: Collection[str]) -> list[dict[str, str]]:
    """Of a CSV table in UTF-8. InvalidInput where it is none, is empty or lacks a column."""
    try:
        with file.open(encoding="utf-8", newline="") as table:
            rows = list(csv.DictReader(table))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput(f"{file}: is no CSV table in UTF-8: {error}") from error
    if not rows or any(row.get(name) is None for row in rows for name in columns):
        told = " and ".join(columns)
        raise InvalidInput(f"{file}: expected the columns {told} in every line, and one at least")
    return rows


def picture_of(folder: Path, name: str) -> Path:
    for place in (folder / name, folder / PICTURES / name):
        with suppress(OSError):  # a name that no file can have
            if place.is_file():
                return place
    raise NotFound(f"{folder / name}: is named in the set's table and not there")
