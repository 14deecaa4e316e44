import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.inspection.seen_frame import SeenFrame, halvings_for

RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, (97, 130, 3), np.uint8)


def test_every_size_is_made_once_in_colour_and_in_grey() -> None:
    frame = SeenFrame(PIXELS)
    assert frame.grey(2) is frame.grey(2)
    assert frame.grey() is frame.grey(0)
    assert frame.colour(1) is frame.colour(1)
    assert [one.shape for one in frame.colours] == [(97, 130, 3), (48, 65, 3), (24, 32, 3)]
    assert frame.grey(2).shape == (24, 32)


def test_a_halved_picture_holds_the_means_of_four_pixels() -> None:
    frame = SeenFrame(PIXELS)
    means = PIXELS[:96, :130].reshape(48, 2, 65, 2, 3).mean(axis=(1, 3))
    assert np.abs(frame.colour(1) - means).max() <= 0.5
    assert np.abs(frame.grey(1) - means @ (0.114, 0.587, 0.299)).max() <= 1.5


@given(
    turn_deg=st.floats(-180, 180),
    scale=st.floats(0.2, 1.5),
    shift=st.tuples(st.floats(-60, 150), st.floats(-60, 120)),
)
def test_a_cut_of_a_part_is_that_of_the_whole_frame(
    turn_deg: float, scale: float, shift: tuple[float, float]
) -> None:
    matrix = np.asarray(cv2.getRotationMatrix2D((0, 0), turn_deg, scale), np.float64)
    matrix[:, 2] = shift
    part, whole = SeenFrame(PIXELS), SeenFrame(PIXELS)
    whole.grey()
    cut, wanted = (frame.grey_cut(matrix, (40, 30), 0) for frame in (part, whole))
    assert not part.greys
    assert np.abs(cut.astype(int) - wanted).max() <= 1


def test_the_nearest_number_of_halvings_is_taken() -> None:
    assert [halvings_for(factor) for factor in (0.3, 1, 1.4, 1.5, 4, 5.5, 6)] == [
        0, 0, 0, 1, 2, 2, 3,
    ]  # fmt: skip
    assert SeenFrame(np.zeros((960, 1280, 3), np.uint8)).halvings_to(320) == 2


def test_the_smallest_picture_stays_a_picture() -> None:
    frame = SeenFrame(np.zeros((3, 5, 3), np.uint8))
    assert frame.grey(4).shape == (1, 1)
    assert frame.colour(4).shape == (1, 1, 3)
