"""Places from maps: drawn maps stand for the net, which is judged on real photographs."""

import numpy as np
import pytest
from numpy.typing import NDArray

from edge_agent.inspection.own_finder import PlaceKind, places_in
from edge_agent.inspection.quads import Quad, corners_of, height_px, length_px
from training.scenes.batches import stacked
from training.scenes.marks import Kind, MapDrawer, kernel_inset, mark_of, outline

SIDE_PX = 320
TOLERANCE_PX = 10
"""Two and a half pixels of the maps; slanted edges are drawn no finer."""
SCALE = np.array([4, 4], np.float32)
Corners = NDArray[np.float64]


def maps_of(*marks: tuple[Kind, Corners]) -> NDArray[np.float32]:
    drawer = MapDrawer(SIDE_PX)
    for kind, corners in marks:
        mark = mark_of(kind, 0, 0, 1, 1)
        shown = type(mark)(kind, corners)
        drawer.draw(kind, outline(corners, 0.0), outline(corners, kernel_inset(shown)))
    return stacked(drawer.done())


def box(x: float, y: float, width: float, height: float, turn_deg: float = 0.0) -> Corners:
    """Corners of a text whose upper left corner would be at x and y, turned about its middle."""
    corners = mark_of(Kind.CODE, x, y, width, height).corners
    middle, turn = corners.mean(axis=0), np.radians(turn_deg)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.asarray((corners - middle) @ matrix.T + middle)


def off_px(quad: Quad, corners: Corners) -> float:
    return float(np.abs(corners_of(quad) - corners).max())


@pytest.mark.parametrize("turn_deg", [0, 8, -35, 90, 180, -90, 135])
def test_a_line_is_found_where_it_stands_and_read_from_its_start(turn_deg: float) -> None:
    corners = box(70, 140, 180, 36, turn_deg)
    (place,) = places_in(maps_of((Kind.CODE, corners)), SCALE)
    assert place.kind is PlaceKind.CODE
    assert off_px(place.quad, corners) < TOLERANCE_PX
    assert abs((place.turn_deg - turn_deg + 180) % 360 - 180) < 4
    assert place.confidence > 0.8


def test_a_text_hardly_longer_than_high_is_read_as_the_direction_maps_say() -> None:
    corners = box(120, 120, 60, 56, 90)
    (place,) = places_in(maps_of((Kind.CODE, corners)), SCALE)
    assert off_px(place.quad, corners) < TOLERANCE_PX


def test_lines_close_to_each_other_stay_two_and_codes_come_first() -> None:
    words, code = box(40, 60, 200, 24), box(40, 86, 200, 24)
    found = places_in(maps_of((Kind.WORDS, words), (Kind.CODE, code)), SCALE)
    assert [place.kind for place in found] == [PlaceKind.CODE, PlaceKind.WORDS]
    assert [height_px(place.quad) for place in found] == pytest.approx([24, 24], abs=5)
    assert [length_px(place.quad) for place in found] == pytest.approx([200, 200], abs=6)


def test_barcodes_and_stickers_are_no_text() -> None:
    maps = maps_of((Kind.STICKER, box(20, 20, 240, 160)), (Kind.BARCODE, box(60, 60, 120, 60)))
    barcode, sticker = places_in(maps, SCALE)
    assert barcode.kind is PlaceKind.BARCODE
    assert off_px(barcode.quad, box(60, 60, 120, 60)) < 6
    assert sticker.kind is PlaceKind.STICKER
    assert off_px(sticker.quad, box(20, 20, 240, 160)) < 6


def test_places_are_told_in_pixels_of_the_picture() -> None:
    corners = box(40, 60, 200, 40)
    (place,) = places_in(maps_of((Kind.CODE, corners)), np.array([8, 6], np.float32))
    assert off_px(place.quad, corners * (2, 1.5)) < 12


def test_nothing_is_found_where_nothing_is() -> None:
    assert places_in(np.full((6, 40, 40), 0.3, np.float32), SCALE) == ()
