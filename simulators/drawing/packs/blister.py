"""A blister card: knurled foil under clear pockets with tablets, and an end strip for the code."""

import cv2
import numpy as np

from simulators.drawing.arrays import Plane, as_plane, blend, rounded, shaded
from simulators.drawing.layout import PackLayout
from simulators.drawing.materials.shapes import box_distance, disc_distance, inside, ridge
from simulators.drawing.materials.textures import fractal, grain, slopes, stretched
from simulators.drawing.packs.body import HALF, Body
from simulators.drawing.packs.tub import edge, halved

STRIP_MM = 33.0
"""The flat strip at the right end, where lot and expiry are embossed."""
ROWS, COLUMNS = 2, 5
TABLET_MM = 5.3
POCKET_MM = 8.0
FOIL = (176, 174, 170)
TABLET = (214, 222, 236)
THICK_MM = 1.5


def blister_top(layout: PackLayout, rng: np.random.Generator) -> Body:
    scale, box = layout.px_per_mm, layout.pack_box
    distance = box_distance(box.height, box.width, (0, 0, box.width, box.height), 4.5 * scale)
    canvas = foil(layout, rng)
    dome = np.zeros((box.height, box.width), np.float32)
    for centre in pockets(layout):
        canvas, dome = with_pocket(canvas, dome, centre, scale, rng)
    canvas += (ridge(distance, -0.4 * scale, 0.3 * scale) * 35)[..., None]
    tilt_x, tilt_y = slopes(as_plane(dome * 1.0))
    wave_x, wave_y = slopes(
        as_plane(2.6 * fractal(box.height // HALF, box.width // HALF, 120, 3, rng))
    )
    return Body(
        rounded(canvas),
        edge(distance),
        as_plane(halved(tilt_x) + wave_x),
        as_plane(halved(tilt_y) + wave_y),
        np.full_like(wave_x, 0.34),
        THICK_MM * 4 * scale,
    )


def foil(layout: PackLayout, rng: np.random.Generator) -> Plane:
    """Aluminium: brushed, crumpled a little, knurled where it is sealed."""
    scale, box = layout.px_per_mm, layout.pack_box
    height, width = box.height, box.width
    folds = -np.abs(fractal(height, width, 110, 2, rng)) * 0.8 + 1.5 * fractal(
        height, width, 300, 2, rng
    )
    across, down = slopes(as_plane(cv2.GaussianBlur(folds, (0, 0), 2.5) * 3))
    light = 1 + 0.75 * across + 0.66 * down + 0.05 * fractal(height, width, 500, 2, rng)
    light += 0.02 * stretched(height, width, (60, 1.2), rng) + 0.012 * grain(height, width, 1, rng)
    x = np.arange(width, dtype=np.float32)[None, :] / scale
    y = np.arange(height, dtype=np.float32)[:, None] / scale
    knurl = np.sin((x + y) * 2 * np.pi / 1.05) * np.sin((x - y) * 2 * np.pi / 1.05)
    sealed = np.clip((layout.length_mm - STRIP_MM - x) / 0.8, 0, 1) * np.ones_like(y)
    light += 0.13 * knurl * sealed
    return shaded(FOIL, light)


def pockets(layout: PackLayout) -> list[tuple[float, float]]:
    """Middles of the pockets in pixels."""
    scale = layout.px_per_mm
    step_x = (layout.length_mm - STRIP_MM - 4) / COLUMNS
    step_y = (layout.width_mm - 6) / ROWS
    return [
        ((4 + (column + 0.5) * step_x) * scale, (3 + (row + 0.5) * step_y) * scale)
        for row in range(ROWS)
        for column in range(COLUMNS)
    ]


def with_pocket(
    canvas: Plane, dome: Plane, centre: tuple[float, float], scale: float, rng: np.random.Generator
) -> tuple[Plane, Plane]:
    """One clear pocket: the foil seen through it, a tablet lying in it, its bulge."""
    height, width = dome.shape
    pocket = disc_distance(height, width, centre, POCKET_MM * scale)
    lying = (centre[0] + rng.normal(0, 0.5) * scale, centre[1] + rng.normal(0, 0.5) * scale)
    tablet = disc_distance(height, width, lying, TABLET_MM * scale)
    canvas = canvas * (1 - 0.22 * inside(pocket, 3))[..., None]
    cast = np.roll(tablet, (round(0.7 * scale), round(0.6 * scale)), (0, 1))
    canvas = canvas * (1 - 0.5 * inside(cast, 2.2 * scale) * inside(pocket))[..., None]
    across, down = slopes(tablet)
    bevel = np.exp(-(((tablet + 0.7 * scale) / (0.7 * scale)) ** 2))
    light = 1 - 0.22 * bevel * (0.75 * across + 0.66 * down) + 0.012 * grain(height, width, 2, rng)
    face = shaded(TABLET, light)
    score = score_line(height, width, lying, scale, rng)
    face = face * (1 - 0.2 * score * (tablet < -0.8 * scale))[..., None]
    canvas = blend(as_plane(canvas), as_plane(face), inside(tablet, 1.4))
    canvas = canvas + (ridge(pocket, 0, 0.35 * scale) * 26)[..., None]
    rise = np.sqrt(np.clip(1 - (np.maximum(pocket / scale + POCKET_MM, 0) / POCKET_MM) ** 2, 0, 1))
    return as_plane(canvas), as_plane(np.maximum(dome, rise * 3.6 * scale))


def score_line(
    height: int, width: int, middle: tuple[float, float], scale: float, rng: np.random.Generator
) -> Plane:
    """1 on the groove across a tablet, which lies in any turn."""
    turn = rng.uniform(0, np.pi)
    x = np.arange(width, dtype=np.float32)[None, :] - middle[0]
    y = np.arange(height, dtype=np.float32)[:, None] - middle[1]
    off = np.abs(y * np.cos(turn) - x * np.sin(turn))
    return as_plane(np.clip(0.3 * scale - off + 0.5, 0, 1))
