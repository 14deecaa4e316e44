"""What kind of set a name stands for: a folder by the files in it, or a drawn set by its name."""

from enum import StrEnum
from pathlib import Path

from edge_agent.core.errors import InvalidInput, NotFound
from training.barcode_sets import SAMPLES, has_samples
from training.line_sets import LABELS
from training.photograph_sets import ANNOTATIONS, DATE_COLUMN, has_annotations

DRAWN = "drawn:"
CLASSES = "classes.csv"
LONGEST_HEADING = 10_000
"""Characters of a table's first line."""


class SetKind(StrEnum):
    LINES = "lines"
    PHOTOGRAPHS = "photographs"
    BARCODES = "barcodes"
    APPEARANCE = "appearance"
    HARD_CODES = f"{DRAWN}hard-codes"
    PRODUCTION = f"{DRAWN}production"


DRAWN_SETS = (SetKind.HARD_CODES, SetKind.PRODUCTION)
RECOGNISED = (
    f"{LABELS} with the columns file and text (lines of print); "
    f"{ANNOTATIONS}, or {LABELS} with the columns file and {DATE_COLUMN} (photographs); "
    f"a folder {SAMPLES} (barcodes); {CLASSES} (appearance of products)"
)


def kind_of(name: str) -> SetKind:
    """NotFound where there is no such folder, InvalidInput for one of another kind."""
    if name.startswith(DRAWN):
        return drawn_kind(name)
    folder = Path(name)
    if not folder.is_dir():
        raise NotFound(f"{folder} is not there; a set is a folder, or {drawn_told()}")
    if has_samples(folder):
        return SetKind.BARCODES
    if class_table(folder) is not None:
        return SetKind.APPEARANCE
    if has_annotations(folder):
        return SetKind.PHOTOGRAPHS
    if found := kind_of_table(folder / LABELS):
        return found
    raise InvalidInput(f"{folder} is no set; recognised are {RECOGNISED}")


def drawn_kind(name: str) -> SetKind:
    for kind in DRAWN_SETS:
        if name == kind:
            return kind
    raise NotFound(f"no drawn set {name!r}; there are {drawn_told()}")


def drawn_told() -> str:
    return " and ".join(DRAWN_SETS)


def kind_of_table(labels: Path) -> SetKind | None:
    if not labels.is_file():
        return None
    with labels.open(encoding="utf-8", errors="replace") as table:
        columns = set(table.readline(LONGEST_HEADING).strip().split(","))
    if {"file", "text"} <= columns:
        return SetKind.LINES
    return SetKind.PHOTOGRAPHS if {"file", DATE_COLUMN} <= columns else None


def class_table(folder: Path) -> Path | None:
    """The table of classes, in the folder or one below it."""
    return next(iter(sorted((*folder.glob(CLASSES), *folder.glob(f"*/{CLASSES}")))), None)
