"""Acceptance on real photographs, through the command line."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.inspection.test_commands import document_of, packwarden

pytestmark = [pytest.mark.pictures, pytest.mark.slow]
EVERY = 4
"""Of the date crops, so many are passed over for one that is read."""
share_of_photographs = pytest.mark.parametrize(
    ("every", "most_missed"), [(3, 0), pytest.param(1, 1, marks=pytest.mark.release)]
)
"""Whole photographs take seconds each: a third of them, none of which is missed, or all of them."""


def normalised(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def expiry_found(truth: dict[str, Any], texts: list[dict[str, Any]]) -> bool:
    """Every expiry of the truth: by date, or by text where the truth has no date."""
    found = [text for text in texts if text["kind"] == "expiry"]
    return all(
        any(
            text["iso_date"] == one["iso"]
            if one["iso"]
            else normalised(one["text"]) in normalised(text["text"])
            for text in found
        )
        for one in truth["anns"]
        if one["kind"] == "exp"
    )


def photographs(folder: Path, every: int) -> list[Path]:
    return sorted((folder / "images").iterdir())[::every]


@pytest.mark.timeout(600)
@share_of_photographs
def test_expiry_dates_are_found_in_photographs_of_packs(
    picture_data: Path, every: int, most_missed: int
) -> None:
    folder = picture_data / "expdate-products"
    truths = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    files = photographs(folder, every)
    pictures = document_of(packwarden("read", *files, "--json"))["pictures"]
    missed = [
        Path(picture["file"]).name
        for picture in pictures
        if not expiry_found(truths[Path(picture["file"]).name], picture["texts"])
    ]
    assert len(pictures) == 21 // every
    assert len(missed) <= most_missed, missed


@pytest.mark.timeout(600)
@share_of_photographs
def test_dates_on_chinese_packs_are_found(picture_data: Path, every: int, most_missed: int) -> None:
    files = photographs(picture_data / "prod-date-cn", every)
    pictures = document_of(packwarden("read", *files, "--json"))["pictures"]
    missed = [
        picture["file"]
        for picture in pictures
        if Path(picture["file"]).stem.replace(".", "-")
        not in {text["iso_date"] for text in picture["texts"]}
    ]
    assert len(missed) <= most_missed, missed


def test_cropped_lines_are_read_exactly(picture_data: Path) -> None:
    folder = picture_data / "expdate-date-crops"
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))[::EVERY]
    files = [folder / "images" / row["file"] for row in rows]
    pictures = document_of(packwarden("read", "--line", *files, "--json"))["pictures"]
    read = ["".join(text["text"] for text in picture["texts"]) for picture in pictures]
    wrong = [
        (row["file"], row["text"], text)
        for row, text in zip(rows, read, strict=True)
        if normalised(text) != normalised(row["text"])
    ]
    assert len(wrong) <= 0.01 * len(rows), wrong
