"""Makes a pose exact to a fraction of a pixel: corners of the golden pack are tracked in the frame.

The frame is laid over the golden picture by the pose so far; what is left is a small shift at every
corner, found by pyramidal Lucas-Kanade tracking (Bouguet 2001) and fitted robustly.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from edge_agent.core.packs import Box
from edge_agent.inspection.shrinking import shrunk
from hardware.interfaces import Pixels

Matrix = NDArray[np.float64]
"""2 x 3: golden pixels to frame pixels."""
FACTOR = 2
"""Golden picture and frame are shrunk by this much."""
MOST_CORNERS = 120
LEAST_CORNERS = 20
"""With fewer agreeing corners the pose is better left as it is."""
QUALITY = 0.02
APART_PX = 12
WINDOW_PX = 15
LEVELS = 2
TOLERANCE_PX = 1.0
MOST_SHIFT_PX = 12.0
"""In the shrunk picture; farther, and a corner has been taken for another one."""


class PoseRefiner:
    """Knows the steady corners of one golden pack."""

    def __init__(self, golden: Pixels, pack: Box, movable: Sequence[Box]) -> None:
        self.golden = shrunk(cv2.cvtColor(golden, cv2.COLOR_BGR2GRAY), FACTOR)
        self.mask = self.steady(pack, movable)
        self.light = light_of(self.golden, self.mask)
        corners = cv2.goodFeaturesToTrack(
            self.golden, MOST_CORNERS, QUALITY, APART_PX, mask=self.mask
        )
        self.corners = np.empty((0, 1, 2), np.float32) if corners is None else corners

    def steady(self, pack: Box, movable: Sequence[Box]) -> MatLike:
        """Inside the pack, but not where a sticker or a print may be elsewhere next time."""
        mask = np.zeros(self.golden.shape, np.uint8)
        for box, value in ((pack, 255), *((one, 0) for one in movable)):
            left, top = box.x // FACTOR, box.y // FACTOR
            right, bottom = (box.x + box.width) // FACTOR, (box.y + box.height) // FACTOR
            mask[top:bottom, left:right] = value
        return mask

    def refined(self, matrix: Matrix, frame: Pixels) -> Matrix:
        """The pose after one round of tracking; unchanged where too little can be tracked."""
        if len(self.corners) < LEAST_CORNERS:
            return matrix
        laid_over = self.in_golden_light(self.laid_over(matrix, frame))
        tracked, found, _ = cv2.calcOpticalFlowPyrLK(
            self.golden,
            laid_over,
            self.corners,
            self.corners.copy(),
            winSize=(WINDOW_PX, WINDOW_PX),
            maxLevel=LEVELS,
            flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
        )
        near = np.linalg.norm(tracked - self.corners, axis=2).ravel() < MOST_SHIFT_PX
        kept = near & (found.ravel() == 1)
        if kept.sum() < LEAST_CORNERS:
            return matrix
        change, agreeing = cv2.estimateAffinePartial2D(
            self.corners[kept], tracked[kept], ransacReprojThreshold=TOLERANCE_PX
        )
        if change is None or agreeing.sum() < max(LEAST_CORNERS, kept.sum() / 2):
            return matrix
        return combined(matrix, np.asarray(change, np.float64))

    def laid_over(self, matrix: Matrix, frame: Pixels) -> MatLike:
        """The frame in the golden pose, grey and shrunk as the golden picture is."""
        grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
        to_frame = matrix @ np.array([[FACTOR, 0, half()], [0, FACTOR, half()], [0, 0, 1]])
        height, width = self.golden.shape
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        smooth = cv2.blur(grey, (FACTOR, FACTOR), anchor=(0, 0))
        to_frame[:, 2] -= half()  # the blur's value belongs to the middle of its four pixels
        return cv2.warpAffine(
            smooth, to_frame, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE
        )

    def in_golden_light(self, laid_over: MatLike) -> MatLike:
        """Tracking takes a corner to be as bright as it was taught."""
        mean, spread = light_of(laid_over, self.mask)
        gain = self.light[1] / max(spread, 1.0)
        return cv2.addWeighted(laid_over, gain, laid_over, 0, self.light[0] - gain * mean)


def half() -> float:
    """From the middle of a shrunk pixel's first pixel to the middle of the shrunk pixel."""
    return (FACTOR - 1) / 2


def light_of(grey: MatLike, mask: MatLike) -> tuple[float, float]:
    """Mean and standard deviation inside the mask."""
    mean, spread = cv2.meanStdDev(grey, mask=mask)
    return float(mean[0, 0]), float(spread[0, 0])


def combined(matrix: Matrix, change: Matrix) -> Matrix:
    """First `change`, told in shrunk golden pixels, then `matrix`."""
    scaled = np.vstack([change, [0, 0, 1]])
    scaled[:2, 2] = FACTOR * change[:, 2] + half() * (1 - change[:, :2].sum(axis=1))
    return np.asarray(matrix @ scaled, np.float64)
