"""The default pack's tub: black plastic with a flange, seen from above or from below."""

import cv2
import numpy as np

from simulators.drawing.arrays import Bytes, Plane, as_bytes, as_plane, shaded
from simulators.drawing.layout import PackLayout
from simulators.drawing.materials.shapes import box_distance, inside, ridge
from simulators.drawing.materials.textures import grain, slopes
from simulators.drawing.packs.body import HALF

CORNER_MM = 13.0
FLANGE_MM = 7.5
WALL_MM = 7.0
PLASTIC = (34, 31, 30)
HEIGHT_MM = 22.0


def outline(layout: PackLayout) -> tuple[int, int, Plane]:
    """Height and width of the pack in pixels, and the distance to its edge."""
    box = layout.pack_box
    distance = box_distance(
        box.height, box.width, (0, 0, box.width, box.height), CORNER_MM * layout.px_per_mm
    )
    return box.height, box.width, distance


def edge(distance: Plane) -> Bytes:
    return as_bytes(np.rint(inside(distance) * 255).astype(np.uint8))


def halved(values: Plane) -> Plane:
    size = (values.shape[1] // HALF, values.shape[0] // HALF)
    return as_plane(cv2.resize(values, size, interpolation=cv2.INTER_AREA))


def tray_inside(
    height: int, width: int, distance: Plane, scale: float, rng: np.random.Generator
) -> Plane:
    """Black plastic: a bright flange edge, walls that catch the lamps, a floor with ribs."""
    canvas = shaded(PLASTIC, 1 + 0.05 * grain(height, width, 1.5, rng))
    wall = ridge(distance, -(FLANGE_MM + WALL_MM / 2) * scale, WALL_MM * scale / 2)
    across, down = slopes(as_plane(cv2.GaussianBlur(distance, (0, 0), 3)))
    facing = np.clip(0.5 - 0.7 * across - 1.0 * down, 0.08, 1.5)
    canvas += (wall * facing * 62)[..., None]
    canvas += (ridge(distance, -1.0 * scale, 0.5 * scale) * 46)[..., None]
    return as_plane(canvas + (ridge(distance, -FLANGE_MM * scale, 0.35 * scale) * 38)[..., None])


def sealing_ribs(distance: Plane, scale: float) -> Plane:
    """The pattern that the sealing tool pressed into the flange."""
    band = ridge(distance, -FLANGE_MM / 2 * scale, FLANGE_MM / 3.2 * scale)
    return as_plane(band * (0.5 + 0.5 * np.sin(distance / scale * 2 * np.pi / 0.9)))
