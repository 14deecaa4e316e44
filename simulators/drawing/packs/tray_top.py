"""The default pack from above: black tray, cheese, clear film, and the brand's sticker."""

import numpy as np

from hardware.interfaces import Pixels
from simulators.drawing.arrays import as_plane, blend, rounded
from simulators.drawing.layout import PackLayout
from simulators.drawing.materials.film import film
from simulators.drawing.materials.shapes import inside
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
SKY: Ink = (208, 172, 112)
ROCK: Ink = (150, 128, 116)
MEADOW: Ink = (72, 146, 88)


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
    gloss = as_plane(0.16 + 0.5 * halved(lid))
    return Body(rounded(canvas), edge(distance), tilt_x, tilt_y, gloss, HEIGHT_MM * scale)


def top_sticker(width_mm: float, height_mm: float, px_per_mm: float) -> Pixels:
    """The brand's label, put on the film by the line."""
    art = Artwork(width_mm, height_mm, px_per_mm, GREEN)
    art.box(1.3, 1.3, width_mm - 2.6, height_mm - 2.6, WHITE, 3.2)
    art.box(2.2, 2.2, width_mm - 4.4, height_mm * 0.5, SKY, 2.6)
    horizon = height_mm * 0.5
    art.shape([(2.2, horizon), (16, 9), (25, 19), (36, 6.5), (52, horizon)], ROCK)
    art.shape([(30.4, 13), (36, 6.5), (41, 13.6), (38, 12.4), (35.6, 14.6), (33, 12)], WHITE)
    art.shape([(11.8, 14.4), (16, 9), (20, 13.6), (17, 12.6), (14.6, 15)], WHITE)
    art.disc(width_mm - 17, 12, 6, GOLD)
    art.shape(
        [
            (2.2, horizon),
            (20, 20),
            (44, horizon - 4),
            (width_mm - 2.2, 22),
            (width_mm - 2.2, horizon + 3),
            (2.2, horizon + 3),
        ],
        (72, 146, 88),
    )
    art.text(width_mm / 2, height_mm * 0.74, 8.2, "Alpenhof", RED, BOLD, "ms")
    art.text(width_mm / 2, height_mm * 0.86, 3.9, "GOUDA  MATURED IN SLICES", GREEN, anchor="ms")
    art.text(
        width_mm / 2,
        height_mm * 0.945,
        2.3,
        "48% fat in dry matter   ·   150 g e",
        DARK,
        anchor="ms",
    )
    return art.done()
