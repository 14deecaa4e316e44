"""How a place on a picture looks, in 64 bits: pictures that differ in few of them look alike.

Source: the usual perceptual hash (pHash): the picture in grey, 32 x 32; its low frequencies by the
cosine transform, 8 x 8; for each whether it is above their median.
"""

from typing import Final

import cv2
import numpy as np

from hardware.interfaces import Pixels

SIDE_PX: Final = 32
LOW: Final = 8
LEAST_PX: Final = 4
"""A smaller place has no look."""


def look_of(pixels: Pixels, box: tuple[int, int, int, int] | None) -> int | None:
    """Of the box (x, y, width, height in px), or of the whole picture (height x width x 3)."""
    part = pixels if box is None else cut(pixels, box)
    if min(part.shape[:2]) < LEAST_PX:
        return None
    grey = cv2.cvtColor(part, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA)
    low = cv2.dct(small.astype(np.float32))[:LOW, :LOW].ravel()
    bits = low > np.median(low)
    return int.from_bytes(np.packbits(bits).tobytes())


def cut(pixels: Pixels, box: tuple[int, int, int, int]) -> Pixels:
    """As far as it lies within the picture."""
    x, y, width, height = box
    left, top = max(0, x), max(0, y)
    return pixels[top : max(top, y + height), left : max(left, x + width)]
