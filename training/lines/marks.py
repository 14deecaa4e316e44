"""The shape of a code before it meets its material: coverage in [0, 1] of one line.

Strokes are those of Hershey's single-line letters, which engravers and lasers draw. Dots are a
print head's or a marking pin's, type is a stamp's.
"""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.drawing.arrays import Bytes, Plane, shares
from simulators.drawing.printing.inkjet import Nozzle, landed
from training.lines.faces import FACES, LETTER_PX, set_in_type

FINE = 4
"""Strokes and discs are drawn so much larger, and shrunk."""
HERSHEY = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_PLAIN)
PIN_ROWS = (8, 9, 11, 13)
PECKED = 0.55
"""Coverage of a stroke from which on the pin pecks there."""
STAMPS = ("roboto-condensed-700", "oswald", "arimo-700", "inter", "courier", "share-tech-mono")
SUBPIXEL_BITS = 4

Rng = np.random.Generator


def strokes(text: str, height_px: float, weight: float, rng: Rng) -> Plane:
    """Single-line letters; `weight` is the stroke's width over the height of a digit."""
    face = HERSHEY[int(rng.integers(len(HERSHEY)))]
    large_px = height_px * FINE
    return shrunk(stroke_sheet(text, face, large_px, max(1, round(weight * large_px))))


def stroke_sheet(text: str, face: int, digit_px: float, width_px: int) -> Plane:
    """Letters whose digits are `digit_px` high, cut to their ink; 0..1."""
    (_, probe_px), _ = cv2.getTextSize("0", face, 10, 1)
    scale = 10 * digit_px / probe_px
    (width, height), below = cv2.getTextSize(text, face, scale, width_px)
    rim = width_px + below
    sheet = np.zeros((height + 2 * rim, width + 2 * rim), np.uint8)
    cv2.putText(sheet, text, (rim, height + rim), face, scale, 255, width_px, cv2.LINE_AA)
    return shares(cut_to_ink(sheet))


def pin_dots(text: str, height_px: float, radius: float, missing: float, rng: Rng) -> Plane:
    """A marking pin's dots along single-line letters; `radius` in dot pitches."""
    rows = int(rng.choice(PIN_ROWS))
    sheet = stroke_sheet(text, cv2.FONT_HERSHEY_SIMPLEX, rows, 1)
    places = np.argwhere(sheet > min(PECKED, 0.99 * sheet.max()))[:, ::-1].astype(np.float64)
    places += rng.normal(0, 0.06, places.shape)
    kept = some_of(places, rng.random(len(places)) >= missing)
    return discs(np.column_stack([kept, np.full(len(kept), radius)]), height_px / rows, rng)


def some_of(places: NDArray[np.float64], is_kept: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Those that are kept; all of them where that would be none, as of a full stop."""
    return places[is_kept] if is_kept.any() else places


def jet_dots(text: str, height_px: float, radius: float, missing: float, rng: Rng) -> Plane:
    """An inkjet's 5 x 7 or 7 x 9 dots, few and small."""
    nozzle = Nozzle(
        jitter=rng.uniform(0.05, 0.13), radius=radius, missing_share=missing, wave=0.25, slant=0.09
    )
    tall = rng.random() < 0.3
    drops = landed(text, nozzle, tall, rng)
    if not len(drops):  # a full stop, and that is missing
        drops = landed(text, replace(nozzle, missing_share=0.0), tall, rng)
    drops[:, 0] *= rng.uniform(0.85, 1.35)
    return discs(drops, height_px / (9 if tall else 7), rng)


def discs(drops: NDArray[np.float64], pitch_px: float, rng: Rng) -> Plane:
    """Drops (x, y, radius in pitches) as coverage."""
    large = drops * pitch_px * FINE
    large[:, :2] -= large[:, :2].min(axis=0) - large[:, 2].max() - 2
    right, bottom = large[:, :2].max(axis=0) + large[:, 2].max() + 3
    sheet = np.zeros((int(bottom), int(right)), np.uint8)
    whole = np.round(large * 2**SUBPIXEL_BITS).astype(int)
    inks = rng.uniform(150, 255, len(whole)).tolist()
    for (x, y, radius), ink in zip(whole.tolist(), inks, strict=True):
        cv2.circle(sheet, (x, y), radius, ink, -1, cv2.LINE_AA, SUBPIXEL_BITS)
    return shrunk(shares(sheet))


def stamped(text: str, height_px: float, rng: Rng) -> Plane:
    """Type as a stamp bears it."""
    named = [face for face in FACES if face.name.startswith(STAMPS)]
    face = named[int(rng.integers(len(named)))]
    line = cut_to_ink(set_in_type(text, face, rng.uniform(0, 0.15) * LETTER_PX))
    scale = height_px / LETTER_PX
    return resized(shares(line), scale * rng.uniform(0.85, 1.1), scale)


def cut_to_ink(sheet: Bytes) -> Bytes:
    x, y, width, height = cv2.boundingRect(sheet)
    return sheet[y : y + height, x : x + width]


def shrunk(sheet: Plane) -> Plane:
    return resized(sheet, 1 / FINE, 1 / FINE)


def resized(sheet: Plane, across: float, down: float) -> Plane:
    size = max(2, round(sheet.shape[1] * across)), max(2, round(sheet.shape[0] * down))
    way = cv2.INTER_AREA if down < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(sheet, size, interpolation=way), np.float32)
