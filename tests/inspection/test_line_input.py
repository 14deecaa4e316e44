"""The one preprocessing: height, proportions, contrast."""

import numpy as np
import pytest

from edge_agent.inspection.line_input import (
    HEIGHT_PX,
    LEAST_WIDTH_PX,
    MOST_WIDTH_PX,
    RIM_PX,
    STRIDE_PX,
    line_input,
)


def noise(height: int, width: int) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)


@pytest.mark.parametrize(("height", "width"), [(10, 57), (32, 160), (61, 430), (200, 333)])
def test_proportions_are_kept_to_a_stride(height: int, width: int) -> None:
    line = line_input(noise(height, width))
    assert line.shape[0] == HEIGHT_PX
    assert line.shape[1] % STRIDE_PX == 0
    assert abs(line.shape[1] - 2 * RIM_PX - width * HEIGHT_PX / height) <= STRIDE_PX / 2
    assert not line[:, -RIM_PX:].any()
    assert not line[:, :RIM_PX].any()


def test_a_stretched_view_is_wider_and_as_high() -> None:
    pixels = noise(40, 200)
    assert line_input(pixels, 1.2).shape == (HEIGHT_PX, 192 + 2 * RIM_PX)
    assert line_input(pixels).shape == (HEIGHT_PX, 160 + 2 * RIM_PX)


def test_extreme_cut_outs_become_lines_of_a_bounded_width() -> None:
    assert line_input(noise(60, 3)).shape[1] == LEAST_WIDTH_PX + 2 * RIM_PX
    assert line_input(noise(8, 2000)).shape[1] == MOST_WIDTH_PX + 2 * RIM_PX


def test_brightness_and_contrast_make_no_difference() -> None:
    bright = noise(40, 200) // 2 + 100
    line, darker = line_input(bright), line_input((bright // 2).astype(np.uint8))
    assert line[:, RIM_PX:-RIM_PX].mean() == pytest.approx(0, abs=1e-5)
    assert line[:, RIM_PX:-RIM_PX].std() == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(line, darker, atol=0.25)  # grey levels are whole numbers


def test_a_plain_surface_is_not_drawn_up_to_full_contrast() -> None:
    plain = np.full((30, 90, 3), 77, np.uint8)
    plain[::7, ::11] += 1
    assert float(np.abs(line_input(plain)).max()) < 1
