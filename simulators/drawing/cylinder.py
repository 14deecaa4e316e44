"""Bends a flat front round an upright axis, as a camera from the side sees a bottle."""

import cv2
import numpy as np

from edge_agent.core.packs import Box
from hardware.interfaces import Pixels
from simulators.drawing.arrays import Plane, as_bytes, as_plane


def bent(canvas: Pixels, radius_px: Plane) -> Pixels:
    """The unrolled front on its round body: what is at arc a is seen at radius x sin(a / radius)."""
    height, width = canvas.shape[:2]
    middle = width / 2
    widest = float(radius_px.max())
    x = np.arange(width, dtype=np.float32)[None, :] + 0.5 - middle
    around = np.arcsin(np.clip(x / radius_px, -1, 1))
    arc = as_plane(around * widest + middle - 0.5)
    rows = as_plane(np.arange(height, dtype=np.float32)[:, None] * np.ones_like(x))
    return as_bytes(cv2.remap(canvas, arc, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def bent_box(flat_box: Box, pack: Box) -> Box:
    """Where a box of the unrolled front is seen on the widest part of the bottle."""
    middle = radius = pack.width / 2
    left = middle + radius * np.sin((flat_box.x - middle) / radius)
    right = middle + radius * np.sin((flat_box.x + flat_box.width - middle) / radius)
    return Box(round(left), flat_box.y, round(right) - round(left), flat_box.height)
