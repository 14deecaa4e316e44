"""A flat face of a pack while it is drawn: its colours, and the marks of what stands on it."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from simulators.drawing.arrays import Plane, as_plane
from training.lines.cameras import log_uniform
from training.lines.faces import Cover
from training.scenes.marks import Kind, Mark, mark_of

CROWDED = 0.04
"""Share of a place that may be taken already; more and nothing else is put there."""
RELIEF_GAIN = 2.2
LEAST_CONTRAST, MOST_CONTRAST = 25.0, 200.0
LEAST_OVER_UNREST = 1.7
"""Contrast over the standard deviation of the ground: below it print is lost in its texture."""

Rng = np.random.Generator


@dataclass(slots=True, eq=False)
class Sheet:
    colour: Plane
    """Height x width x 3, 0 to 255."""
    taken: Cover
    """255 where something stands."""
    marks: list[Mark] = field(default_factory=list)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.colour.shape[1], self.colour.shape[0]


def sheet_of(colour: Plane) -> Sheet:
    height, width = colour.shape[:2]
    ground = mark_of(Kind.GROUND, 0, 0, width, height)
    return Sheet(colour, np.zeros((height, width), np.uint8), [ground])


def free_place(sheet: Sheet, width: int, height: int, rng: Rng) -> tuple[int, int] | None:
    """Left and top of a place of this size where next to nothing stands; None after a few tries."""
    across, down = sheet.size[0] - width, sheet.size[1] - height
    if across <= 0 or down <= 0:
        return None
    for _ in range(6):
        x, y = int(rng.integers(across)), int(rng.integers(down))
        if float(cv2.mean(sheet.taken[y : y + height, x : x + width])[0]) < CROWDED * 255:
            return x, y
    return None


def take(sheet: Sheet, x: int, y: int, width: int, height: int) -> None:
    sheet.taken[y : y + height, x : x + width] = 255


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    colour: Plane
    """Blue, green, red."""
    strength: float
    """1 covers all, less lets the ground through."""
    relief: float = 0.0
    """Not 0: no ink, but flanks this many grey levels brighter and darker."""
    light_turn: float = 0.0


def ink_on(sheet: Sheet, x: int, y: int, width: int, height: int, rng: Rng) -> Ink:
    """An ink that can be seen there, mostly dark on light."""
    means, unrest = cv2.meanStdDev(sheet.colour[y : y + height, x : x + width])
    ground = as_plane(means).ravel()
    contrast = log_uniform(LEAST_CONTRAST, MOST_CONTRAST, rng)
    if rng.random() < 0.8:
        contrast = max(contrast, rng.uniform(35, 160))
    contrast = max(contrast, LEAST_OVER_UNREST * float(unrest.mean()))
    grey = float(ground.mean())
    darker = grey > contrast if rng.random() < 0.8 else grey > 255 - contrast
    colour = ground + (-contrast if darker else contrast)
    if rng.random() < 0.35:
        colour = colour + rng.normal(0, 30, 3)
    return Ink(as_plane(np.clip(colour, 0, 255)), rng.uniform(0.75, 1.0))


def relief_ink(rng: Rng) -> Ink:
    """Pressed in or raised: seen by its shadows alone."""
    black = np.zeros(3, np.float32)
    return Ink(black, 0.0, log_uniform(15, 90, rng), rng.uniform(0, 2 * np.pi))


def put(sheet: Sheet, cover: Plane, ink: Ink, x: int, y: int) -> None:
    """Ink where the cover (0 to 1) is, with its upper left corner at x and y; the rest is lost."""
    left, top = max(0, -x), max(0, -y)
    right, bottom = min(cover.shape[1], sheet.size[0] - x), min(cover.shape[0], sheet.size[1] - y)
    if right <= left or bottom <= top:
        return
    shown = cover[top:bottom, left:right]
    place = sheet.colour[y + top : y + bottom, x + left : x + right]
    if ink.relief:
        place += cv2.merge([shades(shown, ink)] * 3)
    else:
        weight = cv2.merge([shown * np.float32(ink.strength)] * 3)
        place += (ink.colour - place) * weight


def shades(cover: Plane, ink: Ink) -> Plane:
    soft = cv2.GaussianBlur(cover, (0, 0), max(0.5, 0.03 * cover.shape[0]))
    along_x = cv2.Sobel(soft, cv2.CV_32F, 1, 0, scale=0.125)
    along_y = cv2.Sobel(soft, cv2.CV_32F, 0, 1, scale=0.125)
    lit = along_x * np.cos(ink.light_turn) + along_y * np.sin(ink.light_turn)
    return as_plane(lit * np.float32(RELIEF_GAIN * ink.relief))
