import numpy as np
import pytest

from edge_agent.inspection.corner_tracking import CornerTracker
from edge_agent.inspection.pose_refining import COARSE, FINE, PoseRefiner
from edge_agent.inspection.quads import quad_of_box
from edge_agent.inspection.seen_frame import SeenFrame
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

MOVABLE = (on_pack(*STICKER),)
GOLDEN = SeenFrame(frame(draw(Drawn())))
AS_TAUGHT = np.eye(2, 3)
EXACT_PX = 0.4
"""At the worst corner of the worst frame; typically a third of it."""
MOVES = [((40, -30), 2.0), ((-45, 20), -4.0), ((10, 38), 7.0)]


@pytest.fixture(scope="module")
def refiner() -> PoseRefiner:
    return PoseRefiner(GOLDEN, WHOLE, MOVABLE)


def worst_corner_px(found: np.ndarray, truth: np.ndarray) -> float:
    corners = np.array(quad_of_box(WHOLE))
    apart = corners @ (found - truth)[:, :2].T + (found - truth)[:, 2]
    return float(np.linalg.norm(apart, axis=1).max())


@pytest.mark.parametrize(("shift", "turn"), MOVES)
@pytest.mark.parametrize(("light", "blur_px"), [(1.0, 0.0), (0.65, 0.8)])
def test_a_pack_near_its_place_is_found_exactly_by_its_corners_alone(
    refiner: PoseRefiner, shift: tuple[float, float], turn: float, light: float, blur_px: float
) -> None:
    truth = placement(shift, turn, 1.01)
    seen = frame(draw(Drawn(lot="L99Z001")), truth, light=light, blur_px=blur_px)
    found = refiner.sure(AS_TAUGHT, SeenFrame(seen))
    assert found is not None
    assert worst_corner_px(found, truth) < EXACT_PX


def test_another_pack_and_a_bare_belt_prove_nothing(refiner: PoseRefiner) -> None:
    other = frame(np.rot90(draw(Drawn(artwork=9)), 2).copy())
    belt = np.full(FRAME_SHAPE, (70, 75, 72), np.uint8)
    noise = np.random.default_rng(1).integers(0, 256, FRAME_SHAPE, np.uint8)
    for pixels in (other, belt, noise):
        assert refiner.sure(AS_TAUGHT, SeenFrame(pixels)) is None


def test_no_corner_is_taken_from_what_may_move() -> None:
    tracker = CornerTracker(GOLDEN, WHOLE, MOVABLE, FINE)
    places = tracker.corners[:, 0] * tracker.factor + tracker.origin
    sticker = MOVABLE[0]
    inside = (places >= (sticker.x, sticker.y)) & (
        places < (sticker.x + sticker.width, sticker.y + sticker.height)
    )
    assert len(places) > 60
    assert not inside.all(axis=1).any()


def test_corners_come_from_all_over_the_pack() -> None:
    tracker = CornerTracker(GOLDEN, WHOLE, (), COARSE)
    thirds = (tracker.corners[:, 0] * 3 // tracker.golden.shape[::-1]).astype(int)
    assert {0, 1, 2} == set(thirds[:, 0]) == set(thirds[:, 1])


def test_a_pose_with_too_few_corners_is_left_as_it_is() -> None:
    plain = np.full(FRAME_SHAPE, 128, np.uint8)
    refiner = PoseRefiner(SeenFrame(plain), WHOLE, ())
    start = placement((3, 4), 1)
    assert refiner.refined(start, SeenFrame(plain)) is start
