"""Tilt of a clear film that is stretched over a tray."""

import numpy as np

from simulators.drawing.arrays import Plane, as_plane
from simulators.drawing.materials.textures import fractal, slopes, stretched


def film(half_distance: Plane, scale: float, rng: np.random.Generator) -> tuple[Plane, Plane]:
    """Gentle waves, and tension wrinkles near the rim; tilts along x and y, half resolution.

    `half_distance`: distance to the pack's edge in full pixels, half resolution.
    """
    rows, columns = half_distance.shape
    waves = 5.5 * fractal(rows, columns, 170, 2, rng)
    near_rim = np.exp(half_distance / (7 * scale))
    pulls = stretched(rows, columns, (70, 11), rng) + stretched(rows, columns, (10, 70), rng)
    across, down = slopes(as_plane(waves + pulls * (0.08 + 0.8 * near_rim)))
    sag_x, sag_y = slopes(as_plane(7.0 * scale * np.exp(half_distance / (10 * scale))))
    return as_plane(across + 0.32 * sag_x), as_plane(down + 0.32 * sag_y)
