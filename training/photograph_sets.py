"""Sets of photographs of packs with the dates that are printed on them.

Two tables are known: labels.json (file -> anns with kind, text, iso), where every expiry counts,
and labels.csv (columns file and production_date_iso), where the one date counts, whatever it means.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge_agent.core.errors import InvalidInput
from training.line_sets import LABELS, picture_of, table_rows

ANNOTATIONS = "labels.json"
DATE_COLUMN = "production_date_iso"
EXPIRY = "exp"


@dataclass(frozen=True, slots=True)
class WantedDate:
    """A date that must be found."""

    text: str
    iso: str
    """Empty where the print leaves the date open; then the text must be read."""
    kind: str | None
    """As what it must be recognised; None where any will do."""


@dataclass(frozen=True, slots=True)
class LabelledPhotograph:
    file: Path
    dates: tuple[WantedDate, ...]


def has_annotations(folder: Path) -> bool:
    return (folder / ANNOTATIONS).is_file()


def read_photograph_set(folder: Path) -> list[LabelledPhotograph]:
    """All photographs of the set. InvalidInput where a table is of another kind."""
    if has_annotations(folder):
        return annotated(folder)
    rows = table_rows(folder / LABELS, ("file", DATE_COLUMN))
    return [
        LabelledPhotograph(
            picture_of(folder, row["file"]),
            (WantedDate(row[DATE_COLUMN], row[DATE_COLUMN], None),),
        )
        for row in rows
    ]


def annotated(folder: Path) -> list[LabelledPhotograph]:
    labels = folder / ANNOTATIONS
    try:
        table: dict[str, Any] = json.loads(labels.read_text(encoding="utf-8"))
        return [
            LabelledPhotograph(picture_of(folder, name), expiries(entry["anns"]))
            for name, entry in table.items()
        ]
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise InvalidInput(
            f"{labels}: expected FILE: anns with kind, text and iso ({error})"
        ) from error


def expiries(annotations: list[dict[str, Any]]) -> tuple[WantedDate, ...]:
    return tuple(
        WantedDate(one["text"], one["iso"], "expiry")
        for one in annotations
        if one["kind"] == EXPIRY
    )
