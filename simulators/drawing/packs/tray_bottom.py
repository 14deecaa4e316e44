"""The default pack from below: the moulded floor with its rings, and the white label."""

import cv2
import numpy as np

from simulators.drawing.arrays import Plane, as_plane, blend, rounded, shaded
from simulators.drawing.layout import PackLayout, Place
from simulators.drawing.materials.shapes import box_distance, inside, ridge
from simulators.drawing.materials.textures import fractal, grain, slopes
from simulators.drawing.packs.artwork import Artwork, Ink
from simulators.drawing.packs.body import HALF, Body
from simulators.drawing.packs.tub import FLANGE_MM, HEIGHT_MM, PLASTIC, edge, halved, outline

LABEL = Place("bottom", 33.0, 25.0, 114.0, 80.0)
PAPER: Ink = (238, 242, 243)
GREEN: Ink = (58, 84, 22)
DARK: Ink = (50, 46, 44)
INGREDIENTS = (
    "Gouda cheese in slices, 48 % fat in dry matter.",
    "Ingredients: pasteurised MILK, salt, starter culture,",
    "microbial rennet, colour: carotene. Suitable for",
    "vegetarians. Packed under protective atmosphere.",
    "Store at +2 to +7 °C. Once opened eat within 3 days.",
)
NUTRITION = (
    ("per 100 g", ""),
    ("Energy", "1 478 kJ / 356 kcal"),
    ("Fat", "28 g"),
    ("of which saturates", "18 g"),
    ("Carbohydrate", "< 0.1 g"),
    ("Protein", "25 g"),
    ("Salt", "1.9 g"),
)


def tray_bottom(layout: PackLayout, rng: np.random.Generator) -> Body:
    height, width, distance = outline(layout)
    scale = layout.px_per_mm
    canvas = floor(height, width, distance, scale, rng)
    canvas, label = with_label(canvas, layout, rng)
    waves = 0.4 * fractal(height // HALF, width // HALF, 60, 3, rng)
    tilt_x, tilt_y = slopes(as_plane(waves))
    rim_x, rim_y = slopes(halved(distance))
    rim = halved(ridge(distance, -(FLANGE_MM + 3) * scale, 2.2 * scale)) * 0.24
    gloss = as_plane(0.24 - 0.18 * halved(label))
    return Body(
        rounded(canvas),
        edge(distance),
        as_plane(tilt_x + rim_x * rim),
        as_plane(tilt_y + rim_y * rim),
        gloss,
        HEIGHT_MM * scale,
    )


def floor(
    height: int, width: int, distance: Plane, scale: float, rng: np.random.Generator
) -> Plane:
    """Black plastic with the rings that stiffen it, lit from above."""
    rough = 0.05 * grain(height, width, 1.4, rng) + 0.05 * fractal(height, width, 200, 3, rng)
    canvas = shaded(PLASTIC, 1.25 + rough)
    across, down = slopes(as_plane(cv2.GaussianBlur(distance, (0, 0), 3)))
    facing = np.clip(0.35 - 0.5 * across - 0.9 * down, 0.04, 1.4)
    for depth_mm, strength in (
        (0.9, 34),
        (FLANGE_MM, 62),
        (FLANGE_MM + 6, 40),
        (FLANGE_MM + 10, 30),
    ):
        canvas += (ridge(distance, -depth_mm * scale, 0.9 * scale) * facing * strength)[..., None]
    return as_plane(canvas)


def with_label(canvas: Plane, layout: PackLayout, rng: np.random.Generator) -> tuple[Plane, Plane]:
    """The paper label with a faint shadow at its edge; also where it is."""
    scale = layout.px_per_mm
    place = layout.on_pack(LABEL)
    height, width = canvas.shape[:2]
    box = (place.x, place.y, place.width, place.height)
    distance = box_distance(height, width, box, 3 * scale)
    canvas = as_plane(canvas * (1 - 0.6 * np.exp(-np.maximum(distance, 0) / 5))[..., None])
    paper = canvas.copy()
    printed = label_art(scale).astype(np.float32)
    fibres = 1 + 0.008 * fractal(place.height, place.width, 6, 2, rng)
    fibres += 0.014 * fractal(place.height, place.width, 220, 2, rng)
    inner = paper[place.y : place.y + place.height, place.x : place.x + place.width]
    inner[:] = printed * fibres[..., None]
    cover = inside(distance, 1.4)
    return blend(canvas, paper, cover), cover


def label_art(px_per_mm: float) -> Plane:
    """What the printing house put on the label; lot, expiry and barcode come on the line."""
    art = Artwork(LABEL.width_mm, LABEL.height_mm, px_per_mm, PAPER)
    art.box(0, 0, LABEL.width_mm, 11, GREEN)
    art.text(4, 8.0, 5.0, "ALPENHOF GOUDA SLICES", PAPER)
    art.text(LABEL.width_mm - 4, 7.8, 4.2, "150 g", PAPER, anchor="rs")
    art.paragraph(4, 16.2, 1.75, 3.3, INGREDIENTS, DARK)
    nutrition(art, 74, 13.2)
    art.box(4, 34.2, 66, 0.25, DARK)
    art.text(4, 76.8, 1.7, "Alpenhof Dairy Ltd, 12 Mill Lane, Oberfeld", DARK)
    art.frame(4, 64.6, 17, 8.4, DARK, 0.3)
    art.text(12.5, 68.2, 1.8, "OB 04 217", DARK, anchor="ms")
    art.text(12.5, 71.6, 1.8, "EC", DARK, anchor="ms")
    art.text(25, 72.4, 5.2, "150 g e", DARK)
    return as_plane(art.done())


def nutrition(art: Artwork, left: float, top: float) -> None:
    for number, (name, amount) in enumerate(NUTRITION):
        baseline = top + 2.6 + number * 2.9
        art.text(left, baseline, 1.6, name, DARK)
        art.text(left + 36, baseline, 1.6, amount, DARK, anchor="rs")
        art.box(left, baseline + 0.55, 36, 0.12, DARK)
