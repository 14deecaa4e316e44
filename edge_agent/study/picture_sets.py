"""A folder of pictures with a truth file as the packs of a study.

The truth file is CSV or TOML; a row is one picture. Rows of the same `pack` are pictures of that
pack taken anew, one for each trial; without `pack` every picture is a pack of its own.

    file,truth,borderline,pack,lot,expiry,gtin
    017.png,defective,yes,pack-9,L40718,2027-03-12,4012345000047
"""

import csv
import hashlib
import io
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from pydantic import Field, ValidationError

from edge_agent.core.errors import InvalidInput, NotFound, SettingsError
from edge_agent.core.order import Order
from edge_agent.core.study.plan import PackSet, Picture, StudyPack
from edge_agent.toml_files import StrictModel, load_toml, read_text, told

TRUTH_FILES = ("truth.csv", "truth.toml")
"""Looked for beside the pictures where no file is named."""
BYTE_ORDER_MARK = "\ufeff"
"""With which spreadsheets begin a table."""


class Truth(StrEnum):
    GOOD = "good"
    DEFECTIVE = "defective"


class TruthRow(StrictModel):
    """What is known of one picture."""

    file: str = Field(min_length=1)
    truth: Truth
    borderline: bool | None = None
    pack: str | None = None
    lot: str | None = None
    expiry: date | None = None
    gtin: str | None = None

    @property
    def pack_name(self) -> str:
        return self.pack or self.file

    @property
    def about_pack(self) -> tuple[object, ...]:
        """What every picture of a pack must say alike."""
        return self.truth, self.borderline, self.lot, self.expiry, self.gtin


class TruthTable(StrictModel):
    pictures: list[TruthRow]


def packs_in(folder: Path, truth: Path | None) -> PackSet:
    """Every pack of the truth file, in its order. NotFound, SettingsError, InvalidInput else."""
    file = truth or truth_file_in(folder)
    rows = truth_rows(file)
    by_pack = sorted(range(len(rows)), key=lambda i: (first_row(rows, rows[i].pack_name), i))
    groups = groupby((rows[i] for i in by_pack), key=lambda row: row.pack_name)
    return PackSet(tuple(as_pack(name, list(group), folder, file) for name, group in groups))


def truth_file_in(folder: Path) -> Path:
    for name in TRUTH_FILES:
        if (folder / name).is_file():
            return folder / name
    raise NotFound(
        f"{folder} has no {' or '.join(TRUTH_FILES)}; name one with --truth: a line for each"
        " picture with its file and good or defective"
    )


def truth_rows(file: Path) -> list[TruthRow]:
    if not file.is_file():
        raise NotFound(f"{file} is not there; expected a CSV or TOML file with the truth")
    rows = load_toml(file, TruthTable).pictures if file.suffix == ".toml" else csv_rows(file)
    if not rows:
        raise InvalidInput(f"{file} names no picture")
    return rows


def csv_rows(file: Path) -> list[TruthRow]:
    """A line that is none is told by its number; empty cells are as if not there."""
    text = read_text(file).removeprefix(BYTE_ORDER_MARK)
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        return [csv_row(file, reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise SettingsError(file, reader.line_num, f"is no CSV: {error}") from error


def csv_row(file: Path, line: int, cells: dict[str | None, str | list[str]]) -> TruthRow:
    if None in cells or None in cells.values():
        raise SettingsError(file, line, "has more or fewer cells than the first line has names")
    said = {str(key): cell.strip() for key, cell in cells.items() if isinstance(cell, str)}
    try:
        return TruthRow.model_validate({key: cell for key, cell in said.items() if cell})
    except ValidationError as error:
        raise SettingsError(file, line, told(error.errors()[0], TruthRow)) from error


def first_row(rows: Sequence[TruthRow], pack: str) -> int:
    return next(i for i, row in enumerate(rows) if row.pack_name == pack)


def as_pack(name: str, rows: Sequence[TruthRow], folder: Path, file: Path) -> StudyPack:
    first = rows[0]
    odd = next((row for row in rows if row.about_pack != first.about_pack), None)
    if odd is not None:
        raise InvalidInput(
            f"{file}: {first.file} and {odd.file} are the same pack {name!r} and say different"
            " things of it; truth, borderline and order are the pack's"
        )
    files = [row.file for row in rows]
    if len(set(files)) < len(files):
        raise InvalidInput(f"{file}: a picture of pack {name!r} is there twice")
    return StudyPack(
        name=name,
        defective=first.truth is Truth.DEFECTIVE,
        borderline=first.borderline,
        captures=tuple((picture_at(folder / one),) for one in files),
        order=order_of(first),
    )


def order_of(row: TruthRow) -> Order | None:
    if row.lot is None and row.expiry is None and row.gtin is None:
        return None
    return Order("", row.lot, row.expiry, row.gtin)


def picture_at(file: Path) -> Picture:
    if not file.is_file():
        raise NotFound(f"{file} is not there; the truth file names it")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return Picture(None, file.resolve(), digest)
