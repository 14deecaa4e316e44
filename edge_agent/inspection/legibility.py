"""How well a line is printed, from its cut-out alone: a printer that wears is seen before it fails.

Four parameters, each graded 0 to 4, and the worst one counts, as in ISO/IEC 15416 for barcodes:

    contrast    of the ink against the ground, as a share of the brighter of both
    continuity  strokes without gaps: missing drops, voids of a creased ribbon, worn places
    sharpness   how soon ink becomes ground, against the line's height: smear, wet ink, blur
    place       the line does not run out of its cut-out above or below: a head off its height

No standard grades plain text; the limits are ours, so that a grade falls before the reading fails.
They say nothing of what stands there, and the camera's own blur and light are in them.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from edge_agent.core.quality import BEST_GRADE, Quality
from hardware.interfaces import Pixels

HEIGHT_PX = 32
"""Lines are graded at this height; smaller ones are not made larger."""
MOST_WIDTH_PX = 640
LEAST_CONTRAST = 8.0
"""Grey levels; below it there is no print to grade."""
RIPPLE_SHARE = 0.06
"""Of the ink's height: sigma of the blur under which the drops of a stroke run together."""
RIDGE_SHARE = 0.2
"""Of the ink's height: a ridge is higher than all within half of this, along or across the line."""
LEAST_RIDGE = 0.15
WEAK_RIDGE = 0.6
"""Of the usual ridge: less than the first is ground, less than the second a gap or an end."""
USUAL = 0.75
"""Quantile of the ridges that counts as what a whole stroke has."""
OWN_BLUR_PX = 1.6
"""Edge width that even a perfect print has in a camera's picture."""

CONTRAST_LIMITS = (0.1, 0.2, 0.3, 0.4, 0.5)
CONTINUITY_LIMITS = (0.37, 0.32, 0.28, 0.25, 0.22)
SHARPNESS_LIMITS = (0.14, 0.11, 0.085, 0.062, 0.042)
PLACE_LIMITS = (1.0, 0.8, 0.6, 0.4, 0.2)
"""What is worth the grades 0, 1, 2, 3 and 4."""

Mask = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Ink:
    """A line parted into ink and ground."""

    cover: NDArray[np.float32]
    """0 where there is ground, 1 where there is ink."""
    mask: Mask
    """255 where there is more ink than ground."""
    height_px: int
    """Rows from the first to the last that carry ink."""
    contrast_levels: float
    brighter: float
    """Grey level of the brighter of both."""


def legibility(line: Pixels) -> Quality:
    """`line`: cut-out of one line, height x width x 3 BGR or grey."""
    ink = parted(line)
    if ink is None:
        return Quality(0.0, {"contrast": 0.0})
    found = {
        "contrast": graded(ink.contrast_levels / max(ink.brighter, 1.0), CONTRAST_LIMITS),
        "continuity": graded(weak_share(ink), CONTINUITY_LIMITS),
        "sharpness": graded(edge_share(ink), SHARPNESS_LIMITS),
        "place": graded(running_out(ink.mask), PLACE_LIMITS),
    }
    return Quality(min(found.values()), found)


def graded(value: float, limits: tuple[float, ...]) -> float:
    """0 to 4, straight between the limits; they may rise or fall."""
    grades = np.arange(len(limits), dtype=np.float64)
    if limits[0] > limits[-1]:
        return round(BEST_GRADE - float(np.interp(value, limits[::-1], grades)), 2)
    return round(float(np.interp(value, limits, grades)), 2)


def parted(line: Pixels) -> Ink | None:
    """Ink is the rarer of two kinds of grey (Otsu 1979); None where all is alike."""
    grey = as_graded(line)
    threshold, above = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    bright = float(cv2.mean(grey, above)[0])
    dark = float(cv2.mean(grey, cv2.bitwise_not(above))[0])
    if bright - dark < LEAST_CONTRAST or threshold <= 0:
        return None
    is_dark_on_bright = cv2.countNonZero(above) > above.size / 2
    mask = cv2.bitwise_not(above) if is_dark_on_bright else above
    ground, full = (bright, dark) if is_dark_on_bright else (dark, bright)
    cover = (np.asarray(grey, np.float32) - ground) / (full - ground)
    inked = np.asarray(mask, np.uint8)
    return Ink(cover, inked, inked_rows(inked), bright - dark, bright)


def as_graded(line: Pixels) -> MatLike:
    """Grey and at most HEIGHT_PX high."""
    grey = line if line.ndim == 2 else cv2.cvtColor(line, cv2.COLOR_BGR2GRAY)
    height, width = grey.shape
    scale = min(1.0, HEIGHT_PX / height, MOST_WIDTH_PX / width)
    if scale == 1.0:
        return grey
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(grey, size, interpolation=cv2.INTER_AREA)


def weak_share(ink: Ink) -> float:
    """Share of the middle lines of all strokes that has much less ink than usual.

    The ends of strokes always have: about a fifth of usual letters.
    """
    smooth = cv2.GaussianBlur(ink.cover, (0, 0), max(RIPPLE_SHARE * ink.height_px, 0.3))
    reach = odd(RIDGE_SHARE * ink.height_px)
    along = cv2.dilate(smooth, np.ones((1, reach), np.uint8))
    across = cv2.dilate(smooth, np.ones((reach, 1), np.uint8))
    ridges = smooth[(smooth >= along) | (smooth >= across)]
    usual = quantile(ridges[ridges > LEAST_RIDGE / 2], USUAL)
    strokes = np.count_nonzero(ridges > LEAST_RIDGE * usual)
    weak = strokes - np.count_nonzero(ridges >= WEAK_RIDGE * usual)
    return weak / strokes


def quantile(values: NDArray[Any], share: float) -> float:
    """The value that this share of all lie below; numpy's own takes ten times as long."""
    place = int(share * len(values))
    return float(np.partition(values, place)[place])


def inked_rows(mask: Mask) -> int:
    """From the first to the last that carries ink."""
    rows = np.flatnonzero(mask.max(axis=1))
    return int(rows[-1] - rows[0]) + 1 if rows.size else mask.shape[0]


def odd(length: float) -> int:
    """The nearest odd number of pixels, at least 3."""
    return max(3, 2 * round((length - 1) / 2) + 1)


def edge_share(ink: Ink) -> float:
    """Width of the edges of the strokes over the height of the ink, less the camera's own."""
    across = cv2.Sobel(ink.cover, cv2.CV_32F, 1, 0, scale=0.125)
    down = cv2.Sobel(ink.cover, cv2.CV_32F, 0, 1, scale=0.125)
    rim = cv2.morphologyEx(ink.mask, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    slopes = cv2.magnitude(across, down)[rim]
    if not slopes.size:
        return 1.0
    width_px = 1 / max(quantile(slopes, 0.5), 1e-3)
    return max(width_px - OWN_BLUR_PX, 0.0) / ink.height_px


def running_out(mask: Mask) -> float:
    """Ink in the outermost row above or below, over the usual ink of an inked row."""
    per_row = np.asarray(cv2.reduce(mask, 1, cv2.REDUCE_AVG, dtype=cv2.CV_32F))[:, 0]
    usual = quantile(per_row[per_row > 0], 0.5) if per_row.any() else 1.0
    return float(max(per_row[0], per_row[-1])) / usual
