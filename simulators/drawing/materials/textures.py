"""Random fields that every material is made of. All are seeded and about N(0, 1) unless said."""

import cv2
import numpy as np

from simulators.drawing.arrays import Plane, as_plane, shares


def grain(height: int, width: int, size_px: float, rng: np.random.Generator) -> Plane:
    """Smooth noise whose bumps are about `size_px` wide."""
    return stretched(height, width, (size_px, size_px), rng)


def stretched(
    height: int, width: int, size_px: tuple[float, float], rng: np.random.Generator
) -> Plane:
    """Noise with bumps of `size_px` = (along x, along y): long in x it gives streaks."""
    columns = max(2, round(width / size_px[0]) + 1)
    rows = max(2, round(height / size_px[1]) + 1)
    coarse = rng.standard_normal((rows, columns)).astype(np.float32)
    if (rows, columns) == (height, width):
        return coarse
    return as_plane(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC))


def fractal(
    height: int, width: int, coarsest_px: float, octaves: int, rng: np.random.Generator
) -> Plane:
    """Noise of several sizes, each half as wide and half as strong as the one before."""
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        total += grain(height, width, max(1.0, coarsest_px / 2**octave), rng) / 2**octave
    return total


def slopes(height_field: Plane) -> tuple[Plane, Plane]:
    """How steeply a surface of this height rises along x and along y, per pixel."""
    along_x = cv2.Sobel(height_field, cv2.CV_32F, 1, 0, ksize=3, scale=0.125)
    along_y = cv2.Sobel(height_field, cv2.CV_32F, 0, 1, ksize=3, scale=0.125)
    return as_plane(along_x), as_plane(along_y)


def scratches(
    height: int, width: int, count: int, length_px: float, rng: np.random.Generator
) -> Plane:
    """Fine lines in about one direction; 0 = none, 1 = in the middle of one."""
    marks = np.zeros((height, width), np.uint8)
    for _ in range(count):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        turn = rng.normal(0, 0.12)
        reach = rng.exponential(length_px)
        end = (int(x + reach * np.cos(turn)), int(y + reach * np.sin(turn)))
        cv2.line(marks, (int(x), int(y)), end, int(rng.uniform(60, 255)), 1, cv2.LINE_AA)
    return shares(marks)
