"""The heat map of a check is brightest where the pack was altered, and lies over that place."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from edge_agent.core.evidence import MOST_CELLS, HeatMap
from edge_agent.core.packs import CheckResult, Verdict
from edge_agent.inspection.bundle import base_bundle
from edge_agent.inspection.evidence import coarse
from edge_agent.inspection.inspector import Inspector
from edge_agent.inspection.opening import open_backbone, open_readers
from edge_agent.inspection.own_finder import OwnTextFinder
from hardware.interfaces import Pixels
from tests.inspection.drawn import (
    CORNER_X,
    CORNER_Y,
    ORDER,
    STICKER,
    Drawn,
    draw,
    frame,
    loaded,
    placement,
)

SPOT = (80, 56)
"""Width and height of what is painted over, in pixels of the pack."""
MOVED = placement((26, -18), turn_deg=4.0)


@pytest.fixture(scope="module")
def inspector() -> Inspector:
    finder = OwnTextFinder(base_bundle().file("finder.onnx"))
    return Inspector(loaded("look", "sticker"), open_readers(), finder, open_backbone())


def altered(x: int, y: int) -> Pixels:
    """A good pack with a blue spot at that place of it."""
    pack = draw(Drawn())
    cv2.rectangle(pack, (x, y), (x + SPOT[0], y + SPOT[1]), (160, 60, 0), -1)
    return pack


def in_frame(x: float, y: float) -> NDArray[np.float64]:
    """Where a place of the pack is seen."""
    return np.asarray(MOVED[:, :2] @ (x + CORNER_X, y + CORNER_Y) + MOVED[:, 2])


def middles(heat: HeatMap) -> NDArray[np.float64]:
    """Of all cells: rows x columns x 2, in pixels of the frame."""
    down, across = np.mgrid[: len(heat.rows), : len(heat.rows[0])] + 0.5
    left_top, right_top, _, left_bottom = np.array(heat.quad)
    to_right, to_bottom = right_top - left_top, left_bottom - left_top
    shares = across / len(heat.rows[0]), down / len(heat.rows)
    return np.asarray(left_top + shares[0][..., None] * to_right + shares[1][..., None] * to_bottom)


def brightest(heat: HeatMap) -> NDArray[np.float64]:
    """The middle of the hottest cells."""
    cells = np.array(heat.rows)
    return np.asarray(middles(heat)[cells >= 0.9 * cells.max()].mean(axis=0))


def answers(inspector: Inspector, pack: Pixels) -> dict[str, CheckResult]:
    found = inspector.inspect("top", frame(pack, MOVED), ORDER)
    return {check.name: check for check in found}


def heat_of(check: CheckResult) -> HeatMap:
    assert check.verdict is not Verdict.OK
    assert check.evidence is not None
    assert check.evidence.heat is not None
    return check.evidence.heat


@pytest.mark.parametrize(("x", "y"), [(12, 10), (130, 85), (70, 45)])
def test_the_heat_map_of_a_sticker_is_brightest_where_it_was_altered(
    inspector: Inspector, x: int, y: int
) -> None:
    left, top = STICKER[0] + x, STICKER[1] + y
    heat = heat_of(answers(inspector, altered(left, top))["sticker"])
    away = brightest(heat) - in_frame(left + SPOT[0] / 2, top + SPOT[1] / 2)
    assert float(np.linalg.norm(away)) < SPOT[1] / 2
    assert max(map(max, heat.rows)) > 0.7


def test_the_heat_map_of_a_surface_is_brightest_where_a_sticker_is_missing(
    inspector: Inspector,
) -> None:
    heat = heat_of(answers(inspector, draw(Drawn(sticker=False)))["look"])
    x, y, width, height = STICKER
    away = np.abs(middles(heat) - in_frame(x + width / 2, y + height / 2))
    inside = (away < (width / 2, height / 2)).all(axis=-1)
    cells = np.array(heat.rows)
    assert inside.sum() >= 4
    assert cells[inside].mean() > 3 * cells[~inside].mean()


def test_the_map_lies_over_the_place_of_the_check_and_is_coarse(inspector: Inspector) -> None:
    heat = heat_of(answers(inspector, draw(Drawn(sticker=False)))["sticker"])
    x, y, width, height = STICKER
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    wanted = np.array([in_frame(*corner) for corner in corners])
    assert np.abs(np.array(heat.quad) - wanted).max() < 4
    assert len(heat.rows) <= MOST_CELLS
    assert {len(row) for row in heat.rows} <= set(range(1, MOST_CELLS + 1))
    assert all(0 <= cell <= 1 for row in heat.rows for cell in row)


def test_what_is_ok_has_no_evidence(inspector: Inspector) -> None:
    for check in answers(inspector, draw(Drawn())).values():
        assert (check.verdict, check.evidence) == (Verdict.OK, None)


@pytest.mark.parametrize("shape", [(4, 9), (16, 16), (20, 14), (33, 5)])
def test_no_hot_cell_gets_lost_in_a_coarser_map(shape: tuple[int, int]) -> None:
    for row in range(shape[0]):
        cells = np.zeros(shape, np.float32)
        cells[row, row % shape[1]] = 0.9
        small = coarse(cells)
        assert max(small.shape) <= MOST_CELLS
        assert (round(float(small.max()), 3), int((small > 0).sum())) == (0.9, 1)
