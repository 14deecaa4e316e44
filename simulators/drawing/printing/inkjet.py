"""Continuous inkjet: letters made of drops, each a small disc that lands almost where it should.

Drops jitter, vary in size, sometimes run into their neighbour, rarely fail; the line slants because
the pack moves while a column is written, and waves because the belt does.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.drawing.arrays import Plane, shares
from simulators.drawing.printing.dot_letters import large_letter, letter

OVERSAMPLING = 3
SUBPIXEL_BITS = 4
Drops = NDArray[np.float64]
"""n x 3: x and y of the middle and the radius, in dot pitches of the line."""


@dataclass(frozen=True, slots=True)
class Nozzle:
    """How well a print head works; lengths are shares of the dot pitch."""

    jitter: float = 0.07
    radius: float = 0.52
    radius_spread: float = 0.05
    merged_share: float = 0.05
    missing_share: float = 0.004
    slant: float = 0.06
    """How far a column leans per row."""
    wave: float = 0.15


def landed(text: str, nozzle: Nozzle, tall: bool, rng: np.random.Generator) -> Drops:
    """Where the drops of a text land."""
    return scattered(aimed(text, tall), nozzle, rng)


def scattered(places: NDArray[np.float64], nozzle: Nozzle, rng: np.random.Generator) -> Drops:
    """Where drops aimed at these places land. Missing ones are left out, merged ones pulled."""
    drops = places + rng.normal(0, nozzle.jitter, places.shape)
    drops[:, 0] += nozzle.slant * rng.uniform(-1, 1.6) * (places[:, 1] - places[:, 1].max())
    drops[:, 1] += nozzle.wave * np.sin(places[:, 0] / 17 + rng.uniform(0, 6.3))
    merged = rng.random(len(drops)) < nozzle.merged_share
    drops[merged] += rng.uniform(-0.28, 0.28, (int(merged.sum()), 2))
    radii = nozzle.radius * (1 + rng.normal(0, nozzle.radius_spread, len(drops)))
    kept = rng.random(len(drops)) >= nozzle.missing_share
    return np.column_stack([drops, radii])[kept]


def aimed(text: str, tall: bool) -> NDArray[np.float64]:
    """The dots of a text in pitches: x to the right, y down, from 0."""
    dots = [large_letter(one) if tall else letter(one) for one in text]
    advance = dots[0].shape[1] + 1.6
    found = [np.argwhere(one)[:, ::-1] + (number * advance, 0) for number, one in enumerate(dots)]
    return np.concatenate(found).astype(np.float64)


def text_pitches(text: str, tall: bool) -> tuple[float, float]:
    """Width and height of a text in dot pitches."""
    rows, columns = (9, 7) if tall else (7, 5)
    return len(text) * (columns + 1.6) - 1.6, float(rows)


def inkjet_line(text: str, height: int, width: int, tall: bool, rng: np.random.Generator) -> Plane:
    """Coverage of one line, from the left, as large as fits into height x width pixels."""
    columns, rows = text_pitches(text, tall)
    pitch = min((height - 2) / (rows + 0.6), (width - 2) / (columns + 0.6))
    drops = landed(text, Nozzle(), tall, rng)
    drops[:, :2] += (0.9, 0.8 + ((height - 2) / pitch - rows - 0.6) / 2)
    return stamped(drops * pitch, height, width, rng)


def stamped(drops_px: Drops, height: int, width: int, rng: np.random.Generator) -> Plane:
    """Discs of ink; every drop has its own darkness."""
    sheet = np.zeros((height * OVERSAMPLING, width * OVERSAMPLING), np.uint8)
    scale = OVERSAMPLING * 2**SUBPIXEL_BITS
    whole = np.round(drops_px * scale).astype(int)
    darkness = rng.uniform(215, 255, len(drops_px))
    for (x, y, radius), dark in zip(whole.tolist(), darkness, strict=True):
        cv2.circle(sheet, (x, y), radius, float(dark), -1, cv2.LINE_AA, SUBPIXEL_BITS)
    small = cv2.resize(sheet, (width, height), interpolation=cv2.INTER_AREA)
    return shares(small)
