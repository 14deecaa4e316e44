"""Lays a finished pack on the belt: shadow, outline, rails."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.interfaces import Pixels
from simulators.drawing.arrays import Bytes, Plane, as_bytes, as_plane, shares
from simulators.drawing.layout import FRAME_HEIGHT, FRAME_WIDTH
from simulators.drawing.materials.belts import PLATE_WIDTH, plate
from simulators.drawing.materials.steel import RAIL_PX, guide_rails

FRAME_SIZE = (FRAME_WIDTH, FRAME_HEIGHT)
COARSE = 4
"""Shadows are soft; they are made at a quarter of the resolution."""
CONTACT_DARKNESS = 0.55
CAST_DARKNESS = 0.38


@dataclass(frozen=True, slots=True, eq=False)
class Lying:
    """A pack warped into the frame."""

    colour: Pixels
    cover: Bytes


def warp(colour: Pixels, cover: Bytes, to_frame: NDArray[np.float64]) -> Lying:
    """The pack where it lies. Its edge pixels are mixed with the belt by their cover."""
    return Lying(
        as_bytes(cv2.warpPerspective(colour, to_frame, FRAME_SIZE, flags=cv2.INTER_LINEAR)),
        as_bytes(cv2.warpPerspective(cover, to_frame, FRAME_SIZE, flags=cv2.INTER_LINEAR)),
    )


def belt_part(belt: str, rng: np.random.Generator) -> Pixels:
    """The piece of belt that happens to be under the camera."""
    left = int(rng.integers(0, PLATE_WIDTH - FRAME_WIDTH))
    return plate(belt)[:, left : left + FRAME_WIDTH]


def on_belt(belt: Pixels, pack: Lying, height_px: float) -> Pixels:
    """Belt darkened by the pack's shadow, and the pack over it."""
    shaded = cv2.multiply(belt, cv2.merge([shadow(pack.cover, height_px)] * 3), scale=1 / 255)
    uncovered = cv2.merge([cv2.bitwise_not(pack.cover)] * 3)
    behind = cv2.multiply(shaded, uncovered, scale=1 / 255)
    front = cv2.multiply(pack.colour, cv2.merge([pack.cover] * 3), scale=1 / 255)
    return as_bytes(cv2.add(behind, front))


def shadow(cover: Bytes, height_px: float) -> Bytes:
    """What is left of the light on the belt, 255 = all: dark at the edge, fading with distance."""
    size = (FRAME_WIDTH // COARSE, FRAME_HEIGHT // COARSE)
    small = shares(cv2.resize(cover, size, interpolation=cv2.INTER_AREA))
    reach = height_px / COARSE
    cast = moved(small, reach * 0.55, reach * 0.8)
    cast = as_plane(cv2.GaussianBlur(cast, (0, 0), max(0.8, reach * 0.42)))
    contact = as_plane(cv2.GaussianBlur(small, (0, 0), max(0.6, reach * 0.16)))
    light = (1 - CAST_DARKNESS * cast) * (1 - CONTACT_DARKNESS * contact)
    coarse = as_bytes(np.rint(light * 255).astype(np.uint8))
    return as_bytes(cv2.resize(coarse, FRAME_SIZE, interpolation=cv2.INTER_LINEAR))


def moved(values: Plane, x: float, y: float) -> Plane:
    shift = np.array([[1, 0, x], [0, 1, y]], np.float64)
    return as_plane(cv2.warpAffine(values, shift, (values.shape[1], values.shape[0])))


def with_rails(frame: Pixels) -> Pixels:
    """Guide rails in front of the belt, with their shadow on it."""
    upper, lower = guide_rails()
    for row in range(14):
        depth = 0.45 + 0.55 * row / 14
        frame[RAIL_PX + row] = frame[RAIL_PX + row] * depth
        frame[-RAIL_PX - 1 - row] = frame[-RAIL_PX - 1 - row] * (depth * 0.4 + 0.6)
    frame[:RAIL_PX] = upper
    frame[-RAIL_PX:] = lower
    return frame
