"""Coverage of one printed line: which face, how large, and what the printer did badly.

Dots come from a continuous inkjet head with better or worse nozzles, type from ribbons, lasers and
stamps. The digits of a line are `height_px` high; the coverage is cut to its ink.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.drawing.printing.inkjet import Nozzle, scattered
from training.lines.faces import FACES, LETTER_PX, aimed, grids, set_in_type

GRIDS = grids()
DOT_SHARE = 0.5
OVERSAMPLING = 2
SUBPIXEL_BITS = 4
MOST_ASPECT = 11.0
"""Longer lines are drawn narrower, as printers do; keeps a picture small."""
LOG_STRETCH = (-0.9, 0.4)
"""Logarithms of the least and the greatest pitch across over pitch down."""

Cover = NDArray[np.uint8]
Rng = np.random.Generator


def printed(text: str, height_px: float, rng: Rng) -> Cover:
    """A text by some printer: 255 where it is all ink."""
    if rng.random() < DOT_SHARE:
        grid = GRIDS[int(rng.integers(len(GRIDS)))]
        if grid.has(text):
            return dot_line(aimed(text, grid, rng.uniform(0.4, 2.6)), grid.rows, height_px, rng)
    return type_line(text, height_px, rng)


def dot_line(places: NDArray[np.float64], rows: int, height_px: float, rng: Rng) -> Cover:
    """Discs at `places`; fast belts draw a line wide, slow ones narrow, its dots stay round."""
    places = places - places.min(axis=0)
    drops = scattered(places, worn_nozzle(rng), rng)
    scale = OVERSAMPLING * height_px / rows
    across = scale * float(np.exp(rng.uniform(*LOG_STRETCH)))
    longest = max(
        1.0, float(places[:, 0].max()) * across / (height_px * OVERSAMPLING * MOST_ASPECT)
    )
    drops *= (across / longest, scale, scale)
    return discs(drops, rng)


def worn_nozzle(rng: Rng) -> Nozzle:
    """A print head between new and nearly done for."""
    return Nozzle(
        jitter=rng.uniform(0.01, 0.16),
        radius=rng.uniform(0.28, 0.72),
        radius_spread=rng.uniform(0.02, 0.15),
        merged_share=rng.uniform(0, 0.12),
        missing_share=rng.uniform(0, 0.03) if rng.random() < 0.8 else rng.uniform(0.03, 0.12),
        slant=rng.uniform(0, 0.12),
        wave=rng.uniform(0, 0.4),
    )


def discs(drops: NDArray[np.float64], rng: Rng) -> Cover:
    """Drops (x, y, radius; pixels times OVERSAMPLING) as coverage."""
    drops[:, :2] -= (drops[:, :2] - drops[:, 2:]).min(axis=0) - 1
    right, bottom = (drops[:, :2] + drops[:, 2:]).max(axis=0) + 2
    sheet = np.zeros((int(bottom), int(right)), np.uint8)
    whole = np.round(drops * 2**SUBPIXEL_BITS).astype(int)
    darkness = rng.uniform(rng.uniform(120, 250), 255, len(drops)).tolist()
    for (x, y, radius), dark in zip(whole.tolist(), darkness, strict=True):
        cv2.circle(sheet, (x, y), max(radius, 4), dark, -1, cv2.LINE_AA, SUBPIXEL_BITS)
    return shrunk(sheet, 1 / OVERSAMPLING, 1 / OVERSAMPLING)


def type_line(text: str, height_px: float, rng: Rng) -> Cover:
    face = FACES[int(rng.integers(len(FACES)))]
    spacing = rng.uniform(-0.05, 0.12) if rng.random() < 0.8 else rng.uniform(0.1, 0.5)
    line = cut_to_ink(set_in_type(text, face, spacing * LETTER_PX))
    line = thicker_or_thinner(line, rng)
    scale = height_px / LETTER_PX
    stretch = float(np.exp(rng.normal(0, 0.18)))
    longest = max(1.0, line.shape[1] * stretch / (LETTER_PX * MOST_ASPECT))
    return shrunk(line, scale * stretch / longest, scale)


def thicker_or_thinner(line: Cover, rng: Rng) -> Cover:
    """Strokes run or break a little, and some printers have coarse dots."""
    kind = rng.random()
    if kind < 0.12:
        return np.asarray(cv2.dilate(line, np.ones((3, 3), np.uint8)), np.uint8)
    if kind < 0.2:
        return np.asarray(cv2.erode(line, np.ones((3, 3), np.uint8)), np.uint8)
    return line


def cut_to_ink(cover: Cover) -> Cover:
    """Without the empty rim; a line of blanks stays as it is."""
    x, y, width, height = cv2.boundingRect(cover)
    return cover[y : y + height, x : x + width] if width else cover


def shrunk(cover: Cover, across: float, down: float) -> Cover:
    size = max(2, round(cover.shape[1] * across)), max(2, round(cover.shape[0] * down))
    way = cv2.INTER_AREA if across * down < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(cover, size, interpolation=way), np.uint8)
