"""Belts under the packs, with wear and dirt.

A plate is one long picture of the belt; a frame shows the part that is under the camera.
"""

from functools import lru_cache

import cv2
import numpy as np

from hardware.interfaces import Pixels
from simulators.drawing.arrays import Colour, Plane, as_plane, blend, rounded, shaded, shares
from simulators.drawing.layout import FRAME_HEIGHT, FRAME_WIDTH
from simulators.drawing.materials.steel import chain
from simulators.drawing.materials.textures import fractal, grain, scratches, stretched

PLATE_WIDTH = 2 * FRAME_WIDTH
LINK_PX = 132
"""Length of a belt link: one inch at 5.2 px/mm."""
FINGER_PX = 44
LINK_BLUE = (138.0, 98.0, 56.0)
CHEESE_CRUMB = (120.0, 190.0, 226.0)
WATER_DROP = (176.0, 138.0, 92.0)
LAMP_WHITE = (214.0, 212.0, 206.0)
GREEN = (96.0, 124.0, 64.0)
BLACK = (58.0, 56.0, 55.0)
WEAVE = 2 * np.pi / 7
"""Diamonds of a textured belt, radians per pixel."""


@lru_cache(maxsize=4)
def plate(belt: str) -> Pixels:
    """The belt of this name: `modular`, `green`, `black`, or a side view's `chain`."""
    rng = np.random.default_rng(len(belt))
    match belt:
        case "modular":
            return modular(rng)
        case "green":
            return woven(GREEN, rng)
        case "black":
            return woven(BLACK, rng)
        case _:
            return chain(PLATE_WIDTH, rng)


def modular(rng: np.random.Generator) -> Pixels:
    """Blue plastic links with interlocking fingers and drain holes, scuffed along the belt."""
    height, width = FRAME_HEIGHT, PLATE_WIDTH
    light = 1 + link_bulge(width) + 0.035 * fractal(height, width, 90, 3, rng)
    light += 0.025 * stretched(height, width, (240, 3), rng) + 0.02 * grain(height, width, 1, rng)
    gaps = link_gaps(height, width)
    lips = np.clip(np.roll(gaps, (4, 4), (0, 1)) - gaps, 0, 1)
    wear = np.clip(0.5 * stretched(height, width, (500, 9), rng) - 0.35, 0, 1)
    canvas = blend(shaded(LINK_BLUE, light), (172, 132, 92), as_plane(wear * 0.5))
    canvas = blend(canvas, (196, 160, 122), scratches(height, width, 190, 70, rng) * 0.25)
    canvas = blend(canvas, (205, 165, 120), as_plane(lips * 0.2))
    canvas = blend(canvas, LAMP_WHITE, sheen(height, width, 0.30, rng))
    canvas = blend(canvas, (40, 26, 14), as_plane(gaps * 0.86))
    canvas = littered(canvas, CHEESE_CRUMB, 34, 2.6, rng)
    return rounded(littered(canvas, WATER_DROP, 70, 4.0, rng))


def sheen(height: int, width: int, strength: float, rng: np.random.Generator) -> Plane:
    """Where the belt mirrors the two lamps, far out of focus and broken up by its wear."""
    y = np.linspace(0, 1, height)[:, None]
    bands = np.exp(-(((y - 0.15) / 0.13) ** 2)) + 0.6 * np.exp(-(((y - 0.87) / 0.12) ** 2))
    broken = (
        0.75
        + 0.2 * fractal(height, width, 60, 3, rng)
        + 0.2 * stretched(height, width, (300, 6), rng)
    )
    return as_plane(np.clip(bands * broken * strength, 0, 0.8))


def link_bulge(width: int) -> Plane:
    """Every link is a little brighter along its middle, and no two are of the same blue."""
    x = np.arange(width, dtype=np.float32)
    shades = np.random.default_rng(3).normal(0, 0.03, width // LINK_PX + 2)
    link = ((x + LINK_PX / 2) / LINK_PX).astype(int)
    return as_plane(0.09 * np.cos(x / LINK_PX * 2 * np.pi) + shades[link])[None, :]


def link_gaps(height: int, width: int) -> Plane:
    """1 in the crenellated gaps where links meet and in their drain holes."""
    mask = np.zeros((height, width), dtype=np.uint8)
    for joint in range(LINK_PX // 2, width + LINK_PX, LINK_PX):
        for row, top in enumerate(range(-FINGER_PX // 2, height, FINGER_PX)):
            x = joint + (13 if row % 2 else -13)
            cv2.line(mask, (x, top + 3), (x, top + FINGER_PX - 3), 255, 4, cv2.LINE_AA)
            cv2.line(mask, (joint - 13, top), (joint + 13, top), 190, 3, cv2.LINE_AA)
            hole = (joint - LINK_PX // 2, top + FINGER_PX // 2)
            cv2.line(mask, (hole[0] - 20, hole[1]), (hole[0] + 20, hole[1]), 235, 7, cv2.LINE_AA)
    return shares(cv2.GaussianBlur(mask, (0, 0), 1.2))


def littered(
    canvas: Plane, colour: Colour, count: int, largest_px: float, rng: np.random.Generator
) -> Plane:
    """Small things that lie about on the belt, each with its shadow."""
    height, width = canvas.shape[:2]
    spots = np.zeros((height, width), np.uint8)
    for _ in range(count):
        middle = int(rng.uniform(0, width)), int(rng.uniform(0, height))
        axes = int(rng.uniform(1, largest_px)), int(rng.uniform(1, largest_px))
        cv2.ellipse(spots, middle, axes, rng.uniform(0, 180), 0, 360, 255, -1, cv2.LINE_AA)
    cover = shares(cv2.GaussianBlur(spots, (0, 0), 0.7))
    canvas = blend(canvas, (30, 20, 12), as_plane(np.roll(cover, (2, 2), (0, 1)) * 0.5))
    return blend(canvas, colour, as_plane(cover * 0.7))


def woven(colour: Colour, rng: np.random.Generator) -> Pixels:
    """A belt with a diamond texture, polished where packs slide, with dust and lint."""
    height, width = FRAME_HEIGHT, PLATE_WIDTH
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    light = 1 + 0.10 * np.sin((x + y) * WEAVE / 2) * np.sin((x - y) * WEAVE / 2)
    light += 0.016 * fractal(height, width, 120, 4, rng) + 0.03 * grain(height, width, 1, rng)
    light += 0.02 * stretched(height, width, (900, 30), rng)
    worn = np.clip(0.5 * stretched(height, width, (1200, 70), rng), 0, 1)
    brighter = (colour[0] * 1.4 + 14, colour[1] * 1.4 + 14, colour[2] * 1.4 + 14)
    canvas = blend(shaded(colour, light), brighter, as_plane(worn * 0.22))
    canvas = blend(canvas, LAMP_WHITE, sheen(height, width, 0.12, rng))
    dust = np.clip(grain(height, width, 2.2, rng) - 2.9, 0, 1)
    canvas = blend(canvas, (205, 208, 210), as_plane(dust * 0.7))
    return rounded(blend(canvas, (165, 168, 166), scratches(height, width, 130, 60, rng) * 0.2))
