"""Highlights: what a glossy skin mirrors of the lamps, by how far it tilts.

The lamps are two long softboxes beside the line and a faint ceiling. Their picture, seen from the
pack, is a table over (tilt to the right, tilt down); a highlight is one look-up in it.
"""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from simulators.drawing.arrays import Plane, as_plane
from simulators.drawing.layout import FRAME_HEIGHT, FRAME_WIDTH
from simulators.drawing.packs.body import HALF, Body

REACH = 1.5
"""Greatest tilt in the table; steeper skin mirrors the dark surroundings."""
STEPS_PER_TILT = 170
VIEW_TILT_PER_PX = 0.00022
"""How fast the mirrored direction turns along the frame: half the camera's angle per pixel."""
DARK = 0.03
"""Brightness of the surroundings beyond the table."""


@dataclass(frozen=True, slots=True)
class Lamps:
    """Two softboxes: the skin's tilt that mirrors their middle, half their width, half length."""

    tilt: float
    half_width: float
    half_length: float
    softness: float


ABOVE_AND_BELOW = Lamps(tilt=0.30, half_width=0.07, half_length=0.75, softness=0.05)
LEFT_AND_RIGHT = Lamps(tilt=0.74, half_width=0.035, half_length=1.1, softness=0.03)


@lru_cache(maxsize=2)
def surroundings(upright: bool) -> Plane:
    """Brightness of what a skin mirrors; upright packs have their lamps left and right."""
    lamps = LEFT_AND_RIGHT if upright else ABOVE_AND_BELOW
    tilt = np.linspace(-REACH, REACH, round(2 * REACH * STEPS_PER_TILT), dtype=np.float32)
    away = np.minimum(np.abs(tilt - lamps.tilt), np.abs(tilt + lamps.tilt))
    across = lit(as_plane(away) - lamps.half_width, lamps.softness)
    along = lit(as_plane(np.abs(tilt)) - lamps.half_length, 0.12)
    ceiling = 0.05 + 0.05 * np.cos(np.clip(tilt, -1.2, 1.2))
    mirrored = across[:, None] * along[None, :] + ceiling[:, None]
    return as_plane(mirrored.T.copy() if upright else mirrored)


def lit(beyond: Plane, softness: float) -> Plane:
    """1 within a lamp, falling to 0 around its edge (`beyond` = 0)."""
    return as_plane(0.5 - 0.5 * np.tanh(beyond / softness * 1.5))


@lru_cache(maxsize=8)
def ramps(height: int, width: int) -> tuple[Plane, Plane]:
    """How much the mirrored direction turns from the pack's upper left corner to each pixel."""
    step = HALF * VIEW_TILT_PER_PX
    x, y = np.meshgrid(np.arange(width) * step, np.arange(height) * step)
    return as_plane(x), as_plane(y)


def highlights(body: Body, gloss: Plane, place: tuple[float, float], turn_deg: float) -> Plane:
    """Mirrored light on the pack, half resolution, as shares of white.

    `place` is where the pack's upper left corner lies in the frame, pixels.
    """
    ramp_x, ramp_y = ramps(*gloss.shape)
    turn = np.deg2rad(turn_deg)
    cos, sin = float(np.cos(turn)), float(np.sin(turn))
    tilt_x = cos * body.slope_x - sin * body.slope_y + ramp_x
    tilt_y = sin * body.slope_x + cos * body.slope_y + ramp_y
    offset_x = (place[0] - FRAME_WIDTH / 2) * VIEW_TILT_PER_PX + REACH
    offset_y = (place[1] - FRAME_HEIGHT / 2) * VIEW_TILT_PER_PX + REACH
    mirrored = cv2.remap(
        surroundings(body.bend is not None),
        as_plane((tilt_x + np.float32(offset_x)) * np.float32(STEPS_PER_TILT)),
        as_plane((tilt_y + np.float32(offset_y)) * np.float32(STEPS_PER_TILT)),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=DARK,
    )
    return as_plane(mirrored * gloss)
