"""Soft-edged masks from signed distances, in pixels.

Source of the rounded rectangle: the usual signed distance of a box shrunk by its corner radius.
"""

import numpy as np

from simulators.drawing.arrays import Plane, as_plane


def box_distance(
    height: int, width: int, box: tuple[float, float, float, float], radius: float
) -> Plane:
    """Distance to the edge of the rounded box (left, top, width, height); negative inside."""
    left, top, box_width, box_height = box
    x = np.abs(np.arange(width, dtype=np.float32) + 0.5 - left - box_width / 2)
    y = np.abs(np.arange(height, dtype=np.float32) + 0.5 - top - box_height / 2)
    over_x = x - (box_width / 2 - radius)
    over_y = y - (box_height / 2 - radius)
    outside = np.hypot(np.maximum(over_x, 0)[None, :], np.maximum(over_y, 0)[:, None])
    inside = np.minimum(np.maximum(over_x[None, :], over_y[:, None]), 0)
    return as_plane(outside + inside - radius)


def disc_distance(height: int, width: int, centre: tuple[float, float], radius: float) -> Plane:
    """Distance to the edge of a disc; negative inside."""
    x = np.arange(width, dtype=np.float32) + 0.5 - centre[0]
    y = np.arange(height, dtype=np.float32) + 0.5 - centre[1]
    return as_plane(np.hypot(x[None, :], y[:, None]) - radius)


def inside(distance: Plane, softness_px: float = 1.0) -> Plane:
    """1 inside, 0 outside, with an edge `softness_px` wide."""
    return as_plane(np.clip(0.5 - distance / softness_px, 0, 1))


def ridge(distance: Plane, at_px: float, width_px: float) -> Plane:
    """1 along the line that lies `at_px` from the edge, falling off over `width_px`."""
    return as_plane(np.exp(-(((distance - at_px) / width_px) ** 2)))
