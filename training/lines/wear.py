"""What happens to a line's shape and ink between print head and camera."""

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.drawing.arrays import Plane, as_plane
from simulators.drawing.printing.lines import ribbon
from training.lines.grounds import ground

CURVED_SHARE = 0.2
TIGHT_SHARE = 0.55
"""Lines that are cut out as closely as a finder may cut them."""
LEAST_CUT_PX = 8
"""Of smaller things (a dot, a stroke) nothing is cut off."""

Cover = NDArray[np.uint8]
Rng = np.random.Generator


def placed(cover: Cover, height_px: float, rng: Rng) -> tuple[Cover, tuple[int, int, int, int]]:
    """The line leant, turned and in perspective on a sheet of its own; and the box of its ink."""
    height, width = cover.shape
    rim = round(0.5 * height_px) + 2
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    there = corners + as_plane(rng.normal(0, 0.03, (4, 2)) * height)
    there[:2, 0] += rng.normal(0, 0.1) * height
    there[1:3, 1] += np.clip(rng.normal(0, 0.02) * width, -0.4 * height, 0.4 * height)
    there -= there.min(axis=0) - rim
    size = tuple(int(side) + rim for side in there.max(axis=0))
    turn = cv2.getPerspectiveTransform(corners, as_plane(there))
    sheet = np.asarray(cv2.warpPerspective(cover, turn, size), np.uint8)
    if rng.random() < CURVED_SHARE:
        sheet = curved(sheet, rng.uniform(-0.25, 0.25) * height_px)
    return sheet, ink_box(sheet)


def curved(sheet: Cover, rise_px: float) -> Cover:
    """Bent as on a bottle: the middle of the line stands higher or lower than its ends."""
    height, width = sheet.shape
    x = np.linspace(-1, 1, width, dtype=np.float32)
    y = np.arange(height, dtype=np.float32)[:, None] + rise_px * (x**2 - 0.5)[None, :]
    columns = np.broadcast_to(np.arange(width, dtype=np.float32), y.shape)
    return np.asarray(cv2.remap(sheet, columns, as_plane(y), cv2.INTER_LINEAR), np.uint8)


def ink_box(sheet: Cover) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is inked by more than a breath."""
    left, top, width, height = cv2.boundingRect((sheet > 40).astype(np.uint8))
    return left, top, left + max(width, 2), top + max(height, 2)


def cut_place(
    box: tuple[int, int, int, int], height_px: float, rng: Rng
) -> tuple[int, int, int, int]:
    """Where the line is cut out: tight to the ink or with margins; left, top, right, bottom."""
    tight = rng.random() < TIGHT_SHARE
    across, along = (0.06, 0.08) if tight else (0.45, 0.6)
    least = -0.07 if tight and min(box[2] - box[0], box[3] - box[1]) > LEAST_CUT_PX else 0.0
    left, right = (round(rng.uniform(least, along) * height_px) for _ in range(2))
    top, bottom = (round(rng.uniform(least, across) * height_px) for _ in range(2))
    return box[0] - left, box[1] - top, box[2] + right, box[3] + bottom


def cut(sheet: Cover, place: tuple[int, int, int, int]) -> Cover:
    """The window's part of the sheet, empty where the sheet ends."""
    left, top, right, bottom = place
    height, width = sheet.shape
    found = np.zeros((bottom - top, right - left), np.uint8)
    inner = sheet[max(top, 0) : min(bottom, height), max(left, 0) : min(right, width)]
    found[max(-top, 0) :, max(-left, 0) :][: inner.shape[0], : inner.shape[1]] = inner
    return found


def add_neighbour(cover: Cover, other: Cover, gap_px: int, rng: Rng) -> None:
    """What shows of the line above or below: `gap_px` beyond this line's window rim, cut off."""
    height, width = cover.shape
    shown = min(gap_px, other.shape[0], height)
    if shown < 1:
        return
    start = int(rng.integers(max(1, other.shape[1] - width + 1)))
    above = rng.random() < 0.5
    piece = (other[-shown:] if above else other[:shown])[:, start : start + width]
    rows = cover[:shown] if above else cover[-shown:]
    place = rows[:, : piece.shape[1]]
    np.maximum(place, piece, out=place)


def bare(cover: Cover) -> Plane:
    """Coverage in [0, 1] as it was printed."""
    return as_plane(cover) * np.float32(1 / 255)


def worn(cover: Cover, rng: Rng) -> Plane:
    """Coverage in [0, 1] after wear: faded parts, wrinkles, blotches, or none of it."""
    ink = bare(cover)
    height, width = ink.shape
    kind = rng.random()
    if kind < 0.12:
        return as_plane(ink * ribbon(height, width, rng))
    if kind < 0.27:
        strength = rng.uniform(0.1, 0.45)
        return as_plane(ink * np.clip(1 - strength * ground(height, width, rng), 0.15, 1))
    if kind < 0.37:
        return as_plane(ink * fading(width, rng))
    if kind < 0.41:
        return smeared(ink, rng)
    return ink


def fading(width: int, rng: Rng) -> Plane:
    """One end, or the middle, has less ink."""
    x = np.linspace(0, 1, width, dtype=np.float32)
    weakest = rng.uniform(0, 1)
    return as_plane(1 - rng.uniform(0.2, 0.6) * np.exp(-(((x - weakest) / 0.35) ** 2)))[None, :]


def smeared(ink: Plane, rng: Rng) -> Plane:
    """Wet ink drawn along the belt."""
    reach = max(2, round(rng.uniform(0.15, 0.6) * ink.shape[0]))
    trail = cv2.blur(ink, (reach, 1), anchor=(0, 0))
    return np.maximum(ink, as_plane(trail) * np.float32(rng.uniform(0.3, 0.9)))
