"""Highlights: what a glossy skin mirrors of the lamps, by how far it tilts.

The lamps are two long softboxes beside the line and a faint ceiling. Their picture, seen from the
pack, is a table over (tilt to the right, tilt down); a highlight is one look-up in it.
"""

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
LAMP_TILT = 0.30
LAMP_WIDTH = 0.085
LAMP_LENGTH = 0.75


@lru_cache(maxsize=2)
def surroundings(upright: bool) -> Plane:
    """Brightness of what a skin mirrors; softboxes above and below, or left and right."""
    tilt = np.linspace(-REACH, REACH, round(2 * REACH * STEPS_PER_TILT), dtype=np.float32)
    across = sum(
        (profile(np.abs(tilt - side * LAMP_TILT), LAMP_WIDTH, 0.03) for side in (-1, 1)),
        start=np.zeros_like(tilt),
    )
    along = profile(np.abs(tilt), LAMP_LENGTH, 0.12)
    boxes = across[:, None] * along[None, :]
    ceiling = 0.05 + 0.05 * np.cos(np.clip(tilt, -1.2, 1.2))[:, None] * np.ones_like(boxes)
    mirrored = as_plane(boxes + ceiling)
    return as_plane(mirrored.T.copy()) if upright else mirrored


def profile(distance: Plane, half_width: float, softness: float) -> Plane:
    """1 within the lamp, falling to 0 over `softness` beyond its edge."""
    return as_plane(1 / (1 + np.exp((distance - half_width) / softness * 3)))


@lru_cache(maxsize=8)
def ramps(height: int, width: int) -> tuple[Plane, Plane]:
    x = np.arange(width, dtype=np.float32)[None, :] * HALF * np.ones((height, 1), np.float32)
    y = np.arange(height, dtype=np.float32)[:, None] * HALF * np.ones((1, width), np.float32)
    return as_plane(x), as_plane(y)


def highlights(body: Body, gloss: Plane, place: tuple[float, float], turn_deg: float) -> Plane:
    """Mirrored light on the pack, half resolution, as shares of white.

    `place` is where the pack's upper left corner lies in the frame, pixels.
    """
    ramp_x, ramp_y = ramps(*gloss.shape)
    turn = np.deg2rad(turn_deg)
    cos, sin = float(np.cos(turn)), float(np.sin(turn))
    tilt_x = cos * body.slope_x - sin * body.slope_y
    tilt_y = sin * body.slope_x + cos * body.slope_y
    offset_x = (place[0] - FRAME_WIDTH / 2) * VIEW_TILT_PER_PX + REACH
    offset_y = (place[1] - FRAME_HEIGHT / 2) * VIEW_TILT_PER_PX + REACH
    table = surroundings(body.radius_px is not None)
    mirrored = cv2.remap(
        table,
        as_plane((tilt_x + ramp_x * VIEW_TILT_PER_PX + offset_x) * STEPS_PER_TILT),
        as_plane((tilt_y + ramp_y * VIEW_TILT_PER_PX + offset_y) * STEPS_PER_TILT),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=0.03,
    )
    return as_plane(mirrored * gloss)
