import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_agent.inspection.pose import PoseFinder
from edge_agent.inspection.quads import quad_of_box
from hardware.interfaces import Pixels
from tests.inspection.drawn import (
    FRAME_SHAPE,
    STICKER,
    WHOLE,
    Drawn,
    draw,
    frame,
    on_pack,
    placement,
)

TOLERANCE_PX = 1.0
"""At the corners of a pack of 900 pixels; a twelfth of what a sticker may be off place."""
MOVABLE = (on_pack(*STICKER),)


@pytest.fixture(scope="module")
def finder() -> PoseFinder:
    return PoseFinder(frame(draw(Drawn())), WHOLE, MOVABLE)


def worst_corner_px(
    finder: PoseFinder, seen: Pixels, matrix: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> float:
    pose = finder.find(seen)
    assert pose is not None
    corners = np.array(quad_of_box(WHOLE))
    truth = corners @ matrix[:, :2].T + matrix[:, 2]
    return float(np.linalg.norm(truth - np.array(pose.quad(WHOLE)), axis=1).max())


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    x=st.floats(-60, 60),
    y=st.floats(-40, 40),
    turn=st.floats(-12, 12),
    scale=st.floats(0.93, 1.07),
    light=st.floats(0.6, 1.2),
)
def test_a_known_move_is_found(
    finder: PoseFinder, x: float, y: float, turn: float, scale: float, light: float
) -> None:
    matrix = placement((x, y), turn, scale)
    seen = frame(draw(Drawn()), matrix, light=light)
    assert worst_corner_px(finder, seen, matrix) < TOLERANCE_PX


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_full_quarter_turns_are_found(finder: PoseFinder, turn: int) -> None:
    matrix = placement(turn_deg=turn, scale=0.95)
    assert worst_corner_px(finder, frame(draw(Drawn()), matrix), matrix) < TOLERANCE_PX


def test_a_blurred_frame_still_has_its_pose(finder: PoseFinder) -> None:
    matrix = placement((20, 10), 3)
    seen = frame(draw(Drawn()), matrix, blur_px=3)
    assert worst_corner_px(finder, seen, matrix) < TOLERANCE_PX


@pytest.mark.parametrize(
    "pack",
    [Drawn(sticker=False), Drawn(sticker_shift=(-60, 10)), Drawn(sticker_turn_deg=30)],
    ids=["missing", "shifted", "turned"],
)
def test_the_pose_does_not_follow_the_sticker(finder: PoseFinder, pack: Drawn) -> None:
    matrix = placement((15, -10), 4)
    assert worst_corner_px(finder, frame(draw(pack), matrix), matrix) < TOLERANCE_PX


def test_a_plain_box_is_found_by_its_outline_when_its_only_sticker_is_gone() -> None:
    box = np.full((560, 800, 3), (110, 160, 190), np.uint8)
    stickered = box.copy()
    cv2.rectangle(stickered, (540, 215), (760, 365), (255, 255, 255), -1)
    cv2.putText(stickered, "No 7", (560, 320), cv2.FONT_HERSHEY_SIMPLEX, 2, (0, 0, 0), 4)
    finder = PoseFinder(frame(stickered), WHOLE, MOVABLE)
    matrix = placement((25, -15), 6)
    assert worst_corner_px(finder, frame(box, matrix), matrix) < 2 * TOLERANCE_PX


def test_an_empty_belt_and_a_foreign_scene_have_no_pose(finder: PoseFinder) -> None:
    empty = np.full(FRAME_SHAPE, (70, 75, 72), np.uint8)
    noise = np.random.default_rng(1).integers(0, 256, FRAME_SHAPE, np.uint8)
    assert finder.find(empty) is None
    assert finder.find(noise) is None


def test_a_cut_out_shows_what_the_golden_picture_shows_there(finder: PoseFinder) -> None:
    golden = frame(draw(Drawn()), noise=0)
    pose = finder.find(frame(draw(Drawn()), placement((30, 20), 8), noise=0))
    assert pose is not None
    region = on_pack(60, 220, 330, 50)
    taught = golden[region.y : region.y + 50, region.x : region.x + 330]
    alike = cv2.matchTemplate(pose.cut_out(golden, region), taught, cv2.TM_CCOEFF_NORMED)
    seen = pose.cut_out(frame(draw(Drawn()), placement((30, 20), 8), noise=0), region)
    assert cv2.matchTemplate(seen, taught, cv2.TM_CCOEFF_NORMED)[0, 0] > 0.9
    assert alike[0, 0] < 0.9
