"""Several views of one line for our reader: what one leaves in doubt another often shows plainly.

Stretched, the letters of narrow print come apart; squeezed, the dots of a sparse one come together.
Cut tighter, neighbouring lines are gone. In one colour, a print may stand out that has hardly any
contrast in grey: black on red, or red on green.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from edge_agent.inspection.line_input import line_input

WIDER, NARROWER = 1.2, 0.85
TRIM_SHARE = 0.07
"""Of the height, cut off above and below."""
LEAST_TRIMMED_PX = 12
COLOUR_GAIN = 1.15
"""A colour is worth a look where it has this many times the grey picture's contrast."""

LineInput = NDArray[np.float32]


def line_views(pixels: NDArray[np.uint8]) -> Iterator[LineInput]:
    """The plain view first, each other made only when it is asked for."""
    yield line_input(pixels)
    yield line_input(pixels, WIDER)
    yield line_input(pixels, NARROWER)
    if pixels.shape[0] >= LEAST_TRIMMED_PX:
        yield line_input(trimmed(pixels))
    if pixels.ndim == 3:
        colour = most_contrast(pixels)
        if colour is not None:
            yield line_input(colour)


def trimmed(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height = pixels.shape[0]
    rows = max(1, round(height * TRIM_SHARE))
    return pixels[rows : height - rows]


def most_contrast(pixels: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """The one of the three colours that shows clearly more than the grey picture; else None."""
    grey = deviation(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY))
    colours = [np.ascontiguousarray(pixels[:, :, number]) for number in range(3)]
    best = max(colours, key=deviation)
    return best if deviation(best) >= COLOUR_GAIN * grey else None


def deviation(plane: MatLike) -> float:
    return float(cv2.meanStdDev(plane)[1][0, 0])
