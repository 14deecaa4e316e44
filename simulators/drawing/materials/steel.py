"""Steel of the line: guide rails, and the slat chain with the panel behind it of a side view."""

from functools import lru_cache

import numpy as np

from hardware.interfaces import Pixels
from simulators.drawing.arrays import Plane, as_plane, rounded, shaded
from simulators.drawing.layout import FRAME_HEIGHT, FRAME_WIDTH
from simulators.drawing.materials.textures import fractal, grain, stretched

RAIL_PX = 46
WARM_STEEL = (150.0, 149.0, 146.0)
PANEL = (212.0, 212.0, 207.0)
SIDE_RAILS = ((330, 30), (640, 30))
"""Upper edge and height of the rails behind a bottle."""
SLATS_FROM = 884
SLAT_FACE_PX = 26
"""Rows of the chain's top that the camera still sees."""
SLAT_PX = 215


def rail(height: int, width: int, rng: np.random.Generator) -> Plane:
    """A brushed steel tube along the belt: it mirrors the lamp above and the floor below."""
    turn = np.linspace(-1, 1, height, dtype=np.float32)
    light = 0.42 + 0.42 * np.cos(turn * 1.25) - 0.34 * np.exp(-(((turn - 0.45) / 0.22) ** 2))
    light += 0.85 * np.exp(-(((turn + 0.42) / 0.13) ** 2)) + 0.25 * np.exp(
        -(((turn - 0.86) / 0.1) ** 2)
    )
    brushed = 1 + 0.035 * stretched(height, width, (420, 1.3), rng)
    brushed += 0.04 * fractal(height, width, 220, 2, rng)
    edges = np.clip((1 - np.abs(turn)) * height / 5, 0.25, 1)
    return shaded(WARM_STEEL, (light * edges)[:, None] * brushed)


@lru_cache(maxsize=1)
def guide_rails() -> tuple[Pixels, Pixels]:
    """Upper and lower guide rail of a top view; they stand still while the belt moves."""
    rng = np.random.default_rng(5)
    return rounded(rail(RAIL_PX, FRAME_WIDTH, rng)), rounded(rail(RAIL_PX, FRAME_WIDTH, rng))


def chain(width: int, rng: np.random.Generator) -> Pixels:
    """A side view: frosted panel, two rails in front of it, steel slats that carry the bottles."""
    y = np.linspace(0, 1, FRAME_HEIGHT, dtype=np.float32)[:, None]
    light = (
        0.96 - 0.20 * np.abs(y - 0.35) ** 1.4 + 0.012 * fractal(FRAME_HEIGHT, width, 500, 3, rng)
    )
    for top, height in SIDE_RAILS:
        light[top + height : top + height + 60] -= 0.12 * np.linspace(1, 0, 60)[:, None] ** 2
    canvas = shaded(PANEL, light)
    for top, height in SIDE_RAILS:
        canvas[top : top + height] = rail(height, width, rng)
    canvas[SLATS_FROM:] = slats(FRAME_HEIGHT - SLATS_FROM, width, rng)
    return rounded(canvas)


def slats(height: int, width: int, rng: np.random.Generator) -> Plane:
    """Top of the chain, seen flat, its bright edge, and the front of the slats below it."""
    light = np.full((height, width), 0.62, np.float32)
    light[:SLAT_FACE_PX] = np.linspace(0.95, 1.25, SLAT_FACE_PX)[:, None]
    light[SLAT_FACE_PX : SLAT_FACE_PX + 3] = 1.5
    light[SLAT_FACE_PX + 3 : SLAT_FACE_PX + 8] = 0.3
    light *= 1 + 0.05 * stretched(height, width, (240, 1.5), rng)
    light *= 1 + 0.03 * grain(height, width, 1.5, rng)
    for joint, strength in ((0, 0.25), (1, 0.25), (2, 0.6), (3, 1.2)):
        light[:, joint::SLAT_PX] *= strength
    return as_plane(shaded(WARM_STEEL, light))
