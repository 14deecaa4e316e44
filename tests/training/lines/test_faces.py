"""Dot letters of all printers: complete, and no two letters of one printer look the same."""

from itertools import combinations

import numpy as np
import pytest

from simulators.drawing.printing.dot_letters import LETTERS
from training.lines.faces import OTHER_PRINTERS, aimed, dots, grids, small_letter
from training.lines.other_dots import OTHER_LETTERS

PRINTERS = range(1, OTHER_PRINTERS + 1)


@pytest.mark.parametrize("printer", PRINTERS)
def test_no_printer_writes_two_letters_alike(printer: int) -> None:
    shapes = {one: small_letter(one, printer) for one in LETTERS}
    assert {shape.shape for shape in shapes.values()} == {(7, 5)}
    alike = [one + other for one, other in combinations(LETTERS, 2) if same(shapes, one, other)]
    assert alike == []


def same(shapes: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]], *two: str) -> bool:
    return np.array_equal(shapes[two[0]], shapes[two[1]])


def test_every_other_shape_is_written_by_some_printer() -> None:
    for character, shapes in OTHER_LETTERS.items():
        written = {small_letter(character, printer).tobytes() for printer in PRINTERS}
        assert len(written) == len(shapes)


def test_every_dot_face_has_digits_that_differ() -> None:
    for grid in set(grids()):
        shapes = {dots(grid, digit).tobytes() for digit in "0123456789"}
        assert len(shapes) == 10, grid


def test_drops_are_aimed_from_left_to_right() -> None:
    grid = grids()[0]
    one, two = aimed("8", grid, 1.0), aimed("88", grid, 1.0)
    assert len(two) == 2 * len(one)
    assert two[:, 0].max() == one[:, 0].max() + 6
