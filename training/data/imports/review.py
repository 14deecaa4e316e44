"""Words of people who reviewed packs, as the centre hands them on: JSON lines, one word each.

    {"picture": SHA256, "field": "print.lot", "value": {"kind": "verdict", "verdict": "defective",
     "defect": "smeared"}, "by": "anna", "at": "2026-11-22T10:15:00Z", "trust": "review",
     "origin": {"station": "werk/1/a", "lot": "L1", "day": "2026-11-22", "boot": 3, "pack_no": 17}}

`value` is null where the person takes his word back. Pictures lie in a folder under their sha256,
as stations and the centre keep them, or in the data set already.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import AwareDatetime, ValidationError

from edge_agent.store.pictures import picture_file
from training.data.errors import ImportRefused
from training.data.imports.found import FoundPicture, FoundWord
from training.data.imports.guards import read_table
from training.data.values import Name, Origin, Sha256, Trust, Value, Words

DIGITS_SHOWN = 16


class ReviewWord(Words):
    """One line."""

    picture: Sha256
    field: Name
    value: Value | None
    by: Name
    at: AwareDatetime
    trust: Trust
    origin: Origin


def read_review(file: Path, pictures: Path | None) -> Iterator[FoundPicture]:
    yield from reviewed(read_table(file).splitlines(), file, pictures)


def reviewed(
    lines: Iterable[str], name: Path | str, pictures: Path | None
) -> Iterator[FoundPicture]:
    """One for each word, in their order; `name` is what errors call the lines."""
    for number, line in enumerate(lines, start=1):
        word = review_word(line, name, f"line {number}")
        file = None if pictures is None else picture_file(pictures, word.picture)
        said = FoundWord(word.field, word.value, word.by, word.at, word.trust)
        path = review_path(word, file)
        yield FoundPicture(file, path, (said,), word.origin, sha256=word.picture)


def review_word(line: str, name: Path | str, place: str) -> ReviewWord:
    try:
        return ReviewWord.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join((place, *map(str, first["loc"])))
        raise ImportRefused(
            name, where, f"{first['msg']}, not {str(first['input'])[:80]!r}"
        ) from error


def review_path(word: ReviewWord, file: Path | None) -> str:
    """By station and day, so that a listing can be read."""
    day = word.origin.day.isoformat() if word.origin.day else None
    parts = [part for part in (word.origin.station, day) if part]
    suffix = "" if file is None else file.suffix
    return "/".join((*parts, f"{word.picture[:DIGITS_SHOWN]}{suffix}"))
