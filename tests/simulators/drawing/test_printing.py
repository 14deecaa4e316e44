"""Printing techniques and their faults, on coverage alone."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.drawing.defects import Fault
from simulators.drawing.faults import faulty_line
from simulators.drawing.printing.dot_letters import LETTERS, large_letter, letter
from simulators.drawing.printing.inkjet import Nozzle, aimed, landed, stamped
from simulators.drawing.printing.lines import PRINTERS, Technique


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize("character", LETTERS)
def test_every_letter_has_seven_rows_of_five_dots(character: str) -> None:
    assert letter(character).shape == (7, 5)
    assert large_letter(character).shape == (9, 7)


def test_no_two_letters_are_the_same_but_zero_and_o() -> None:
    shapes = {letter(one).tobytes() for one in LETTERS}
    assert len(shapes) == len(LETTERS) - 1
    assert np.array_equal(letter("0"), letter("O"))


def test_every_dot_of_a_letter_becomes_one_drop() -> None:
    perfect = Nozzle(jitter=0, radius_spread=0, merged_share=0, missing_share=0)
    text = "EXP 12"
    dots = sum(int(letter(one).sum()) for one in text)
    assert len(aimed(text, tall=False)) == dots
    assert len(landed(text, perfect, False, rng())) == dots


def test_a_worn_nozzle_loses_its_share_of_drops() -> None:
    worn = Nozzle(missing_share=0.3)
    whole = len(aimed("0123456789" * 20, tall=False))
    left = len(landed("0123456789" * 20, worn, False, rng()))
    assert left == pytest.approx(0.7 * whole, rel=0.05)


def test_separate_drops_are_separate_spots() -> None:
    drops = np.array([[10.0, 10, 3], [30, 10, 3], [50, 10, 3]])
    spots, _ = cv2.connectedComponents((stamped(drops, 20, 60, rng()) > 0.5).astype(np.uint8))
    assert spots - 1 == 3


@pytest.mark.parametrize("technique", Technique)
def test_coverage_has_the_asked_size_and_lies_between_none_and_all(technique: Technique) -> None:
    cover = PRINTERS[technique]("LOT L40718", 30, 260, rng())
    assert cover.shape == (30, 260)
    assert cover.dtype == np.float32
    assert cover.min() >= 0
    assert cover.max() <= 1.2
    assert (cover > 0.4).mean() > 0.03


@given(st.integers(0, 2**32), st.sampled_from([Technique.INKJET, Technique.THERMAL]))
def test_a_damaged_line_loses_at_least_half_a_character(seed: int, technique: Technique) -> None:
    whole = PRINTERS[technique]("L40718", 30, 150, rng(seed))
    damaged = faulty_line(whole, Fault.DAMAGED, rng(seed))
    lost = (whole - damaged).clip(0).sum() / whole.sum()
    assert lost > 0.5 / len("L40718")
    assert np.all(damaged <= whole + 1e-6)


@given(st.integers(0, 2**32))
def test_a_cut_off_line_loses_a_third_or_a_character(seed: int) -> None:
    whole = PRINTERS[Technique.THERMAL]("L40718", 30, 150, rng(seed))
    rest = faulty_line(whole, Fault.CUT_OFF, rng(seed))
    assert 0.15 < (whole - rest).sum() / whole.sum() < 0.85


def test_a_missing_line_leaves_nothing_and_a_good_one_is_left_alone() -> None:
    whole = PRINTERS[Technique.LASER]("L40718", 30, 150, rng())
    assert not faulty_line(whole, Fault.MISSING, rng()).any()
    assert faulty_line(whole, None, rng()) is whole


def test_a_smudge_smears_along_the_belt() -> None:
    whole = PRINTERS[Technique.THERMAL]("L40718", 30, 150, rng())
    smudged = faulty_line(whole, Fault.SMUDGED, rng())
    assert np.abs(np.diff(smudged, axis=1)).mean() < 0.45 * np.abs(np.diff(whole, axis=1)).mean()
