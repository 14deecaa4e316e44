"""Text as coverage: what share of each pixel the letters cover. Fonts lie beside this package."""

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from simulators.drawing.arrays import Plane, as_plane, shares

FOLDER = Path(__file__).resolve().parent.parent / "fonts"
MONO = "share-tech-mono"
CONDENSED = "barlow-condensed"
BOLD = "lilita-one"
OVERSAMPLING = 4
"""Letters are drawn this many times larger and averaged down."""


@lru_cache(maxsize=64)
def font(name: str, size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FOLDER / f"{name}.woff2"), size_px)


@lru_cache(maxsize=512)
def large_text(text: str, name: str, size_px: int) -> Plane:
    """Text cut to its ink, at exactly this font size."""
    shape = font(name, size_px)
    left, top, right, bottom = shape.getbbox(text)
    sheet = Image.new("L", (int(right - left) + 2, int(bottom - top) + 2), 0)
    ImageDraw.Draw(sheet).text((1 - left, 1 - top), text, fill=255, font=shape)
    return shares(np.asarray(sheet))


def shrunk(large: Plane, width: int, height: int) -> Plane:
    return as_plane(cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA))


@lru_cache(maxsize=512)
def text_cover(text: str, name: str, height_px: float) -> Plane:
    """Coverage of a text whose capitals are about `height_px` high."""
    large = large_text(text, name, max(4, round(height_px * OVERSAMPLING * 1.4)))
    height, width = large.shape
    return shrunk(large, max(1, width // OVERSAMPLING), max(1, height // OVERSAMPLING))
