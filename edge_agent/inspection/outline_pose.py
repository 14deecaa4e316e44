"""The pose of a pack from its outline alone: centre, size and direction of two outlines.

The outline of a rectangle fits in two or four turns; the pack's own picture, shrunk and compared,
decides between them, and where it says nothing the smallest turn is taken.
"""

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from edge_agent.inspection.outline import Outline
from hardware.interfaces import Pixels

LEAST_OVERLAP = 0.88
"""Intersection over union of the two outlines, laid over each other."""
SQUARE = 1.15
"""Less elongated packs fit in four turns, others in two."""
THUMBNAIL_PX = 96
TURN_PRIOR = 0.05
"""How much better (correlation) a half turn must fit than none."""


def outline_matrix(
    golden: Pixels, golden_outline: Outline, frame: Pixels, outline: Outline
) -> tuple[NDArray[np.float64], float] | None:
    """Golden to frame (2 x 3) and confidence; None where the shapes disagree."""
    scale = float(np.sqrt(outline.area_px / golden_outline.area_px))
    turns = (
        (0, 180)
        if min(golden_outline.elongation, outline.elongation) > SQUARE
        else (0, 90, 180, 270)
    )
    base_deg = outline.angle_deg - golden_outline.angle_deg
    best: tuple[float, NDArray[np.float64], float] | None = None
    for turn in turns:
        turn_deg = (base_deg + turn + 180) % 360 - 180
        matrix = similarity(scale, turn_deg, golden_outline.centre, outline.centre)
        shared = shape_overlap(golden_outline, outline, matrix)
        if shared < LEAST_OVERLAP:
            continue
        merit = likeness(golden, golden_outline, frame, matrix) - TURN_PRIOR * abs(turn_deg) / 180
        if best is None or merit > best[0]:
            best = (merit, matrix, shared)
    return None if best is None else (best[1], best[2])


def similarity(
    scale: float, turn_deg: float, source: NDArray[np.float64], target: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Turns and scales about `source` and carries it to `target`."""
    angle = np.radians(turn_deg)
    linear = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.hstack([linear, (target - linear @ source)[:, np.newaxis]])


def shape_overlap(golden: Outline, seen: Outline, matrix: NDArray[np.float64]) -> float:
    """Intersection over union of the golden outline, carried over, and the one seen."""
    moved = golden.contour @ matrix[:, :2].T + matrix[:, 2]
    both = np.concatenate([moved, seen.contour])
    low, high = both.min(axis=0), both.max(axis=0)
    scale = 128 / max(float((high - low).max()), 1.0)
    masks = [filled((contour - low) * scale) for contour in (moved, seen.contour)]
    common, either = masks[0] & masks[1], masks[0] | masks[1]
    return int(np.count_nonzero(common)) / max(int(np.count_nonzero(either)), 1)


def filled(contour: NDArray[np.float64]) -> NDArray[np.bool_]:
    mask = np.zeros((130, 130), np.uint8)
    cv2.fillPoly(mask, [contour.round().astype(np.int32)], (1,))
    return mask > 0


def likeness(golden: Pixels, outline: Outline, frame: Pixels, matrix: NDArray[np.float64]) -> float:
    """Correlation of the golden pack and the frame's, both as small grey pictures."""
    box = outline.box
    scale = THUMBNAIL_PX / max(box.width, box.height)
    size = (max(1, round(box.width * scale)), max(1, round(box.height * scale)))
    inset = np.array([[1 / scale, 0, box.x], [0, 1 / scale, box.y]])
    carried = np.hstack(
        [matrix[:, :2] @ inset[:, :2], (matrix[:, :2] @ inset[:, 2] + matrix[:, 2])[:, None]]
    )
    first = thumbnail(golden, inset, size)
    second = thumbnail(frame, carried, size)
    return float(cv2.matchTemplate(first, second, cv2.TM_CCOEFF_NORMED)[0, 0])


def thumbnail(pixels: Pixels, matrix: NDArray[np.float64], size: tuple[int, int]) -> MatLike:
    cut = cv2.warpAffine(
        pixels,
        matrix,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return cv2.GaussianBlur(cv2.cvtColor(cut, cv2.COLOR_BGR2GRAY), (5, 5), 0)
