"""Which colours are the pack's and which the background's, learnt from a golden picture.

A belt is rarely plain. What lies outside the pack in the golden picture shows what the background
looks like; a colour that is commoner inside the pack than outside is the pack's, and so is one
never seen. The light may change: a frame is brought to the golden picture's brightness first.
"""

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from edge_agent.core.packs import Box
from edge_agent.inspection.outline import WORK_SIDE_PX
from edge_agent.inspection.seen_frame import SeenFrame

BINS = 32
"""For each of the three axes of CIE Lab."""
SPREAD_BINS = 1.0
"""Sigma by which a colour stands for its neighbours: noise and small changes of light."""
MIDDLE = (4, 2, 4)
"""Of the levels of blue, green and red that are one colour in 16 bits."""
MAJORITY_PX = 5
"""Side of the square in which most pixels decide."""
LEAST_OUTSIDE = 0.05
"""Share of the picture that must lie outside the pack to know the background."""
RIM_SHARE = 0.04
"""Of each side: the rim whose brightness tells the light."""
LEAST_GAIN, MOST_GAIN = 0.4, 2.5


class PackColours:
    """Tells pack from background, pixel by pixel."""

    def __init__(self, golden: SeenFrame, pack: Box) -> None:
        halvings = golden.halvings_to(WORK_SIDE_PX)
        scale, small = 0.5**halvings, golden.colour(halvings)
        inside = np.zeros(small.shape[:2], np.bool_)
        left, top, right, bottom = (
            round(edge * scale)
            for edge in (pack.x, pack.y, pack.x + pack.width, pack.y + pack.height)
        )
        inside[top:bottom, left:right] = True
        self.known = bool((~inside).mean() >= LEAST_OUTSIDE)
        self.brightness = rim_brightness(small)
        bins = bins_of(cv2.GaussianBlur(small, (3, 3), 0))
        of_pack, of_background = (frequency(bins[part]) for part in (inside, ~inside))
        self.table = as_table((of_pack >= of_background).astype(np.uint8))

    def mask(self, small: MatLike) -> MatLike:
        """1 where a pixel, and most of those around it, have a colour of the pack."""
        gain = np.clip(self.brightness / rim_brightness(small), LEAST_GAIN, MOST_GAIN)
        lit = cv2.convertScaleAbs(cv2.GaussianBlur(small, (3, 3), 0), alpha=float(gain))
        mask = np.take(self.table, entries(lit))
        around = cv2.boxFilter(
            mask, -1, (MAJORITY_PX,) * 2, normalize=False, borderType=cv2.BORDER_REPLICATE
        )
        return cv2.threshold(around, MAJORITY_PX**2 // 2, 1, cv2.THRESH_BINARY)[1]


def rim_brightness(small: MatLike) -> float:
    """Median brightness along the picture's rim."""
    height, width = small.shape[:2]
    across, down = (max(1, round(side * RIM_SHARE)) for side in (width, height))
    parts = (small[:, :across], small[:, -across:], small[:down], small[-down:])
    rim = np.hstack([part.reshape(1, -1, 3) for part in parts])
    levels = cv2.calcHist([cv2.cvtColor(rim, cv2.COLOR_BGR2GRAY)], [0], None, [256], [0, 256])
    return max(float(np.searchsorted(levels.cumsum(), rim.shape[1] / 2)), 4.0)


def bins_of(colours: MatLike) -> NDArray[np.int32]:
    """The bin of every pixel's colour, in one number."""
    lab = cv2.cvtColor(colours, cv2.COLOR_BGR2LAB).astype(np.int32) * BINS // 256
    return np.asarray((lab[..., 0] * BINS + lab[..., 1]) * BINS + lab[..., 2], np.int32)


def as_table(of_bins: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What is known of bins, told of colours in 16 bits: a frame is then spared the conversion."""
    every = np.arange(2**16, dtype=np.uint16).view(np.uint8).reshape(256, 256, 2)
    colours = cv2.cvtColor(every, cv2.COLOR_BGR5652BGR) + np.array(MIDDLE, np.uint8)
    return of_bins[bins_of(colours)].ravel()


def entries(colours: MatLike) -> NDArray[np.uint16]:
    """Where the table tells of each pixel's colour: in 16 bits, 5 of blue, 6 of green, 5 of red."""
    packed = cv2.cvtColor(colours, cv2.COLOR_BGR2BGR565)
    return np.ascontiguousarray(packed).view(np.uint16)[..., 0]


def frequency(bins: NDArray[np.int32]) -> NDArray[np.float64]:
    """How common each colour is, spread to its neighbours; sums to 1."""
    counts = np.bincount(bins, minlength=BINS**3).astype(np.float64).reshape(BINS, BINS, BINS)
    reach = np.arange(-2, 3)
    kernel = np.exp(-(reach**2) / (2 * SPREAD_BINS**2))
    for axis in range(3):
        counts = np.apply_along_axis(np.convolve, axis, counts, kernel, mode="same")
    return np.asarray(counts.ravel() / max(counts.sum(), 1e-9))
