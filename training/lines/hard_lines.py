"""Lines on the materials that defeat readers: engraved, pressed, pecked, faint, on foil and metal.

The shape of the line may be any printer's, or one that only this material knows; what the camera
then adds is the same for all lines.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulators.drawing.arrays import Plane, as_plane
from simulators.drawing.printing.dot_letters import LETTERS
from training.lines import materials
from training.lines.marks import jet_dots, pin_dots, resized, strokes
from training.lines.prints import MOST_ASPECT, Cover, printed

HARD_SHARE = 0.3
"""Of all drawn lines."""
OWN_MARK_SHARE = 0.6
"""Of the lines on a material that has marks of its own."""
WORN_SHARE = 0.3
"""Wear on such a material mostly leaves nothing to be read."""
LEAST_HEIGHT_PX = 15.0
MOST_HEIGHT_PX = 46.0
MOST_RIM = 1.6
"""Material drawn around the line, over the digits' height: lamps and rings reach from there."""
CONTRAST = 28.0
"""Grey levels; bounds the camera's noise."""
SHARPER = 0.6
"""Times the blur of other lines: these have softness of their own."""

Rng = np.random.Generator
Mark = Callable[[str, float, Rng], Plane]


def engraved(text: str, height_px: float, rng: Rng) -> Plane:
    return strokes(text, height_px, rng.uniform(0.06, 0.2), rng)


def pecked(text: str, height_px: float, rng: Rng) -> Plane:
    return pin_dots(text, height_px, rng.uniform(0.24, 0.5), rng.uniform(0, 0.08), rng)


def sprayed(text: str, height_px: float, rng: Rng) -> Plane:
    """Small and few dots; a print head without the letters leaves it to the marking pin."""
    radius, missing = rng.uniform(0.22, 0.42), rng.uniform(0, 0.09)
    draw = jet_dots if set(text) <= set(LETTERS) else pin_dots
    return draw(text, height_px, radius, missing, rng)


@dataclass(frozen=True, slots=True)
class Material:
    show: Callable[[Plane, float, Rng], Plane]
    marks: tuple[Mark, ...] = ()
    """Those of its own, beside every printer's."""


MATERIALS = (
    Material(materials.embossed_foil, (engraved,)),
    Material(materials.embossed_card, (engraved,)),
    Material(materials.laser_metal, (engraved, pecked)),
    Material(materials.printed_film, (pecked, sprayed)),
    Material(materials.faint_print, (pecked, sprayed)),
    Material(materials.hot_stamp),
    Material(materials.bottle_side, (sprayed,)),
    Material(materials.can_bottom, (sprayed,)),
    Material(materials.crumpled_foil, (sprayed,)),
)


def one_material(rng: Rng) -> Material:
    return MATERIALS[int(rng.integers(len(MATERIALS)))]


def marked(text: str, material: Material, height_px: float, rng: Rng) -> Cover:
    """The line as this material bears it: 255 where it is all ink."""
    if not material.marks or rng.random() >= OWN_MARK_SHARE:
        return printed(text, height_px, rng)
    mark = material.marks[int(rng.integers(len(material.marks)))]
    line = mark(text, height_px, rng)
    longest = max(1.0, line.shape[1] / (MOST_ASPECT * height_px))
    return np.rint(resized(line, 1 / longest, 1) * 255).astype(np.uint8)


def shown(letters: Plane, material: Material, height_px: float, rng: Rng) -> Plane:
    """Grey values of the line's window, cut out of a larger piece of the material."""
    rows, columns = letters.shape
    above, below, left, right = (round(share * height_px) for share in rng.uniform(0, MOST_RIM, 4))
    sheet = np.pad(letters, ((above, below), (left, right)))
    grey = material.show(as_plane(sheet), height_px, rng)
    return grey[above : above + rows, left : left + columns]
