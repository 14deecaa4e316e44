"""Puts coverage onto a surface: ink darkens, the laser bares what lies below, embossing shades."""

import cv2

from edge_agent.core.packs import Box
from hardware.interfaces import Pixels
from simulators.drawing.arrays import Plane, as_plane, blend, part, rounded
from simulators.drawing.materials.textures import slopes
from simulators.drawing.printing.lines import Technique

RELIEF_STRENGTH = 360.0
"""Grey levels per unit of slope; raking light from the upper left."""
LIGHT = (0.75, 0.66)
OPACITY = {
    Technique.INKJET: 0.88,
    Technique.INKJET_FINE: 0.86,
    Technique.THERMAL: 0.95,
    Technique.LASER: 0.85,
}


def mark(
    canvas: Pixels, box: Box, cover: Plane, technique: Technique, ink: tuple[int, int, int]
) -> None:
    """Changes the canvas inside `box`; `cover` has the box's size."""
    place = part(canvas, box)
    if technique is Technique.EMBOSS:
        place[:] = embossed(place, cover)
    else:
        place[:] = inked(place, as_plane(cover * OPACITY[technique]), ink)


def inked(place: Pixels, cover: Plane, ink: tuple[int, int, int]) -> Pixels:
    return rounded(blend(as_plane(place), ink, cover))


def embossed(place: Pixels, height_field: Plane) -> Pixels:
    """Raised letters: bright where they face the light, dark where they turn away from it."""
    along_x, along_y = slopes(height_field)
    shade = RELIEF_STRENGTH * (along_x * LIGHT[0] + along_y * LIGHT[1])
    hollow = 18 * cv2.GaussianBlur(height_field, (0, 0), 2.0)
    return rounded(place + (shade - hollow)[..., None])
