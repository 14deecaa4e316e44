"""The kinds of hard codes: how each shapes its letters, and what the surface then looks like.

Each kind is two functions: `mark` draws a line's letters, `show` lays the letters of the whole
scene (0..1) on a material and returns grey values 0..255 as the camera would see them without its
own faults.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulators.drawing.arrays import Plane
from training.lines.marks import jet_dots, pin_dots, stamped, strokes
from training.lines.materials import (
    bottle_side,
    can_bottom,
    crumpled_foil,
    embossed_card,
    embossed_foil,
    faint_print,
    hot_stamp,
    laser_metal,
    printed_film,
)

Rng = np.random.Generator
Mark = Callable[[str, float, Rng], Plane]
Show = Callable[[Plane, float, Rng], Plane]
"""Letters, height of a digit in pixels, randomness."""


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    mark: Mark
    show: Show
    is_curved: bool = False


def engraved(text: str, height_px: float, rng: Rng) -> Plane:
    return strokes(text, height_px, rng.uniform(0.07, 0.15), rng)


def raised(text: str, height_px: float, rng: Rng) -> Plane:
    """Stamping dies bear strokes or type."""
    if rng.random() < 0.6:
        return strokes(text, height_px, rng.uniform(0.12, 0.2), rng)
    return stamped(text, height_px, rng)


def few_dots(text: str, height_px: float, rng: Rng) -> Plane:
    radius, missing = rng.uniform(0.24, 0.36), rng.uniform(0.01, 0.08)
    draw = pin_dots if rng.random() < 0.4 else jet_dots
    return draw(text, height_px, radius, missing, rng)


def plain_dots(text: str, height_px: float, rng: Rng) -> Plane:
    return jet_dots(text, height_px, rng.uniform(0.36, 0.5), rng.uniform(0, 0.03), rng)


def thin_print(text: str, height_px: float, rng: Rng) -> Plane:
    return few_dots(text, height_px, rng) if rng.random() < 0.4 else stamped(text, height_px, rng)


KINDS = (
    Kind("foil", plain_dots, crumpled_foil),
    Kind("embossed_foil", raised, embossed_foil),
    Kind("embossed_card", raised, embossed_card),
    Kind("laser", engraved, laser_metal),
    Kind("sparse_dots", few_dots, printed_film),
    Kind("faint", thin_print, faint_print),
    Kind("hot_stamp", stamped, hot_stamp),
    Kind("curved", plain_dots, bottle_side, is_curved=True),
    Kind("rings", plain_dots, can_bottom),
)
