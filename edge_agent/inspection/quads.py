"""Quadrilaterals in a picture, and the upright cut-outs made from them.

A quad has its corners in reading order: start of the top edge, its end, then the bottom edge's end
and start. Its long side runs along the text.
"""

from math import ceil, floor

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_agent.core.packs import Box
from hardware.interfaces import Pixels

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
Corners = NDArray[np.float32]
"""The same as a 4 x 2 array."""


def corners_of(quad: Quad) -> Corners:
    return np.array(quad, np.float32)


def quad_of(corners: Corners) -> Quad:
    (a, b, c, d) = ((float(x), float(y)) for x, y in corners)
    return (a, b, c, d)


def quad_of_box(box: Box) -> Quad:
    right, bottom = box.x + box.width, box.y + box.height
    return (
        (float(box.x), float(box.y)),
        (float(right), float(box.y)),
        (float(right), float(bottom)),
        (float(box.x), float(bottom)),
    )


def box_around(quad: Quad, shape: tuple[int, ...]) -> Box:
    """The smallest box of whole pixels around the quad, inside a picture of `shape`."""
    across, down = zip(*quad, strict=True)
    height, width = shape[:2]
    left = min(max(floor(min(across)), 0), width - 1)
    top = min(max(floor(min(down)), 0), height - 1)
    right = min(max(ceil(max(across)), left + 1), width)
    bottom = min(max(ceil(max(down)), top + 1), height)
    return Box(left, top, right - left, bottom - top)


def length_px(quad: Quad) -> float:
    """Along the text: mean of top and bottom edge."""
    a, b, c, d = corners_of(quad)
    return float(np.linalg.norm(b - a) + np.linalg.norm(c - d)) / 2


def height_px(quad: Quad) -> float:
    """Across the text: mean of both ends."""
    a, b, c, d = corners_of(quad)
    return float(np.linalg.norm(d - a) + np.linalg.norm(c - b)) / 2


def half_turned(quad: Quad) -> Quad:
    """The same place read from the other side."""
    a, b, c, d = quad
    return (c, d, a, b)


def quarter_turned(quad: Quad) -> Quad:
    """The same place read along its other side: text that runs upwards or downwards."""
    a, b, c, d = quad
    return (d, a, b, c)


def grown(quad: Quad, along_px: float, across_px: float) -> Quad:
    """Moves both ends out by `along_px`, top and bottom by `across_px`."""
    a, b, c, d = corners_of(quad)
    ahead = unit((b - a) + (c - d)) * along_px
    down = unit((d - a) + (c - b)) * across_px
    return quad_of(
        np.array([a - ahead - down, b + ahead - down, c + ahead + down, d - ahead + down])
    )


def unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    norm = float(np.linalg.norm(vector))
    return vector / norm if norm > 0 else vector


def cut_out(pixels: Pixels, quad: Quad, height: int, width: int | None = None) -> Pixels:
    """The quad's content, upright, `height` pixels high; by default in its own proportion."""
    if width is None:
        width = max(1, round(height * length_px(quad) / max(height_px(quad), 1e-3)))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners_of(quad), target)
    shrinks = height_px(quad) > 1.5 * height
    return np.asarray(
        cv2.warpPerspective(
            pixels,
            matrix,
            (width, height),
            flags=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        dtype=np.uint8,
    )
