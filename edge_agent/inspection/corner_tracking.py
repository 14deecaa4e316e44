"""Follows the steady corners of a golden pack into a frame, from a pose that is nearly right.

The frame is laid over the golden picture by the pose so far; what is left is a small shift at every
corner, found by pyramidal Lucas-Kanade tracking (Bouguet 2001) and fitted robustly (RANSAC).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike

from edge_agent.core.packs import Box
from edge_agent.inspection.affine import Matrix
from edge_agent.inspection.seen_frame import SeenFrame, halvings_for

QUALITY = 0.02
"""Of the strongest corner: weaker ones are none."""
MOST_CORNERS = 2000
"""From which some are chosen."""
LEAST_CORNERS = 3
"""Fewer fit any pose."""
PARTS = 8
"""In which the longer side is parted, for corners to be chosen from all of them."""
ENOUGH = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 10, 0.03)
"""Steps, and the last step in pixels, after which a corner has been found."""

MOST_DRAWS = 200
"""Of two corners each: among corners half of which agree, they miss with a chance of 1e-25."""


@dataclass(frozen=True, slots=True)
class Tracking:
    """At which size corners are followed, and how. Lengths are pixels of that size."""

    halvings: int
    """Of golden picture and frame."""
    corners: int
    """At most so many."""
    apart_px: int
    window_px: int
    levels: int
    """Of the pyramid, beside the lowest; each doubles the reach."""
    tolerance_px: float
    """How far a corner may lie from the common pose."""


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """Where most corners went."""

    matrix: Matrix
    agreeing: int
    share: float
    """Of the corners that were found again at all."""
    share_of_all: float
    spread: float
    """Area that the agreeing corners span, over what all corners span."""


class CornerTracker:
    """Knows the steady corners of one golden pack at one size."""

    def __init__(
        self, golden: SeenFrame, pack: Box, movable: Sequence[Box], tracking: Tracking
    ) -> None:
        """`movable`: places that may show something else next time, and have no steady corner."""
        self.tracking = tracking
        self.factor = 2**tracking.halvings
        grey = golden.grey(tracking.halvings)
        left, top, right, bottom = self.shrunk_edges(pack, tracking.window_px, grey.shape)
        self.golden = np.ascontiguousarray(grey[top:bottom, left:right])
        self.origin = self.factor * np.array([left, top]) + (self.factor - 1) / 2
        self.mask = self.steady(grey.shape, pack, movable)[top:bottom, left:right].copy()
        self.light = light_of(self.golden, self.mask)
        self.corners = steady_corners(self.golden, self.mask, tracking)
        self.span_px = span(self.corners)

    def shrunk_edges(
        self, box: Box, margin_px: int, shape: tuple[int, ...]
    ) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of a box, shrunk and widened, inside a picture of `shape`."""
        left, top = box.x // self.factor, box.y // self.factor
        right, bottom = (box.x + box.width) // self.factor, (box.y + box.height) // self.factor
        return (
            max(0, left - margin_px),
            max(0, top - margin_px),
            min(shape[1], right + margin_px),
            min(shape[0], bottom + margin_px),
        )

    def steady(self, shape: tuple[int, ...], pack: Box, movable: Sequence[Box]) -> MatLike:
        """255 inside the pack, but not where a sticker or a print may be elsewhere next time."""
        mask = np.zeros(shape, np.uint8)
        for box, value in ((pack, 255), *((one, 0) for one in movable)):
            left, top, right, bottom = self.shrunk_edges(box, 0, shape)
            mask[top:bottom, left:right] = value
        return mask

    def followed(self, matrix: Matrix, frame: SeenFrame) -> Followed | None:
        """The pose after one round of tracking; None where hardly a corner is found again."""
        if len(self.corners) < LEAST_CORNERS:
            return None
        laid_over = self.in_golden_light(self.laid_over(matrix, frame))
        window = (self.tracking.window_px, self.tracking.window_px)
        tracked, found, _ = cv2.calcOpticalFlowPyrLK(
            self.golden,
            laid_over,
            self.corners,
            self.corners.copy(),
            winSize=window,
            maxLevel=self.tracking.levels,
            criteria=ENOUGH,
            flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
        )
        kept = found.ravel() == 1
        if kept.sum() < LEAST_CORNERS:
            return None
        return self.fitted(matrix, self.corners[kept], tracked[kept])

    def fitted(self, matrix: Matrix, source: MatLike, target: MatLike) -> Followed | None:
        change, agreeing = cv2.estimateAffinePartial2D(
            source,
            target,
            ransacReprojThreshold=self.tracking.tolerance_px,
            maxIters=MOST_DRAWS,
        )
        if change is None:
            return None
        inliers = source[agreeing.ravel() == 1]
        return Followed(
            matrix=self.combined(matrix, np.asarray(change, np.float64)),
            agreeing=len(inliers),
            share=len(inliers) / len(source),
            share_of_all=len(inliers) / len(self.corners),
            spread=span(inliers) / max(self.span_px, 1.0),
        )

    def laid_over(self, matrix: Matrix, frame: SeenFrame) -> MatLike:
        """The frame in the golden pose, grey, cut and shrunk as the golden picture is.

        It is sampled from the next larger size: from the same one it would be blurred twice, and
        tracking is exact only between pictures of one sharpness.
        """
        scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
        halvings = halvings_for(self.factor / 2 * scale)
        linear = matrix[:, :2] * self.factor
        shift = matrix[:, :2] @ self.origin + matrix[:, 2]
        height, width = self.golden.shape
        to_frame = np.hstack([linear, shift[:, np.newaxis]])
        return frame.grey_cut(to_frame, (width, height), halvings)

    def in_golden_light(self, laid_over: MatLike) -> MatLike:
        """Tracking takes a corner to be as bright as it was taught."""
        mean, spread = light_of(laid_over, self.mask)
        gain = self.light[1] / max(spread, 1.0)
        return cv2.addWeighted(laid_over, gain, laid_over, 0, self.light[0] - gain * mean)

    def combined(self, matrix: Matrix, change: Matrix) -> Matrix:
        """First `change`, told in the golden cut-out's pixels, then `matrix`."""
        linear = change[:, :2]
        shift = self.factor * change[:, 2] + self.origin - linear @ self.origin
        return np.asarray(
            np.hstack([matrix[:, :2] @ linear, (matrix[:, :2] @ shift + matrix[:, 2])[:, None]])
        )


def steady_corners(grey: MatLike, mask: MatLike, tracking: Tracking) -> MatLike:
    """The strongest in every part of the pack first: corners far apart make a pose exact."""
    found = cv2.goodFeaturesToTrack(grey, MOST_CORNERS, QUALITY, tracking.apart_px, mask=mask)
    if found is None:
        return np.empty((0, 1, 2), np.float32)
    met: Counter[tuple[int, ...]] = Counter()
    ranks = []
    for part in (found[:, 0] // (max(grey.shape) / PARTS)).astype(int).tolist():
        ranks.append(met[tuple(part)])
        met[tuple(part)] += 1
    return found[np.argsort(ranks, kind="stable")[: tracking.corners]]


def span(corners: MatLike) -> float:
    """Area of the convex hull."""
    return cv2.contourArea(cv2.convexHull(corners)) if len(corners) else 0.0


def light_of(grey: MatLike, mask: MatLike) -> tuple[float, float]:
    """Mean and standard deviation inside the mask."""
    mean, spread = cv2.meanStdDev(grey, mask=mask)
    return float(mean[0, 0]), float(spread[0, 0])
