"""Tilt of a clear film that is stretched over a tray."""

import numpy as np

from simulators.drawing.arrays import Plane, as_plane
from simulators.drawing.materials.textures import fractal, slopes, stretched


def film(half_distance: Plane, scale: float, rng: np.random.Generator) -> tuple[Plane, Plane]:
    """Gentle waves, and tension wrinkles near the rim; tilts along x and y, half resolution.

    `half_distance`: distance to the pack's edge in full pixels, half resolution.
    """
    rows, columns = half_distance.shape
    hills = 9.0 * fractal(rows, columns, 130, 2, rng)
    pulls = 2.6 * stretched(rows, columns, (110, 9), rng) + 1.8 * stretched(
        rows, columns, (8, 90), rng
    )
    near_rim = np.exp(half_distance / (16 * scale))
    across, down = slopes(as_plane(hills + pulls * (0.18 + near_rim)))
    sag_x, sag_y = slopes(as_plane(5.0 * np.exp(half_distance / (9 * scale))))
    return as_plane(across + sag_x * 1.4), as_plane(down + sag_y * 1.4)
