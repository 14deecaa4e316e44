"""Upright colour cut-outs of any size, taken from the frame in one step.

Where the cut-out is much smaller than its place it is taken larger and then shrunk, so that no
pixel is left out and fine print does not flicker.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_agent.core.packs import Box
from edge_agent.inspection.seen_pack import SeenPack
from edge_agent.inspection.shrinking import shrunk
from hardware.interfaces import Pixels

Matrix = NDArray[np.float64]
"""2 x 3"""


def colour_cut(seen: SeenPack, to_golden: Matrix, size: tuple[int, int]) -> Pixels:
    """`to_golden` carries pixels of the cut-out to pixels of the golden picture; `size` is the
    cut-out's width and height."""
    matrix = seen.pose.matrix
    joined = np.hstack([matrix[:, :2] @ to_golden[:, :2], seen.carried(to_golden[:, 2])])
    step_px = math.sqrt(abs(np.linalg.det(joined[:, :2])))
    finer = 2 ** int(math.log2(max(1.0, step_px)))
    joined[:, 2] += joined[:, :2] @ ((1 / finer - 1) / 2, (1 / finer - 1) / 2)
    joined[:, :2] /= finer
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    large = (finer * size[0], finer * size[1])
    cut = cv2.warpAffine(seen.pixels, joined, large, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(shrunk(cut, finer), np.uint8)


def onto(box: Box, size: tuple[int, int]) -> Matrix:
    """Carries pixels of a cut-out of this width and height to the golden box it shows."""
    across, down = box.width / size[0], box.height / size[1]
    return np.array(
        [[across, 0, box.x + across / 2 - 0.5], [0, down, box.y + down / 2 - 0.5]], np.float64
    )


def after(first: Matrix, second: Matrix) -> Matrix:
    """`second`, then `first`."""
    joined = first[:, :2] @ second
    joined[:, 2] += first[:, 2]
    return np.asarray(joined, np.float64)
