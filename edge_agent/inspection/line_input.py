"""What our line reader sees of a cut-out: the one preprocessing, for the station and for training.

Grey, 32 px high with the proportions kept, and as bright and contrasty as any other line: mean 0
and standard deviation 1. Contrast below a few grey levels is noise and is not drawn up to full.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

HEIGHT_PX = 32
STRIDE_PX = 4
"""Every input is a multiple of it wide."""
LEAST_WIDTH_PX = 16
MOST_WIDTH_PX = 1024
"""Longer lines are squeezed: 32 times as long as high is no printed line."""
RIM_PX = 8
"""Of the mean, before and behind the line: a reader loses characters that touch the very edge."""
LEAST_CONTRAST = 2.0
"""Grey levels; standard deviations below it count as this one."""


def line_input(pixels: NDArray[np.uint8], stretch: float = 1.0) -> NDArray[np.float32]:
    """A line's cut-out, height x width (x 3 BGR), as 32 x width; the width is a multiple of 4.

    `stretch` makes the line wider than it is, which is a second view of it.
    """
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    size = (input_width(grey.shape[0], grey.shape[1] * stretch), HEIGHT_PX)
    smaller = grey.shape[0] > HEIGHT_PX
    way = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    line = normalised(np.asarray(cv2.resize(grey, size, interpolation=way), np.float32))
    rimmed = np.zeros((HEIGHT_PX, line.shape[1] + 2 * RIM_PX), np.float32)
    rimmed[:, RIM_PX:-RIM_PX] = line
    return rimmed


def input_width(height: int, width: float) -> int:
    """How wide a cut-out of this size becomes, without the rims."""
    wanted = round(width * HEIGHT_PX / height / STRIDE_PX) * STRIDE_PX
    return min(max(wanted, LEAST_WIDTH_PX), MOST_WIDTH_PX)


def normalised(line: NDArray[np.float32]) -> NDArray[np.float32]:
    (mean,), (deviation,) = (values[0] for values in cv2.meanStdDev(line))
    return np.asarray((line - mean) / max(deviation, LEAST_CONTRAST), np.float32)
