"""One frame of a camera, and smaller versions of it.

Every stage of an inspection asks the same frame, so that it is turned to grey only once. Sizes are
halved step by step: that is ten times faster than shrinking by a factor that is no power of 2.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_agent.inspection.shrinking import shrunk
from hardware.interfaces import Pixels

Grey = NDArray[np.uint8]
"""A picture, height x width."""


class SeenFrame:
    def __init__(self, pixels: Pixels) -> None:
        self.pixels = pixels
        self.greys: list[Grey] = []

    def grey(self, halvings: int = 0) -> Grey:
        """In grey, its sides halved that often."""
        if not self.greys:
            self.greys.append(np.asarray(cv2.cvtColor(self.pixels, cv2.COLOR_BGR2GRAY), np.uint8))
        while len(self.greys) <= halvings:
            self.greys.append(np.asarray(shrunk(self.greys[-1], 2), np.uint8))
        return self.greys[halvings]

    def rough_colour(self, halvings: int) -> Pixels:
        """In colour, its sides halved that often, each time twice from the middle pixels only.

        Half of the picture is never read, which takes a third of the time and shows more noise.
        """
        small = self.pixels
        for step in [4] * (halvings // 2) + [2] * (halvings % 2):
            size = (max(1, small.shape[1] // step), max(1, small.shape[0] // step))
            kept = small[: size[1] * step, : size[0] * step]
            small = np.asarray(cv2.resize(kept, size, interpolation=cv2.INTER_LINEAR), np.uint8)
        return small

    def halvings_to(self, side_px: float) -> int:
        """How often to halve it for its longer side to be nearest to `side_px`."""
        return halvings_for(max(self.pixels.shape[:2]) / side_px)


def halvings_for(factor: float) -> int:
    """How many halvings come nearest to shrinking by `factor`."""
    return max(0, round(math.log2(factor)))
