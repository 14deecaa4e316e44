"""Finds where a taught sticker really lies: shift and turn to a fraction of a pixel.

Most stickers lie nearly where they were taught: shift and turn are refined from there (ECC,
Evangelidis and Psarakis 2008, IEEE Transactions on Pattern Analysis and Machine Intelligence
30(10)), and believed where that ends in a close fit. Else the golden stickers are sought around
the place by normalised correlation, which light does not move, and then refined.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike

from edge_agent.inspection.affine import Matrix
from edge_agent.inspection.outline_pose import pattern_of
from edge_agent.inspection.seen_pack import Grey

FOUND = 0.45
"""Correlation from which the sticker is taken to be where it was found; then it is refined."""
CLOSE = 0.85
"""Correlation from which nothing else is sought."""
TURN_STEP_DEG = 12
REFINED = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 30, 3e-3)
"""Steps, and the last step in correlation: 0.02 pixels of the shrunk sticker."""


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Where a golden sticker was found."""

    correlation: float
    matrix: Matrix
    """2 x 3: pixels of the golden sticker to pixels of its surroundings, both shrunk alike."""
    shift: float
    """Of its middle from where it was taught, in pixels of the shrunk surroundings."""
    turn_deg: float

    @property
    def is_found(self) -> bool:
        return self.correlation >= FOUND


def placed(golden: Sequence[Grey], around: Grey, margin: float) -> Placed:
    """The golden sticker most like what is at its place, where it then fits closely; else the best
    one, sought upright first, then in every turn.

    `margin`: how far the surroundings reach beyond the sticker's place, in their pixels.
    """
    likest = max(golden, key=lambda one: likeness_in_place(one, around, margin))
    near = refined(likest, around, 0.0, np.array([[1, 0, margin], [0, 1, margin]]))
    if near[0] >= CLOSE:
        return described(likest, margin, *near)
    seen = [(sought(one, around, 0.0), one) for one in golden]
    (correlation, matrix), best = max(seen, key=lambda found: found[0][0])
    if correlation < FOUND:
        turns = np.arange(-180, 180, TURN_STEP_DEG, dtype=float)
        correlation, matrix = max(
            (sought(best, around, float(turn)) for turn in turns), key=lambda found: found[0]
        )
    return described(best, margin, *refined(best, around, correlation, matrix))


def likeness_in_place(golden: Grey, around: Grey, margin: float) -> float:
    """Correlation with what is where the golden sticker was."""
    edge, (height, width) = round(margin), golden.shape
    in_place = around[edge : edge + height, edge : edge + width]
    high, wide = in_place.shape
    return float(pattern_of(in_place) @ pattern_of(golden[:high, :wide]))


def described(golden: Grey, margin: float, correlation: float, matrix: MatLike) -> Placed:
    height, width = golden.shape
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    moved = matrix[:, :2] @ middle + matrix[:, 2] - middle
    shift = float(np.linalg.norm(moved - margin))
    turn_deg = float(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0])))
    return Placed(correlation, np.asarray(matrix, np.float64), shift, turn_deg)


def sought(golden: Grey, around: Grey, turn_deg: float) -> tuple[float, MatLike]:
    """Best correlation of the golden sticker in its surroundings, sought in one turn.

    The matrix (2 x 3) carries golden pixels to pixels of the surroundings.
    """
    height, width = around.shape
    centre = ((width - 1) / 2, (height - 1) / 2)
    turning = cv2.getRotationMatrix2D(centre, turn_deg, 1.0)
    straight = (
        around
        if turn_deg == 0
        else cv2.warpAffine(around, turning, (width, height), borderMode=cv2.BORDER_REPLICATE)
    )
    _, correlation, _, (x, y) = cv2.minMaxLoc(
        cv2.matchTemplate(straight, golden, cv2.TM_CCOEFF_NORMED)
    )
    back = np.asarray(cv2.invertAffineTransform(turning), np.float64)
    back[:, 2] += back[:, :2] @ np.array([x, y], np.float64)
    return float(correlation), back


def refined(
    golden: Grey, around: Grey, correlation: float, matrix: MatLike
) -> tuple[float, MatLike]:
    """Shift and turn by ECC; the coarse ones stay where it does not converge or not improve."""
    start = matrix.astype(np.float32)
    everywhere = np.ones(around.shape, np.uint8)
    try:
        better, found = cv2.findTransformECC(
            golden, around, start, cv2.MOTION_EUCLIDEAN, REFINED, everywhere, 3
        )
    except cv2.error:  # documented: raised when the pictures have nothing in common
        return correlation, matrix
    return (float(better), found) if better > correlation else (correlation, matrix)
