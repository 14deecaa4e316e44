"""A folding box of tea: varnished board, a printed design, a dark field for the laser."""

import numpy as np

from simulators.drawing.arrays import as_plane, rounded
from simulators.drawing.layout import PackLayout
from simulators.drawing.materials.shapes import box_distance, ridge
from simulators.drawing.materials.textures import fractal, grain, slopes, stretched
from simulators.drawing.packs.artwork import Artwork, Ink
from simulators.drawing.packs.body import HALF, Body
from simulators.drawing.packs.tub import edge, halved
from simulators.drawing.printing.fonts import BOLD

HEIGHT_MM = 45.0
CREAM: Ink = (206, 228, 238)
WINE: Ink = (54, 26, 108)
LEAF: Ink = (74, 142, 96)
PALE: Ink = (120, 182, 150)
PINE: Ink = (52, 84, 30)
DARK: Ink = (44, 48, 40)


def carton_front(layout: PackLayout, rng: np.random.Generator) -> Body:
    scale = layout.px_per_mm
    box = layout.pack_box
    distance = box_distance(box.height, box.width, (0, 0, box.width, box.height), 1.2 * scale)
    canvas = design(layout).done().astype(np.float32)
    board = 1 + 0.006 * fractal(box.height, box.width, 4, 2, rng)
    board += 0.004 * stretched(box.height, box.width, (9, 2), rng)
    board += 0.02 * fractal(box.height, box.width, 400, 2, rng)
    canvas *= board[..., None]
    canvas += (ridge(distance, -0.7 * scale, 0.5 * scale) * 26)[..., None]
    scuffs = np.clip(grain(box.height, box.width, 3, rng) - 1.2, 0, 1)
    canvas += (scuffs * ridge(distance, 0, 1.1 * scale) * 90)[..., None]
    rows, columns = box.height // HALF, box.width // HALF
    bulge = 2.4 * fractal(rows, columns, 260, 2, rng) + 0.05 * grain(rows, columns, 2, rng)
    tilt_x, tilt_y = slopes(as_plane(bulge))
    rim_x, rim_y = slopes(halved(distance))
    near = halved(ridge(distance, 0, 1.6 * scale))
    return Body(
        rounded(canvas),
        edge(distance),
        as_plane(tilt_x + rim_x * near * 0.8),
        as_plane(tilt_y + rim_y * near * 0.8),
        np.full((rows, columns), 0.13, np.float32),
        HEIGHT_MM * scale,
    )


def design(layout: PackLayout) -> Artwork:
    """A tea brand's front: mountains of leaves at the left, the code panel at the right."""
    length, width = layout.length_mm, layout.width_mm
    art = Artwork(length, width, layout.px_per_mm, CREAM)
    art.box(0, 0, length, 9, WINE)
    art.box(0, width - 7, length, 7, WINE)
    for x, y, size, ink in (
        (17, 75, 26, LEAF),
        (35, 78, 22, PALE),
        (7, 79, 14, PALE),
        (28, 62, 15, LEAF),
    ):
        leaf(art, x, y, size, ink)
    art.text(6, 31, 12.5, "Bergtal", WINE, BOLD)
    art.text(6.5, 40, 4.6, "HERBAL TEA  ·  20 BAGS", PINE)
    art.text(6.5, 6.6, 3.6, "CAFFEINE FREE", CREAM)
    art.text(length - 5, 6.6, 3.6, "net 35 g e", CREAM, anchor="rs")
    art.paragraph(
        46,
        50,
        2.1,
        4.1,
        (
            "Lime blossom, mint, balm,",
            "rose hip, fennel.",
            "Pour on boiling water,",
            "draw for 8 minutes.",
        ),
        DARK,
    )
    art.box(84, 13, 52, 30, WINE, 1.5)
    art.box(84, 46, 52, 33, (240, 243, 244), 1.5)
    art.text(87, 52, 2.0, "GTIN · LOT · EXP", DARK)
    art.text(87, 75.5, 2.0, "Bergtal Tea House", DARK)
    return art


def leaf(art: Artwork, x: float, y: float, size: float, ink: Ink) -> None:
    """A leaf standing on (x, y), with its rib."""
    turn = np.linspace(0, np.pi, 16)
    right = [(x + size * 0.28 * np.sin(one), y - size * one / np.pi) for one in turn]
    left = [(x - size * 0.28 * np.sin(one), y - size * one / np.pi) for one in turn[::-1]]
    art.shape([(float(a), float(b)) for a, b in right + left], ink)
    art.shape([(x - 0.3, y), (x, y - size * 0.9), (x + 0.3, y)], CREAM)
