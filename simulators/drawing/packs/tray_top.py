"""The default pack from above: black tray, cheese, clear film, and the brand's sticker."""

import numpy as np

from hardware.interfaces import Pixels
from simulators.drawing.arrays import as_plane, blend, rounded
from simulators.drawing.layout import PackLayout
from simulators.drawing.materials.film import film
from simulators.drawing.materials.shapes import inside
from simulators.drawing.materials.textures import fractal, grain
from simulators.drawing.packs.artwork import Artwork, Ink
from simulators.drawing.packs.body import Body
from simulators.drawing.packs.food import cheese
from simulators.drawing.packs.tub import (
    HEIGHT_MM,
    edge,
    halved,
    outline,
    sealing_ribs,
    tray_inside,
)
from simulators.drawing.printing.fonts import BOLD

WHITE: Ink = (244, 247, 247)
GREEN: Ink = (58, 84, 22)
RED: Ink = (40, 34, 168)
GOLD: Ink = (92, 186, 232)
DARK: Ink = (46, 42, 40)
SKY: Ink = (204, 150, 84)
HAZE: Ink = (236, 222, 196)
ROCK: Ink = (168, 150, 138)
SHADED_ROCK: Ink = (132, 112, 100)
FAR_MEADOW: Ink = (122, 168, 128)
MEADOW: Ink = (76, 150, 96)
NEAR_MEADOW: Ink = (54, 122, 66)


def tray_top(layout: PackLayout, rng: np.random.Generator) -> Body:
    """Flange, cheese, film. The sticker comes later."""
    height, width, distance = outline(layout)
    scale = layout.px_per_mm
    canvas = tray_inside(height, width, distance, scale, rng)
    canvas = cheese(canvas, scale, rng)
    lid = inside(distance + 1.2 * scale)
    canvas = blend(canvas, (236, 238, 238), as_plane(lid * 0.055))
    canvas = as_plane(canvas * (1 + 0.5 * sealing_ribs(distance, scale)[..., None]))
    tilt_x, tilt_y = film(halved(distance), scale, rng)
    gloss = as_plane(0.34 + 0.14 * halved(inside(distance + 14 * scale, 10 * scale)))
    return Body(rounded(canvas), edge(distance), tilt_x, tilt_y, gloss, HEIGHT_MM * scale)


def top_sticker(width_mm: float, height_mm: float, px_per_mm: float) -> Pixels:
    """The brand's label, put on the film by the line."""
    art = Artwork(width_mm, height_mm, px_per_mm, GREEN)
    art.box(1.3, 1.3, width_mm - 2.6, height_mm - 2.6, WHITE, 3.2)
    landscape(art, 2.4, 2.4, width_mm - 4.8, height_mm * 0.5)
    middle = width_mm / 2
    art.text(middle, height_mm * 0.745, 8.6, "Alpenhof", RED, BOLD, "ms")
    art.text(middle, height_mm * 0.86, 3.9, "GOUDA  MATURED IN SLICES", GREEN, anchor="ms")
    art.text(
        middle, height_mm * 0.945, 2.3, "48% fat in dry matter   ·   150 g e", DARK, anchor="ms"
    )
    rng = np.random.default_rng(41)
    printed = art.done()
    height, width = printed.shape[:2]
    paper = 1 + 0.012 * grain(height, width, 1.6, rng)
    paper += 0.018 * fractal(height, width, 260, 2, rng)
    return rounded(printed * paper[..., None])


def landscape(art: Artwork, x: float, y: float, width: float, height: float) -> None:
    """Sky, two snowy peaks, hills in front of each other."""
    art.fade(x, y, width, height, SKY, HAZE)
    art.disc(x + width - 15, y + 10, 5.6, GOLD)
    below = y + height
    for peak_x, peak_y, foot in ((14, 7.5, 13), (34, 3.5, 20), (52, 12, 13)):
        top = (x + peak_x, y + peak_y)
        left, right = x + max(0, peak_x - foot), min(x + width, x + peak_x + foot)
        art.shape([(left, below), top, (right, below)], ROCK)
        art.shape([top, (right, below), (top[0] + foot * 0.1, below)], SHADED_ROCK)
        snow = 0.3 * (height - peak_y)
        ragged = [(0.62, 1.0), (0.25, 0.72), (0.02, 1.1), (-0.28, 0.74), (-0.6, 1.0)]
        rim = [(top[0] + side * foot * 0.3, top[1] + deep * snow) for side, deep in ragged]
        art.shape([top, *rim], WHITE)
    for start, end, ink in (
        (0.66, 0.5, FAR_MEADOW),
        (0.62, 0.78, MEADOW),
        (0.92, 0.72, NEAR_MEADOW),
    ):
        steps = np.linspace(0, 1, 24)
        crest = [
            (x + width * one, y + height * (start + (end - start) * one - 0.05 * np.sin(one * 5)))
            for one in steps
        ]
        art.shape([*[(float(a), float(b)) for a, b in crest], (x + width, below), (x, below)], ink)
