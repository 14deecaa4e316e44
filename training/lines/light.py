"""How relief and metal look under lamps: a surface's slopes, and what they mirror.

A surface is a height in pixels; a lamp is a bright patch in the sky of slopes. Matt surfaces take
their brightness from the slope towards the light, metal mirrors the lamps and little else.
"""

from dataclasses import dataclass

import numpy as np

from simulators.drawing.arrays import Plane, as_plane
from simulators.drawing.materials.textures import slopes

Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Lamp:
    """Where it stands in the sky of slopes, how wide and how bright it is."""

    x: float
    y: float
    width: float
    brightness: float


def lamps(count: int, width: float, rng: Rng) -> list[Lamp]:
    """Around the camera at some distance from its own mirror image."""
    return [
        Lamp(
            float(reach * np.cos(turn)),
            float(reach * np.sin(turn)),
            width * float(rng.uniform(0.7, 1.5)),
            float(rng.uniform(0.5, 1.0)),
        )
        for turn, reach in zip(
            rng.uniform(0, 2 * np.pi, count), rng.uniform(0.1, 0.5, count), strict=True
        )
    ]


def mirrored(height: Plane, sky: list[Lamp]) -> Plane:
    """What a metal surface of this height mirrors: 0 = dark, 1 = a lamp."""
    along_x, along_y = slopes(height)
    total = np.zeros_like(height)
    for lamp in sky:
        away = (along_x - lamp.x) ** 2 + (along_y - lamp.y) ** 2
        total += np.float32(lamp.brightness) * np.exp(-away / np.float32(lamp.width**2))
    return as_plane(np.minimum(total, 1.4))


def matt(height: Plane, turn: float) -> Plane:
    """Slope towards a light at this angle in the plane, in pixels per pixel."""
    along_x, along_y = slopes(height)
    return as_plane(along_x * np.float32(np.cos(turn)) + along_y * np.float32(np.sin(turn)))
