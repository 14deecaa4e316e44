"""Photographs with dates: which dates must be found, and when a photograph is right."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.core.label_words import LabelledText
from edge_agent.core.packs import Box, ReadBy
from edge_agent.inspection.quads import quad_of_box
from edge_agent.inspection.reading import PictureReading
from training.evaluating_photographs import Answer
from training.photograph_sets import LabelledPhotograph, WantedDate, read_photograph_set

QUAD = quad_of_box(Box(0, 0, 10, 10))
EXPIRY = WantedDate("EXP 12.2027", "2027-12", "expiry")


def said(*texts: LabelledText) -> PictureReading:
    return PictureReading(texts, tuple(0.9 for _ in texts), (), ReadBy.OWN)


def answer(reading: PictureReading, *wanted: WantedDate) -> Answer:
    return Answer(LabelledPhotograph(Path("a.jpg"), wanted), reading)


def test_every_expiry_counts_and_nothing_else(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.jpg"), np.zeros((20, 20, 3), np.uint8))
    notes = [
        {"kind": "exp", "text": "EXP 12.2027", "iso": "2027-12", "quad": None},
        {"kind": "prod", "text": "11.2024", "iso": "2024-11", "quad": None},
    ]
    (tmp_path / "labels.json").write_text(json.dumps({"a.jpg": {"anns": notes}}))
    (photograph,) = read_photograph_set(tmp_path)
    assert photograph.dates == (EXPIRY,)


def test_annotations_of_another_kind_are_refused(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.jpg"), np.zeros((20, 20, 3), np.uint8))
    (tmp_path / "labels.json").write_text('{"a.jpg": {"words": []}}')
    with pytest.raises(InvalidInput, match="anns"):
        read_photograph_set(tmp_path)


def test_a_date_must_have_the_meaning_that_is_asked_for() -> None:
    as_expiry = LabelledText("12.2027", QUAD, "expiry", "2027-12")
    as_production = LabelledText("12.2027", QUAD, "production", "2027-12")
    any_meaning = WantedDate("2027-12", "2027-12", None)
    assert answer(said(as_expiry), EXPIRY).is_right
    assert not answer(said(as_production), EXPIRY).is_right
    assert answer(said(as_production), any_meaning).is_right


def test_another_expiry_is_worse_than_none() -> None:
    other = LabelledText("12.2026", QUAD, "expiry", "2026-12")
    assert answer(said(other), EXPIRY).says_other
    assert not answer(said(), EXPIRY).says_other


def test_an_open_date_is_found_by_its_text() -> None:
    wanted = WantedDate("01.24 A", "", "expiry")
    assert answer(said(LabelledText("01.24 A", QUAD, "expiry", None)), wanted).is_right
