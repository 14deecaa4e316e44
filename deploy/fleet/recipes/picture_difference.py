"""Two golden pictures beside each other, and between them what is different.

A pixel counts as changed where its colour differs by more than a camera's own noise. The drawn
picture is one PNG: the older one, the newer one, and the newer one in grey with every changed pixel
in red. Pictures of other sizes are not laid over each other: all of both counts as changed.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from hardware.interfaces import Pixels
from hardware.pictures import decode_picture, encode_png

NOISE: Final = 12
"""Of 255, of the colour channel that differs most: what sensor and JPEG do to the same scene."""
RED: Final = (0, 0, 255)
"""Blue, green, red."""
GAP_PX: Final = 8
LONGEST_SIDE_PX: Final = 1600
"""Of each of the three pictures when they are drawn."""
GREY: Final = 96


@dataclass(frozen=True, slots=True)
class PictureDifference:
    size_old: tuple[int, int]
    """Width, height in pixels."""
    size_new: tuple[int, int]
    changed_share: float
    """Of all pixels, 0 to 1."""
    box: tuple[int, int, int, int] | None
    """Left, top, width, height around all that changed; None where nothing did."""


def measured(old: bytes, new: bytes) -> PictureDifference:
    """Both encoded. PictureRefused where one is no picture."""
    before, after = decode_picture(old, "the older"), decode_picture(new, "the newer")
    if before.shape != after.shape:
        height, width = after.shape[:2]
        return PictureDifference(size_of(before), size_of(after), 1.0, (0, 0, width, height))
    mask = changed(before, after)
    found = cv2.boundingRect(mask.astype(np.uint8)) if mask.any() else None
    box = None if found is None else (found[0], found[1], found[2], found[3])
    return PictureDifference(size_of(before), size_of(after), round(float(mask.mean()), 6), box)


def drawn(old: bytes, new: bytes) -> bytes:
    """PNG. PictureRefused where one is no picture."""
    before, after = decode_picture(old, "the older"), decode_picture(new, "the newer")
    marked = marked_red(before, after)
    return encode_png(side_by_side([smaller(one) for one in (before, after, marked)]))


def changed(before: Pixels, after: Pixels) -> np.ndarray:
    """Height x width of bool; both of one size."""
    return np.asarray(cv2.absdiff(before, after).max(axis=2) > NOISE)


def marked_red(before: Pixels, after: Pixels) -> Pixels:
    grey = cv2.cvtColor(cv2.cvtColor(after, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    mask = changed(before, after) if before.shape == after.shape else np.True_
    grey[mask] = RED
    return np.asarray(grey, dtype=np.uint8)


def smaller(picture: Pixels) -> Pixels:
    """Small enough to look at; a changed spot stays in sight as long as it is a few pixels wide."""
    scale = LONGEST_SIDE_PX / max(picture.shape[:2])
    if scale >= 1:
        return picture
    resized = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(resized, dtype=np.uint8)


def side_by_side(pictures: list[Pixels]) -> Pixels:
    height = max(one.shape[0] for one in pictures)
    width = sum(one.shape[1] for one in pictures) + GAP_PX * (len(pictures) - 1)
    sheet = np.full((height, width, 3), GREY, dtype=np.uint8)
    left = 0
    for one in pictures:
        sheet[: one.shape[0], left : left + one.shape[1]] = one
        left += one.shape[1] + GAP_PX
    return sheet


def size_of(picture: Pixels) -> tuple[int, int]:
    return picture.shape[1], picture.shape[0]
