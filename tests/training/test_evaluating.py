"""Counts, intervals and changed texts of an evaluation, and what a set of lines must be."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.inspection.reader import LineReading
from hardware.interfaces import Pixels
from training.changed_texts import changed_texts
from training.evaluating import evaluate_lines
from training.line_sets import read_line_set


class BrightReader:
    """Reads how bright a line is, in grey levels."""

    def read_line(self, pixels: Pixels) -> LineReading:
        return LineReading(str(round(float(pixels.mean()))), 1.0, (1.0,))


def line_set(folder: Path, texts: dict[str, str]) -> Path:
    """Pictures as bright as their names say, with these labels."""
    (folder / "images").mkdir(parents=True)
    rows = ["file,text"]
    for name, text in texts.items():
        plain = np.full((20, 60, 3), int(name.split(".")[0]), np.uint8)
        cv2.imwrite(str(folder / "images" / name), plain)
        rows.append(f"{name},{text}")
    (folder / "labels.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def test_letters_and_digits_are_compared_and_the_wrong_ones_listed(tmp_path: Path) -> None:
    folder = line_set(tmp_path / "lines", {"90.png": "9-0", "120.png": "120", "40.png": "41"})
    document = evaluate_lines("three", read_line_set(folder), BrightReader()).document()
    assert (document["n"], document["exact"], document["share"]) == (3, 2, 0.6667)
    assert document["wrong"] == [["40.png", "41", "40"]]
    assert document["escapes"] is None
    low, high = document["interval"]
    assert low < document["share"] < high


@given(text=some.text("0123456789ABCXYZ", min_size=1, max_size=12), seed=some.integers(0, 999))
def test_a_changed_text_differs_in_one_character_of_the_same_kind(text: str, seed: int) -> None:
    for other in changed_texts(text, 20, np.random.default_rng(seed)):
        differing = [(a, b) for a, b in zip(text, other, strict=True) if a != b]
        assert len(differing) == 1
        assert differing[0][0].isdigit() == differing[0][1].isdigit()


def test_a_set_says_what_is_missing_in_it(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="labels"):
        read_line_set(tmp_path)
    (tmp_path / "labels.csv").write_text("name,words\na,b\n")
    with pytest.raises(InvalidInput, match="file and text"):
        read_line_set(tmp_path)
    (tmp_path / "labels.csv").write_text("file,text\nnowhere.png,12\n")
    with pytest.raises(NotFound, match="nowhere"):
        read_line_set(tmp_path)
