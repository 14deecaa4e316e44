"""A bottle of juice seen from the side: round, glossy, with a wrap-around paper label.

The colour canvas is the unrolled front; it is bent round after printing, then shaded.
"""

import numpy as np

from simulators.drawing.arrays import Plane, as_plane, flat, rounded
from simulators.drawing.layout import PackLayout
from simulators.drawing.materials.textures import fractal, grain, slopes
from simulators.drawing.packs.artwork import Artwork, Ink
from simulators.drawing.packs.body import HALF, Body
from simulators.drawing.packs.tub import halved
from simulators.drawing.printing.fonts import BOLD

CAP_MM = 17.0
CAP_RADIUS_MM = 15.0
NECK_RADIUS_MM = 13.0
SHOULDER_MM = (23.0, 52.0)
LABEL_MM = (82.0, 138.0)
FOOT_MM = 4.0
JUICE: Ink = (28, 128, 236)
PAPER: Ink = (236, 241, 242)
ORANGE: Ink = (30, 112, 226)
GREEN: Ink = (58, 120, 44)
CAP: Ink = (60, 134, 46)
DARK: Ink = (50, 46, 44)


def bottle_side(layout: PackLayout, rng: np.random.Generator) -> Body:
    scale, box = layout.px_per_mm, layout.pack_box
    radius = profile(layout)
    x = np.arange(box.width, dtype=np.float32)[None, :] + 0.5 - box.width / 2
    around = as_plane(np.clip(x / radius, -1, 1))
    cover = np.clip(radius - np.abs(x) + 0.5, 0, 1)
    canvas = unrolled(layout, rng)
    facing = np.sqrt(1 - around**2 * 0.999)
    slope_x = as_plane(np.clip(around / np.maximum(facing, 0.05), -3, 3) * 0.55)
    bend_y = as_plane(np.gradient(radius[:, 0]).astype(np.float32))
    slope_y = as_plane(-np.clip(bend_y, -1.5, 1.5)[:, None] * np.ones_like(around) * 0.5)
    rows, columns = box.height // HALF, box.width // HALF
    ripple_x, ripple_y = slopes(as_plane(1.2 * fractal(rows, columns, 70, 3, rng)))
    return Body(
        rounded(canvas),
        rounded(cover * 255),
        as_plane(halved(slope_x) + ripple_x),
        as_plane(halved(slope_y) + ripple_y),
        gloss_of(layout, rows, columns),
        3.0 * scale,
        shade=shade_of(facing, around, layout),
        radius_px=radius,
    )


def profile(layout: PackLayout) -> Plane:
    """Radius in pixels of every row, height x 1: cap, neck, shoulder, wall, foot."""
    scale, widest = layout.px_per_mm, layout.length_mm / 2
    y = (np.arange(layout.pack_box.height, dtype=np.float32) + 0.5) / scale
    rise = np.clip((y - SHOULDER_MM[0]) / (SHOULDER_MM[1] - SHOULDER_MM[0]), 0, 1)
    swell = np.sqrt(np.sin(rise * np.pi / 2)) * 0.55 + rise**1.5 * 0.45
    radius = NECK_RADIUS_MM + (widest - NECK_RADIUS_MM) * swell
    radius = np.where(y < CAP_MM, CAP_RADIUS_MM, radius)
    ring = np.exp(-(((y - CAP_MM - 2.2) / 1.2) ** 2)) * 2.4
    left_mm = np.clip((layout.width_mm - y) / FOOT_MM, 0, 1)
    foot = 2.6 * (1 - np.sqrt(1 - (1 - left_mm) ** 2 * 0.999))
    waist = 0.7 * np.exp(-(((y - LABEL_MM[0] + 3) / 1.6) ** 2))
    return as_plane((radius + ring - (2.6 - foot) * (left_mm < 1) * 0 - waist) * scale)[:, None]


def unrolled(layout: PackLayout, rng: np.random.Generator) -> Plane:
    """Cap, juice, label, as if the front were flat."""
    scale, box = layout.px_per_mm, layout.pack_box
    canvas = flat(box.height, box.width, JUICE)
    y = (np.arange(box.height, dtype=np.float32) + 0.5)[:, None, None] / scale
    canvas = canvas * (1.0 - 0.10 * np.clip((y - 60) / 100, 0, 1))
    empty = np.clip((44 - y) / 0.6, 0, 1) * 0.55
    canvas = canvas * (1 - empty) + np.array((176, 196, 204), np.float32) * empty
    canvas = np.where(y < CAP_MM, np.array(CAP, np.float32), canvas)
    canvas = canvas * (1 + 0.02 * fractal(box.height, box.width, 150, 3, rng))[..., None]
    canvas *= (1 + 0.01 * grain(box.height, box.width, 1.2, rng))[..., None]
    ribs = 1 + 0.22 * np.sin(np.arange(box.width) * 2 * np.pi / 8.0)[None, :, None]
    canvas = np.where((y < CAP_MM - 1) & (y > 2.5), canvas * ribs, canvas)
    top, bottom = (round(value * scale) for value in LABEL_MM)
    canvas[top:bottom] = label(layout)[: bottom - top]
    return as_plane(canvas)


def label(layout: PackLayout) -> Plane:
    width, height = layout.length_mm, LABEL_MM[1] - LABEL_MM[0]
    middle = width / 2
    art = Artwork(width, height + 0.5, layout.px_per_mm, PAPER)
    art.box(0, 0, width, 2.2, ORANGE)
    art.box(0, height - 2.2, width, 3, ORANGE)
    art.text(middle, 15.5, 9.0, "Sonnhalde", GREEN, BOLD, "ms")
    art.text(middle, 21.6, 3.2, "ORANGE JUICE", ORANGE, anchor="ms")
    art.disc(middle - 15, 38, 10, ORANGE)
    art.disc(middle - 15, 38, 8.9, (150, 206, 250))
    for turn in np.linspace(0, 2 * np.pi, 9)[:-1]:
        tips = [
            (middle - 15 + 8.2 * np.cos(turn + side), 38 + 8.2 * np.sin(turn + side))
            for side in (-0.31, 0.31)
        ]
        art.shape([(middle - 15 + np.cos(turn), 38 + np.sin(turn)), *tips], ORANGE)
    return as_plane(art.done())


def gloss_of(layout: PackLayout, rows: int, columns: int) -> Plane:
    """Bottle and cap are glossy, the paper label is nearly matt."""
    gloss = np.full((rows, columns), 0.55, np.float32)
    top, bottom = (round(value * layout.px_per_mm / HALF) for value in LABEL_MM)
    gloss[top:bottom] = 0.10
    gloss[: round(CAP_MM * layout.px_per_mm / HALF)] = 0.25
    return gloss


def shade_of(facing: Plane, around: Plane, layout: PackLayout) -> Plane:
    """Darker towards both sides, where less light comes back; juice also glows a little."""
    plain = 0.30 + 0.70 * facing**0.7 - 0.05 * around
    return rounded(np.repeat(plain[..., None], 3, axis=2) * 255)
