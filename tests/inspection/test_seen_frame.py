import numpy as np
import pytest

from edge_agent.inspection.seen_frame import SeenFrame, halvings_for

RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, (97, 130, 3), np.uint8)


def test_grey_is_made_once_and_every_halving_too() -> None:
    frame = SeenFrame(PIXELS)
    quarter = frame.grey(2)
    assert frame.grey(2) is quarter
    assert frame.grey() is frame.grey(0)
    assert [grey.shape for grey in frame.greys] == [(97, 130), (48, 65), (24, 32)]


def test_a_halved_picture_holds_the_means_of_four_pixels() -> None:
    frame = SeenFrame(PIXELS)
    means = frame.grey()[:96, :130].reshape(48, 2, 65, 2).mean(axis=(1, 3))
    assert np.abs(frame.grey(1) - means).max() <= 0.5


@pytest.mark.parametrize("halvings", [0, 1, 2, 3])
def test_rough_colour_has_the_colours_of_the_picture(halvings: int) -> None:
    pixels = np.zeros((96, 128, 3), np.uint8)
    pixels[:, :64], pixels[:, 64:] = (10, 200, 30), (250, 0, 90)
    small = SeenFrame(pixels).rough_colour(halvings)
    assert small.shape == (96 >> halvings, 128 >> halvings, 3)
    assert small[1, 1].tolist() == [10, 200, 30]
    assert small[-1, -1].tolist() == [250, 0, 90]


def test_the_nearest_number_of_halvings_is_taken() -> None:
    assert [halvings_for(factor) for factor in (0.3, 1, 1.4, 1.5, 4, 5.5, 6)] == [
        0, 0, 0, 1, 2, 2, 3,
    ]  # fmt: skip
    assert SeenFrame(np.zeros((960, 1280, 3), np.uint8)).halvings_to(320) == 2


def test_the_smallest_picture_stays_a_picture() -> None:
    frame = SeenFrame(np.zeros((3, 5, 3), np.uint8))
    assert frame.grey(4).shape == (1, 1)
    assert frame.rough_colour(4).shape == (1, 1, 3)
