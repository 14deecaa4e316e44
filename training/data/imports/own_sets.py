"""The sets that this project evaluates on (`training/sets.py`), with all that they know.

Lines become the field `text`, dates of photographs `date.expiry` and such, with their places as
marks of `print`; codes become `barcode`, empty where a picture has none; products become `class`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from edge_agent.core.errors import InvalidInput
from training.barcode_sets import read_barcode_set
from training.data.errors import ImportRefused
from training.data.imports.folders import read_folders
from training.data.imports.found import Foreign, FoundPicture, FoundWord, as_words
from training.data.imports.guards import inside, leads_out, read_json
from training.data.values import Mark, Origin, TextValue, marks_value
from training.line_sets import LABELS, PICTURES, read_line_set
from training.photograph_sets import ANNOTATIONS, has_annotations, read_photograph_set
from training.sets import SetKind, class_table, kind_of

TEXT_FIELD, CODE_FIELD, PRINT_FIELD = "text", "barcode", "print"
DATE_FIELDS: Final = {"exp": "date.expiry", "prod": "date.production", "code": "code"}
PARTS: Final = ("train/", "val/", "test/")


class PrintedText(Foreign):
    kind: str
    text: str
    iso: str = ""
    quad: tuple[tuple[float, float], ...] | None = None


class Annotated(Foreign):
    width: int
    height: int
    anns: tuple[PrintedText, ...]


def read_own_set(folder: Path) -> Iterator[FoundPicture]:
    """Of any kind that is a folder; InvalidInput for another one."""
    yield from READERS[kind_of(str(folder))](folder)


def read_lines(folder: Path) -> Iterator[FoundPicture]:
    for line in read_line_set(folder):
        word = FoundWord(TEXT_FIELD, text_of(line.text, folder / LABELS, line.file.name))
        yield found(folder, line.file, LABELS, (word,))


def read_photographs(folder: Path) -> Iterator[FoundPicture]:
    if has_annotations(folder):
        yield from read_annotated(folder)
        return
    for photograph in read_photograph_set(folder):
        table, name = folder / LABELS, photograph.file.name
        words = tuple(FoundWord("date", text_of(one.text, table, name)) for one in photograph.dates)
        yield found(folder, photograph.file, LABELS, words)


def read_annotated(folder: Path) -> Iterator[FoundPicture]:
    table = folder / ANNOTATIONS
    entries = as_words(dict[str, Annotated], read_json(table), table, "")
    for name, entry in entries.items():
        is_beside = not leads_out(name) and (folder / name).is_file()
        file = inside(folder, name if is_beside else f"{PICTURES}/{name}", table, name)
        words = tuple(printed(entry, table, name))
        yield found(folder, file, ANNOTATIONS, words, (entry.width, entry.height))


def text_of(text: str, table: Path, name: str) -> TextValue:
    said: TextValue = as_words(TextValue, {"text": text}, table, name)
    return said


def printed(entry: Annotated, table: Path, name: str) -> Iterator[FoundWord]:
    """One word for each text, numbered from the second of its kind on, and one for all places."""
    seen: dict[str, int] = {}
    for one in entry.anns:
        field = DATE_FIELDS.get(one.kind, one.kind)
        seen[field] = seen.get(field, 0) + 1
        number = "" if seen[field] == 1 else f".{seen[field]}"
        yield FoundWord(f"{field}{number}", text_of(one.iso or one.text, table, name))
    marks = [
        as_words(Mark, {"name": one.kind, "outline": one.quad, "text": one.text}, table, name)
        for one in entry.anns
        if one.quad is not None
    ]
    yield FoundWord(PRINT_FIELD, marks_value(marks))


def read_barcodes(folder: Path) -> Iterator[FoundPicture]:
    for code in read_barcode_set(folder):
        said = text_of(code.text or "", code.file, "")
        yield found(folder, code.file, "", (FoundWord(CODE_FIELD, said),))


def read_products(folder: Path) -> Iterator[FoundPicture]:
    """Only the parts that are there to learn and judge from, not the shop's own pictures."""
    table = class_table(folder)
    if table is None:
        raise InvalidInput(f"{folder}: has no table of classes")
    for one in read_folders(table.parent):
        if one.path.startswith(PARTS):
            yield one


def found(
    folder: Path,
    file: Path,
    table: str,
    words: tuple[FoundWord, ...],
    size_px: tuple[int, int] | None = None,
) -> FoundPicture:
    if not file.resolve().is_relative_to(folder.resolve()) or file.is_symlink():
        raise ImportRefused(folder / table, file.name, f"{file} leads out of {folder}")
    path = file.relative_to(folder).as_posix()
    return FoundPicture(file, path, words, Origin(), size_px=size_px)


READERS: Final[dict[SetKind, Callable[[Path], Iterator[FoundPicture]]]] = {
    SetKind.LINES: read_lines,
    SetKind.PHOTOGRAPHS: read_photographs,
    SetKind.BARCODES: read_barcodes,
    SetKind.APPEARANCE: read_products,
}
