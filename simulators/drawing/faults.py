"""What goes wrong with a mark: coverage in, faulty coverage out.

Every fault is one that a person would call a fault: at least one character of a line cannot be
read any more, and a code cannot be decoded.
"""

import cv2
import numpy as np

from edge_agent.core.packs import Box
from hardware.interfaces import Pixels
from simulators.drawing.arrays import Plane, as_plane
from simulators.drawing.defects import Fault
from simulators.drawing.materials.textures import grain, stretched

ROOM_SHARE = 0.6
"""How far a smear reaches beyond its place, as a share of the line's height."""
FIXED_WORDS_SHARE = 0.4
"""The beginning of a line is mostly LOT or EXP; what counts comes after it."""
CHARACTER_SHARE = 0.72
"""Width of a character as a share of its height, for sizing damage."""


def faulty_line(cover: Plane, fault: Fault | None, rng: np.random.Generator) -> Plane:
    """A printed line with its fault; a wrong text is a matter of what was printed, not of how."""
    match fault:
        case Fault.MISSING:
            return np.zeros_like(cover)
        case Fault.DAMAGED:
            return rubbed_out(cover, rng)
        case Fault.SMUDGED:
            return smeared(cover, cover.shape[0] * rng.uniform(0.55, 0.85), rng)
        case Fault.CUT_OFF:
            return cut_line(cover, rng)
        case _:
            return cover


def with_room(box: Box, cover: Plane, canvas: Pixels) -> tuple[Box, Plane]:
    """Box and coverage widened, so that a smear can run out beyond the line's own place."""
    room = round(min(box.height, 60) * ROOM_SHARE)
    left, top = min(room, box.x), min(room // 2, box.y)
    right = min(room, canvas.shape[1] - box.x - box.width)
    below = min(room // 2, canvas.shape[0] - box.y - box.height)
    wide = Box(box.x - left, box.y - top, box.width + left + right, box.height + top + below)
    return wide, np.pad(cover, ((top, below), (left, right)))


def ink_span(cover: Plane) -> tuple[int, int, int, int]:
    """First and last column, first and last row that carry ink (last ones exclusive)."""
    columns = np.flatnonzero(cover.max(axis=0) > 0.25)
    rows = np.flatnonzero(cover.max(axis=1) > 0.25)
    return int(columns[0]), int(columns[-1]) + 1, int(rows[0]), int(rows[-1]) + 1


def rubbed_out(cover: Plane, rng: np.random.Generator) -> Plane:
    """One to three places of one or two characters each are gone but for ragged rests."""
    height, width = cover.shape
    left, right, _, _ = ink_span(cover)
    character = height * CHARACTER_SHARE
    ragged = grain(height, width, 3.0, rng) * 0.24
    left_over = np.ones_like(cover)
    columns = np.arange(width, dtype=np.float32)[None, :]
    rows = np.arange(height, dtype=np.float32)[:, None]
    start = round(left + (right - left) * FIXED_WORDS_SHARE)
    inked = start + np.flatnonzero(cover[:, start:right].max(axis=0) > 0.4)
    for _ in range(rng.integers(1, 4)):
        middle = float(rng.choice(inked))
        half = character * rng.uniform(0.85, 1.3)
        lean = rng.uniform(-0.5, 0.5)
        distance = np.abs(columns - middle + lean * (rows - height / 2)) / half
        left_over *= np.clip((distance - 1 + ragged) * 4 + 0.5, 0, 1)
    return as_plane(cover * left_over)


def smeared(cover: Plane, length_px: float, rng: np.random.Generator) -> Plane:
    """Wiped along the belt while wet: strokes run into each other and fade out behind."""
    size = max(3, round(length_px))
    kernel = np.exp(-np.arange(size, dtype=np.float32) / (size * 0.75))[None, :]
    wiped = as_plane(
        cv2.filter2D(
            cover, -1, kernel / kernel.sum(), anchor=(size - 1, 0), borderType=cv2.BORDER_CONSTANT
        )
    )
    wiped = as_plane(cv2.GaussianBlur(wiped, (0, 0), max(0.8, length_px * 0.05)))
    height, width = cover.shape
    streaks = 1 + 0.25 * stretched(height, width, (40.0, 2.5), rng)
    streaks += 0.15 * grain(height, width, 9.0, rng)
    return as_plane(np.clip(wiped * streaks.clip(0.3, 1.6) * rng.uniform(0.95, 1.2), 0, 1))


def cut_line(cover: Plane, rng: np.random.Generator) -> Plane:
    """The print head was too high, too low, or the label ended: part of the line is not there."""
    left, right, top, bottom = ink_span(cover)
    rest = cover.copy()
    share = rng.uniform(0.48, 0.66)
    side = rng.integers(0, 3)
    if side == 0:
        rest[: round(top + (bottom - top) * share)] = 0
    elif side == 1:
        rest[round(bottom - (bottom - top) * share) :] = 0
    else:
        rest[:, round(right - (right - left) * rng.uniform(0.2, 0.4)) :] = 0
    return rest


def faulty_code(cover: Plane, fault: Fault | None, linear: bool, rng: np.random.Generator) -> Plane:
    """A barcode with its fault. `linear`: bars, which any whole row of them would betray."""
    match fault:
        case Fault.MISSING:
            return np.zeros_like(cover)
        case Fault.DAMAGED:
            return torn(cover, rng) if linear else blotted(cover, rng)
        case Fault.SMUDGED:
            return smeared(cover, cover.shape[1] * (0.07 if linear else 0.24), rng)
        case Fault.CUT_OFF:
            return cut_code(cover, linear, rng)
        case _:
            return cover


def torn(cover: Plane, rng: np.random.Generator) -> Plane:
    """Two to four slanted scrapes from top to bottom take whole bars away."""
    height, width = cover.shape
    columns = np.arange(width, dtype=np.float32)[None, :]
    rows = np.arange(height, dtype=np.float32)[:, None]
    ragged = grain(height, width, 4.0, rng) * 0.3
    left_over = np.ones_like(cover)
    for _ in range(rng.integers(2, 5)):
        middle = rng.uniform(0.2, 0.85) * width
        half = width * rng.uniform(0.03, 0.06)
        lean = rng.uniform(-0.35, 0.35)
        distance = np.abs(columns - middle + lean * (rows - height / 2)) / half
        left_over *= np.clip((distance - 1 + ragged) * 4 + 0.5, 0, 1)
    return as_plane(cover * left_over)


def blotted(cover: Plane, rng: np.random.Generator) -> Plane:
    """A scraped patch larger than the error correction of a matrix code can mend."""
    height, width = cover.shape
    columns = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    rows = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x, y = rng.uniform(-0.45, 0.45, 2)
    reach = rng.uniform(0.6, 0.8)
    ragged = grain(height, width, 6.0, rng) * 0.15
    left_over = np.clip((np.hypot(columns - x, rows - y) - reach + ragged) * 12, 0, 1)
    return as_plane(cover * left_over)


def cut_code(cover: Plane, linear: bool, rng: np.random.Generator) -> Plane:
    """The label ended before the code did."""
    rest = cover.copy()
    edge = round(cover.shape[1] * rng.uniform(0.45, 0.75))
    if linear or rng.random() < 0.5:
        rest[:, edge:] = 0
    else:
        rest[round(cover.shape[0] * rng.uniform(0.45, 0.75)) :] = 0
    return rest
