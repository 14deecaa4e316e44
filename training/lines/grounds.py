"""What a line is printed on: a bank of grounds, drawn once, and what crosses them.

Grounds are about N(0, 1) and are cut at random places; how strongly they show is up to the line.
"""

from functools import lru_cache

import cv2
import numpy as np

from simulators.drawing.arrays import Plane, as_plane
from simulators.drawing.materials.textures import fractal, grain, scratches, stretched

HEIGHT_PX = 192
WIDTH_PX = 1200
BANK_SEED = 41

Rng = np.random.Generator


def spread(field: Plane) -> Plane:
    """Mean 0, standard deviation 1."""
    return as_plane((field - field.mean()) / (field.std() + 1e-6))


def weave(pitch_px: float, turn: float) -> Plane:
    """Halftone dots or woven cloth: two crossing waves."""
    x, y = np.meshgrid(np.arange(WIDTH_PX), np.arange(HEIGHT_PX))
    along = (x * np.cos(turn) + y * np.sin(turn)) * 2 * np.pi / pitch_px
    across = (y * np.cos(turn) - x * np.sin(turn)) * 2 * np.pi / pitch_px
    return as_plane(np.sin(along) + np.sin(across))


def artwork(rng: Rng) -> Plane:
    """Preprinted shapes: bars, discs and letters' edges in a few tones."""
    sheet = np.full((HEIGHT_PX, WIDTH_PX), 128, np.uint8)
    for _ in range(28):
        x, y = int(rng.integers(WIDTH_PX)), int(rng.integers(HEIGHT_PX))
        tone, size = float(rng.uniform(0, 255)), int(rng.uniform(10, 120))
        if rng.random() < 0.5:
            cv2.circle(sheet, (x, y), size, tone, -1, cv2.LINE_AA)
        else:
            corner = (x + 3 * size, y + int(rng.uniform(4, 60)))
            cv2.rectangle(sheet, (x, y), corner, tone, -1)
    return as_plane(sheet)


@lru_cache(maxsize=1)
def bank() -> tuple[Plane, ...]:
    """Paper, film, foil, brushed metal, cloth, halftone, scratches, artwork."""
    rng = np.random.default_rng(BANK_SEED)
    shape = (HEIGHT_PX, WIDTH_PX)
    fields = [grain(*shape, size, rng) for size in (1.0, 1.5, 2.5, 5.0, 12.0, 40.0)]
    fields += [fractal(*shape, size, 4, rng) for size in (20.0, 60.0, 150.0, 300.0)]
    fields += [stretched(*shape, size, rng) for size in ((60, 1.5), (200, 3), (2, 40), (9, 80))]
    fields += [weave(pitch, rng.uniform(0, 1.6)) for pitch in (2.6, 3.4, 4.5, 6.0, 9.0)]
    fields += [scratches(*shape, 90, 120, rng) for _ in range(2)]
    fields += [artwork(rng) for _ in range(3)]
    fields += [crumpled(size, rng) for size in (18.0, 45.0)]
    return tuple(spread(field) for field in fields)


def crumpled(size_px: float, rng: Rng) -> Plane:
    """Creased film or foil: bright folds between dull faces."""
    folds = np.abs(fractal(HEIGHT_PX, WIDTH_PX, size_px, 3, rng))
    return as_plane(np.exp(-3 * folds))


def ground(height: int, width: int, rng: Rng) -> Plane:
    """A piece of the bank; height at most 192 and width at most 1200 pixels."""
    fields = bank()
    field = fields[int(rng.integers(len(fields)))]
    top = int(rng.integers(HEIGHT_PX - height + 1))
    left = int(rng.integers(WIDTH_PX - width + 1))
    return field[top : top + height, left : left + width]


def crossing(height: int, width: int, rng: Rng) -> Plane:
    """Light that changes along the line: a slope, or the soft or hard edge of something."""
    lean = rng.uniform(-1.5, 1.5)
    x = np.arange(width, dtype=np.float32)[None, :]
    y = np.arange(height, dtype=np.float32)[:, None]
    place = (x + lean * y - rng.uniform(0, width)) / np.float32(width)
    steepness = np.float32(np.exp(rng.uniform(0, 5)))
    return as_plane(np.tanh(place * steepness))
