"""Bends a flat front round an upright axis, as a camera from the side sees a bottle.

What lies at arc a on a wall of radius r is seen at r x sin(a / r); and since the middle of the wall
is nearer to the camera than its sides, level lines bow away from the height of the lens.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from edge_agent.core.packs import Box
from hardware.interfaces import Pixels
from simulators.drawing.arrays import Bytes, Plane, as_bytes, as_plane

BOW = 0.055
"""Widest radius as a share of the camera's distance."""


@dataclass(frozen=True, slots=True, eq=False)
class Bend:
    """For every pixel of the bottle's picture: where it lies on the unrolled front."""

    arc_px: Plane
    row_px: Plane
    around: Plane
    """-1 at the left edge of the wall, 0 in front, 1 at the right edge."""
    cover: Bytes
    """255 on the bottle."""
    radius_px: float
    """Of the widest part."""


def bend_of(radius_px: Plane, width: int) -> Bend:
    """`radius_px`: radius of the wall in each row of the unrolled front."""
    height, widest = len(radius_px), float(radius_px.max())
    x = np.arange(width, dtype=np.float32)[None, :] + 0.5 - width / 2
    y = np.arange(height, dtype=np.float32)[:, None] + 0.5 - height / 2
    rows = y * np.ones_like(x)
    for _ in range(3):
        radius = np.interp(rows + height / 2, np.arange(height) + 0.5, radius_px)
        facing = np.sqrt(np.clip(1 - (x / radius) ** 2, 0, 1)) * radius / widest
        rows = y * (1 + BOW) / (1 + BOW * facing)
    around = np.clip(x / radius, -1, 1)
    inside = np.clip(radius - np.abs(x) + 0.5, 0, 1) * np.clip(height / 2 - np.abs(rows), 0, 1)
    return Bend(
        as_plane(np.arcsin(around) * widest + width / 2 - 0.5),
        as_plane(rows + height / 2 - 0.5),
        as_plane(around),
        np.rint(inside * 255).astype(np.uint8),
        widest,
    )


def bent(canvas: Pixels, bend: Bend, turn_deg: float) -> Pixels:
    """The unrolled front on its round body, turned about its axis."""
    arc_px = bend.arc_px - np.float32(np.deg2rad(turn_deg) * bend.radius_px)
    return as_bytes(
        cv2.remap(canvas, arc_px, bend.row_px, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    )


def bent_box(flat_box: Box, pack: Box) -> Box:
    """The box around a box of the unrolled front, as seen on the widest part of the bottle."""
    radius, middle = pack.width / 2, pack.height / 2
    edges_x = np.array([flat_box.x, flat_box.x + flat_box.width])
    edges_y = np.array([flat_box.y, flat_box.y + flat_box.height]) - middle
    turn = (edges_x - radius) / radius
    x = radius * (1 + np.sin(turn))
    facing = np.append(np.cos(turn), 1.0 if turn[0] < 0 < turn[1] else np.cos(turn[0]))
    y = middle + np.outer(edges_y, (1 + BOW * facing) / (1 + BOW))
    left, top = round(float(x[0])), round(float(y.min()))
    return Box(left, top, round(float(x[1])) - left, round(float(y.max())) - top)
