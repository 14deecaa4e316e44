"""One frame of a camera, and smaller versions of it.

Every stage of an inspection asks the same frame, so that each version is made only once. Sizes are
halved step by step: that is ten times faster than shrinking by a factor that is no power of 2. They
are halved in colour and then turned to grey, which for the whole frame costs more than halving it.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_agent.inspection.affine import Matrix, Size, halved
from edge_agent.inspection.shrinking import shrunk
from hardware.interfaces import Pixels

Grey = NDArray[np.uint8]
"""A picture, height x width."""


class SeenFrame:
    def __init__(self, pixels: Pixels) -> None:
        self.pixels = pixels
        self.colours = [pixels]
        self.greys: dict[int, Grey] = {}

    def colour(self, halvings: int = 0) -> Pixels:
        """In colour, its sides halved that often."""
        while len(self.colours) <= halvings:
            self.colours.append(np.asarray(shrunk(self.colours[-1], 2), np.uint8))
        return self.colours[halvings]

    def grey(self, halvings: int = 0) -> Grey:
        """In grey, its sides halved that often."""
        if halvings not in self.greys:
            grey = cv2.cvtColor(self.colour(halvings), cv2.COLOR_BGR2GRAY)
            self.greys[halvings] = np.asarray(grey, np.uint8)
        return self.greys[halvings]

    def grey_cut(self, to_frame: Matrix, size: Size, halvings: int) -> Grey:
        """A cut-out of the frame that is halved so often, in grey; of the whole frame's grey only
        what is needed is made.

        `to_frame` carries pixels of the cut-out to pixels of the frame; what lies beyond the frame
        looks like its rim.
        """
        if halvings or 0 in self.greys:
            return warped(self.grey(halvings), halved(to_frame, halvings), size)
        left, top, right, bottom = self.sampled(to_frame, size)
        part = cv2.cvtColor(self.pixels[top:bottom, left:right], cv2.COLOR_BGR2GRAY)
        shift = np.array([[0, 0, left], [0, 0, top]])
        return warped(np.asarray(part, np.uint8), to_frame - shift, size)

    def colour_cut(self, to_frame: Matrix, size: Size, halvings: int) -> Pixels:
        """The same in colour."""
        return warped(self.colour(halvings), halved(to_frame, halvings), size)

    def sampled(self, to_frame: Matrix, size: Size) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of what a cut-out shows of the frame, at least a pixel."""
        corners = np.array([[0, 0, 1], [size[0], 0, 1], [0, size[1], 1], [*size, 1]])
        height, width = self.pixels.shape[:2]
        places = corners @ to_frame.T
        left, top = np.clip(places.min(axis=0) - 1, 0, (width - 1, height - 1)).astype(int)
        right, bottom = np.clip(places.max(axis=0) + 2, (left + 1, top + 1), (width, height))
        return int(left), int(top), int(right), int(bottom)

    def halvings_to(self, side_px: float) -> int:
        """How often to halve it for its longer side to be nearest to `side_px`."""
        return halvings_for(max(self.pixels.shape[:2]) / side_px)


def halvings_for(factor: float) -> int:
    """How many halvings come nearest to shrinking by `factor`."""
    return max(0, round(math.log2(factor)))


def warped(source: Pixels, matrix: Matrix, size: Size) -> Pixels:
    """`matrix` carries pixels of the result to those of the source."""
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpAffine(source, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE),
        np.uint8,
    )
