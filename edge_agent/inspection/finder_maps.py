"""What the finder sees of a photograph and what its maps say: one meaning, for the station and for
training."""

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.interfaces import Pixels

STRIDE_PX = 4
"""Input pixels for one pixel of the maps."""
INPUT_STEP_PX = 32
"""Inputs are multiples of it wide and high."""
TEXT, CODE, BARCODE, STICKER, RIGHT, DOWN = range(6)
"""The maps: shares of text, of code among text, of barcode, of sticker; the reading direction."""


def finder_input(pixels: Pixels) -> NDArray[np.float32]:
    """Height x width x 3, blue-green-red, as 1 x 3 x height x width with values in [-1, 1]."""
    return np.asarray(
        cv2.dnn.blobFromImage(pixels, 1 / 127.5, mean=(127.5, 127.5, 127.5)), np.float32
    )
