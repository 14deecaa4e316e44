"""Makes lines harder on purpose: how a reader fares on cut-outs that are small, faint or moved.

The noise of a cut-out follows from its number, so that all readers see the same pictures.
"""

from collections.abc import Callable

import cv2
import numpy as np

from hardware.interfaces import Pixels

SMALL_PX = 12
FAINT_CONTRAST = 0.15
FAINT_NOISE = 4.0
"""Standard deviation in grey levels."""
MOVED_SHARE = 0.25
"""Length of the motion blur over the height of the cut-out."""

Spoiler = Callable[[Pixels, int], Pixels]


def untouched(pixels: Pixels, number: int) -> Pixels:
    return pixels


def small(pixels: Pixels, number: int) -> Pixels:
    """12 px high."""
    height, width = pixels.shape[:2]
    size = (max(1, round(width * SMALL_PX / height)), SMALL_PX)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def faint(pixels: Pixels, number: int) -> Pixels:
    """15 % of its contrast, with a camera's noise."""
    noise = np.random.default_rng(number).normal(0, FAINT_NOISE, pixels.shape)
    mean = pixels.mean()
    return np.clip((pixels - mean) * FAINT_CONTRAST + mean + noise + 0.5, 0, 255).astype(np.uint8)


def moved(pixels: Pixels, number: int) -> Pixels:
    """Blurred along the line."""
    reach = max(2, round(MOVED_SHARE * pixels.shape[0]))
    return np.asarray(cv2.blur(pixels, (reach, 1)), np.uint8)


SPOILERS: dict[str, Spoiler] = {
    "not": untouched,
    "small": small,
    "faint": faint,
    "moved": moved,
}
