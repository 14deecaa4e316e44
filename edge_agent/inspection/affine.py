"""2 x 3 matrices that carry the pixels of one picture to another: shift, turn and scale."""

import numpy as np
from numpy.typing import NDArray

from edge_agent.core.packs import Box

Matrix = NDArray[np.float64]
"""2 x 3"""
Size = tuple[int, int]
"""Width and height."""


def onto(box: Box, size: Size) -> Matrix:
    """Carries pixels of a cut-out of this width and height to the box it shows."""
    across, down = box.width / size[0], box.height / size[1]
    return np.array(
        [[across, 0, box.x + across / 2 - 0.5], [0, down, box.y + down / 2 - 0.5]], np.float64
    )


def after(first: Matrix, second: Matrix) -> Matrix:
    """`second`, then `first`."""
    joined = first[:, :2] @ second
    joined[:, 2] += first[:, 2]
    return np.asarray(joined, np.float64)


def halved(matrix: Matrix, halvings: int) -> Matrix:
    """To the same place in a picture whose sides are halved that often."""
    smaller = matrix / 2**halvings
    smaller[:, 2] += 0.5 / 2**halvings - 0.5
    return np.asarray(smaller, np.float64)
