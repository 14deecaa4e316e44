"""Food under film: slices of cheese, shingled."""

import numpy as np

from simulators.drawing.arrays import Plane, as_plane, blend, shaded
from simulators.drawing.materials.shapes import box_distance, disc_distance, inside, ridge
from simulators.drawing.materials.textures import fractal, grain, stretched

SLICES = 6
SLICE_MM = (64.0, 94.0)
CHEESE = (96, 188, 238)
CRUST = (52, 132, 206)
EDGE = (148, 220, 249)
HOLLOW = (60, 138, 196)
MARGIN_MM = 17.0


def cheese(canvas: Plane, scale: float, rng: np.random.Generator) -> Plane:
    """Slices shingled from left to right, each shading the one below it."""
    height, width = canvas.shape[:2]
    size = (SLICE_MM[0] * scale, SLICE_MM[1] * scale)
    step = (width - size[0] - 2 * MARGIN_MM * scale) / (SLICES - 1)
    for number in range(SLICES):
        left = MARGIN_MM * scale + number * step + rng.normal(0, 1.0) * scale
        top = (height - size[1]) / 2 + rng.normal(0, 1.3) * scale
        box = (left, top, size[0], size[1])
        slice_distance = box_distance(height, width, box, 12 * scale)
        slice_distance += as_plane(1.2 * grain(height, width, 60, rng))
        canvas = blend(canvas, (12, 22, 30), as_plane(shade_around(slice_distance, scale)))
        canvas = blend(
            canvas, slice_colour(slice_distance, scale, rng), inside(slice_distance, 1.6)
        )
    return canvas


def shade_around(distance: Plane, scale: float) -> Plane:
    """The soft shadow that a slice throws to its left and below."""
    moved = np.roll(distance, (round(0.8 * scale), round(-1.0 * scale)), (0, 1))
    return as_plane(0.5 * np.clip(1 - moved / (3.2 * scale), 0, 1) ** 2)


def slice_colour(distance: Plane, scale: float, rng: np.random.Generator) -> Plane:
    """Gouda: even yellow, a darker waxy edge, a few eyes, faint saw marks."""
    height, width = distance.shape
    sawn = 0.012 * stretched(height, width, (4, 220), rng)
    rise = 0.018 * fractal(height, width, 120, 4, rng) + sawn + rng.normal(0, 0.018)
    canvas = shaded(CHEESE, 1 + rise)
    canvas = blend(canvas, CRUST, as_plane(0.55 * ridge(distance, 0, 1.3 * scale)))
    canvas = blend(canvas, EDGE, as_plane(0.45 * ridge(distance, -1.8 * scale, 0.8 * scale)))
    eye = eyes(distance, scale, rng)
    canvas = blend(canvas, HOLLOW, as_plane(inside(eye, 2.5) * 0.75))
    beyond = np.roll(eye, (-3, -2), (0, 1))
    return blend(canvas, EDGE, as_plane(inside(-beyond, 2) * inside(eye, 2) * 0.7))


def eyes(distance: Plane, scale: float, rng: np.random.Generator) -> Plane:
    """Distance to the nearest of a few round holes, each well inside the slice."""
    height, width = distance.shape
    ys, xs = np.nonzero(distance < -6 * scale)
    nearest = np.full_like(distance, np.inf)
    for _ in range(rng.integers(3, 9)):
        pick = int(rng.integers(len(xs)))
        middle = (float(xs[pick]), float(ys[pick]))
        one = disc_distance(height, width, middle, rng.uniform(0.6, 2.6) * scale)
        np.minimum(nearest, one, out=nearest)
    return nearest
