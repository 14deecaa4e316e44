"""The pose of a pack from its outline alone: centre, size and direction of two outlines.

The outline of a rectangle fits in two or four turns; the pack's own picture, shrunk and compared,
decides between them, and where it says nothing the smallest turn is taken.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from edge_agent.inspection.outline import Outline
from edge_agent.inspection.seen_frame import SeenFrame, halvings_for

LEAST_OVERLAP = 0.88
"""Intersection over union of the two outlines, laid over each other."""
OVERLAP_PX = 128
"""The longer side of both together, when they are laid over each other."""
SQUARE = 1.15
"""Less elongated packs fit in four turns, others in two."""
THUMBNAIL_PX = 96
TURN_PRIOR = 0.05
"""How much better (correlation) a half turn must fit than none."""


@dataclass(frozen=True, slots=True, eq=False)
class OutlineMatch:
    matrix: NDArray[np.float64]
    """2 x 3: golden pixels to frame pixels."""
    overlap: float
    """Intersection over union of the two outlines, laid over each other."""


class OutlineMatcher:
    """Knows the shape of one golden pack, and what it looks like from afar."""

    def __init__(self, golden: SeenFrame, outline: Outline) -> None:
        self.outline = outline
        box = outline.box
        scale = THUMBNAIL_PX / max(box.width, box.height)
        self.size = (max(1, round(box.width * scale)), max(1, round(box.height * scale)))
        self.inset = np.array([[1 / scale, 0, box.x], [0, 1 / scale, box.y]])
        self.pattern = pattern_of(thumbnail(golden, self.inset, self.size))

    def match(self, frame: SeenFrame, seen: Outline) -> OutlineMatch | None:
        """The likeliest way in which the golden outline lies on the one seen; None where none."""
        best: OutlineMatch | None = None
        best_merit = -np.inf
        for turn_deg in turns_deg(self.outline, seen):
            matrix = laid_on(self.outline, seen, turn_deg)
            overlap = shape_overlap(self.outline, seen, matrix)
            if overlap < LEAST_OVERLAP:
                continue
            merit = self.likeness(frame, matrix) - TURN_PRIOR * abs(turn_deg) / 180
            if merit > best_merit:
                best, best_merit = OutlineMatch(matrix, overlap), merit
        return best

    def likeness(self, frame: SeenFrame, matrix: NDArray[np.float64]) -> float:
        """Correlation of the golden pack and the frame's, both as small grey pictures."""
        shift = matrix[:, :2] @ self.inset[:, 2] + matrix[:, 2]
        carried = np.hstack([matrix[:, :2] @ self.inset[:, :2], shift[:, np.newaxis]])
        return float(self.pattern @ pattern_of(thumbnail(frame, carried, self.size)))


def turns_deg(golden: Outline, seen: Outline) -> list[float]:
    """In which turns, in (-180, 180], one outline may lie on the other."""
    oblong = min(golden.elongation, seen.elongation) > SQUARE
    base_deg = seen.angle_deg - golden.angle_deg
    quarters = (0, 180) if oblong else (0, 90, 180, 270)
    return [(base_deg + quarter + 180) % 360 - 180 for quarter in quarters]


def laid_on(golden: Outline, seen: Outline, turn_deg: float) -> NDArray[np.float64]:
    """The similarity that carries one outline's size and centre to the other's."""
    scale = float(np.sqrt(seen.area_px / golden.area_px))
    angle = np.radians(turn_deg)
    linear = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.hstack([linear, (seen.centre - linear @ golden.centre)[:, np.newaxis]])


def shape_overlap(golden: Outline, seen: Outline, matrix: NDArray[np.float64]) -> float:
    """Intersection over union of the golden outline, carried over, and the one seen."""
    moved = golden.contour @ matrix[:, :2].T + matrix[:, 2]
    low = np.minimum(moved.min(axis=0), seen.contour.min(axis=0))
    high = np.maximum(moved.max(axis=0), seen.contour.max(axis=0))
    scale = OVERLAP_PX / max(float((high - low).max()), 1.0)
    one, other = (filled((contour - low) * scale) for contour in (moved, seen.contour))
    either = cv2.countNonZero(cv2.bitwise_or(one, other))
    return cv2.countNonZero(cv2.bitwise_and(one, other)) / max(either, 1)


def filled(contour: NDArray[np.float64]) -> MatLike:
    mask = np.zeros((OVERLAP_PX + 2, OVERLAP_PX + 2), np.uint8)
    return cv2.fillPoly(mask, [contour.round().astype(np.int32)], (1,))


def thumbnail(frame: SeenFrame, matrix: NDArray[np.float64], size: tuple[int, int]) -> MatLike:
    """`matrix` carries the thumbnail's pixels to the frame's."""
    halvings = halvings_for(float(np.hypot(matrix[0, 0], matrix[1, 0])) / 2)
    return cv2.GaussianBlur(frame.grey_cut(matrix, size, halvings), (5, 5), 0)


def pattern_of(grey: MatLike) -> NDArray[np.float32]:
    """A picture in one row, its brightness and contrast taken away."""
    row = grey.ravel().astype(np.float32)
    row -= row.mean()
    return np.asarray(row / max(float(np.sqrt(row @ row)), 1e-6), np.float32)
