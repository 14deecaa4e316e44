"""What is measured of every picture once: its size, light, sharpness and perceptual hash."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import cv2
import imagehash
import numpy as np
from PIL import Image, UnidentifiedImageError

from hardware.errors import PictureRefused
from hardware.interfaces import Pixels
from hardware.pictures import decode_picture

SEEN_PX: Final = 256
"""Longer side of the picture that light and sharpness are measured on."""
ORIENTATION: Final = 0x0112
"""EXIF's tag; 1 is upright."""
UPRIGHT: Final = 1


@dataclass(frozen=True, slots=True)
class PictureFacts:
    sha256: str
    size_bytes: int
    width_px: int = 0
    height_px: int = 0
    brightness: float = 0.0
    """Mean grey value, 0 to 255."""
    contrast: float = 0.0
    """Standard deviation of the grey values."""
    sharpness: float = 0.0
    """Variance of the Laplacian."""
    look: int | None = None
    """64 bits that are alike for pictures that look alike; None where it cannot be read."""
    orientation: int = UPRIGHT
    why_unreadable: str | None = None


def facts_of(sha256: str, encoded: bytes) -> PictureFacts:
    """Decodes the picture, as training would."""
    try:
        pixels = decode_picture(encoded, sha256[:12])
    except PictureRefused as error:
        return PictureFacts(sha256, len(encoded), why_unreadable=str(error))
    grey = small_grey(pixels)
    return PictureFacts(
        sha256,
        len(encoded),
        pixels.shape[1],
        pixels.shape[0],
        round(float(grey.mean()), 2),
        round(float(grey.std()), 2),
        round(float(cv2.Laplacian(grey, cv2.CV_64F).var()), 2),
        look_of(grey),
        orientation_of(encoded),
    )


def small_grey(pixels: Pixels) -> Pixels:
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    scale = min(1.0, SEEN_PX / max(grey.shape))
    if scale == 1.0:
        return np.asarray(grey, np.uint8)
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def look_of(grey: Pixels) -> int:
    """The signs of the 64 lowest frequencies of its cosine transform (pHash, Zauner 2010)."""
    bits = imagehash.phash(Image.fromarray(grey)).hash
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def orientation_of(encoded: bytes) -> int:
    """By its EXIF data; those that stand behind a PNG's pixels are not waited for."""
    try:
        with Image.open(BytesIO(encoded)) as picture:
            if picture.format == "PNG" and "exif" not in picture.info:
                return UPRIGHT
            return int(picture.getexif().get(ORIENTATION, UPRIGHT))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return UPRIGHT


def measured(
    hashes: Iterable[str], read: Callable[[str], bytes], tell: Callable[[int], None]
) -> dict[str, PictureFacts]:
    """Of every picture; `tell` hears how many are done."""
    facts = {}
    for number, sha256 in enumerate(sorted(hashes), start=1):
        facts[sha256] = facts_of(sha256, read(sha256))
        tell(number)
    return facts
