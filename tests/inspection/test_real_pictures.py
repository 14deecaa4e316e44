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


@pytest.mark.timeout(600)
def test_expiry_dates_are_found_in_photographs_of_packs(picture_data: Path) -> None:
    folder = picture_data / "expdate-products"
    truths = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    pictures = document_of(packwarden("read", folder / "images", "--json"))["pictures"]
    missed = [
        Path(picture["file"]).name
        for picture in pictures
        if not expiry_found(truths[Path(picture["file"]).name], picture["texts"])
    ]
    assert len(pictures) == 21
    assert len(pictures) - len(missed) >= 20, missed


@pytest.mark.timeout(600)
def test_dates_on_chinese_packs_are_found(picture_data: Path) -> None:
    pictures = document_of(packwarden("read", picture_data / "prod-date-cn" / "images", "--json"))
    missed = [
        picture["file"]
        for picture in pictures["pictures"]
        if Path(picture["file"]).stem.replace(".", "-")
        not in {text["iso_date"] for text in picture["texts"]}
    ]
    assert len(missed) <= 1, missed


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
