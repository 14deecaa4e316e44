"""A bottle of juice seen from the side: round, glossy, with a wrap-around paper label.

The colour canvas is the unrolled front; it is bent round after printing, then shaded.
"""

import numpy as np

from hardware.interfaces import Pixels
from simulators.drawing.arrays import Plane, as_plane, blend, rounded, shaded
from simulators.drawing.cylinder import Bend, bend_of
from simulators.drawing.layout import PackLayout
from simulators.drawing.materials.textures import fractal, slopes
from simulators.drawing.packs.artwork import Artwork, Ink
from simulators.drawing.packs.body import HALF, Body
from simulators.drawing.packs.tub import halved
from simulators.drawing.printing.fonts import BOLD

CAP_MM = 17.0
CAP_RADIUS_MM = 15.0
NECK_RADIUS_MM = 13.0
SHOULDER_MM = (22.0, 55.0)
LABEL_MM = (82.0, 138.0)
FOOT_MM = 4.0
FILLED_FROM_MM = 37.0
EMPTY = (188, 202, 206)
FOAM = (150, 206, 246)
JUICE: Ink = (28, 128, 236)
PAPER: Ink = (236, 241, 242)
ORANGE: Ink = (30, 112, 226)
GREEN: Ink = (58, 120, 44)
CAP: Ink = (60, 134, 46)
DARK: Ink = (50, 46, 44)


def bottle_side(layout: PackLayout, rng: np.random.Generator) -> Body:
    scale, box = layout.px_per_mm, layout.pack_box
    radius = profile(layout)
    bend = bend_of(radius, box.width)
    steepness = np.clip(np.gradient(radius), -1.5, 1.5).astype(np.float32)
    rows, columns = box.height // HALF, box.width // HALF
    ripple_x, ripple_y = slopes(as_plane(0.35 * fractal(rows, columns, 90, 2, rng)))
    lean = as_plane(np.repeat(-0.5 * steepness[:, None], box.width, axis=1))
    return Body(
        rounded(unrolled(layout, rng)),
        bend.cover,
        as_plane(halved(bend.around) * 0.92 + ripple_x),
        as_plane(halved(lean) + ripple_y),
        gloss_of(layout, bend),
        0.5 * scale,
        shade=shade_of(bend.around),
        bend=bend,
    )


def profile(layout: PackLayout) -> Plane:
    """Radius in pixels of every row: cap, neck, shoulder, wall, foot."""
    scale, widest = layout.px_per_mm, layout.length_mm / 2
    y = (np.arange(layout.pack_box.height, dtype=np.float32) + 0.5) / scale
    rise = np.clip((y - SHOULDER_MM[0]) / (SHOULDER_MM[1] - SHOULDER_MM[0]), 0, 1)
    radius = NECK_RADIUS_MM + (widest - NECK_RADIUS_MM) * np.sin(rise * np.pi / 2) ** 1.35
    radius += 2.2 * np.exp(-(((y - CAP_MM - 2.2) / 1.0) ** 2))
    radius = np.where(y < CAP_MM, CAP_RADIUS_MM - 1.2 * np.clip(1 - y / 1.6, 0, 1) ** 2, radius)
    foot = np.clip(1 - (layout.width_mm - y) / FOOT_MM, 0, 1)
    radius -= FOOT_MM * 0.7 * (1 - np.sqrt(1 - foot**2 * 0.999))
    return as_plane(radius * scale)


def unrolled(layout: PackLayout, rng: np.random.Generator) -> Plane:
    """Cap, juice, label, as if the front were flat."""
    scale, box = layout.px_per_mm, layout.pack_box
    y = (np.arange(box.height, dtype=np.float32) + 0.5)[:, None] / scale * np.ones((1, box.width))
    depth = 1.0 - 0.10 * np.clip((y - 60) / 100, 0, 1)
    canvas = shaded(JUICE, depth + 0.012 * fractal(box.height, box.width, 150, 3, rng))
    canvas = blend(canvas, EMPTY, as_plane(np.clip((FILLED_FROM_MM - y) / 0.6, 0, 1) * 0.86))
    canvas = blend(canvas, FOAM, as_plane(np.exp(-(((y - FILLED_FROM_MM - 0.8) / 0.7) ** 2)) * 0.5))
    ribs = 1 + 0.22 * np.sin(np.arange(box.width) * 2 * np.pi / 8.0) * (np.abs(y - 9.2) < 6.6)
    canvas = blend(canvas, shaded(CAP, ribs), as_plane(y < CAP_MM))
    top, bottom = (round(value * scale) for value in LABEL_MM)
    canvas[top:bottom] = label(layout)[: bottom - top]
    canvas[bottom : bottom + 3] *= 0.72
    paper = 1 + 0.008 * fractal(box.height, box.width, 6, 2, rng)
    return as_plane(canvas * paper[..., None])


def label(layout: PackLayout) -> Plane:
    width, height = layout.length_mm, LABEL_MM[1] - LABEL_MM[0]
    middle = width / 2
    art = Artwork(width, height + 0.5, layout.px_per_mm, PAPER)
    art.box(-2, 0, width + 4, 2.2, ORANGE)
    art.box(-2, height - 2.2, width + 4, 3, ORANGE)
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


def gloss_of(layout: PackLayout, bend: Bend) -> Plane:
    """Bottle and cap are glossy, the paper label is nearly matt."""
    y = halved(bend.row_px) / layout.px_per_mm
    gloss = np.where((y > LABEL_MM[0]) & (y < LABEL_MM[1]), 0.10, 0.55)
    return as_plane(np.where(y < CAP_MM, 0.25, gloss))


def shade_of(around: Plane) -> Pixels:
    """Darker towards both sides, where less light comes back, and a thin bright rim."""
    plain = 0.36 + 0.64 * (1 - around**2 * 0.999) ** 0.3 - 0.05 * around
    rim = 0.22 * np.exp(-(((np.abs(around) - 0.975) / 0.02) ** 2))
    return rounded(np.repeat((plain + rim)[..., None], 3, axis=2) * 255)
