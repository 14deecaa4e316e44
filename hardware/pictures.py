"""Reads picture files safely: broken, foreign or huge ones are refused before they cost memory.

The size stands in a picture's header and is looked at before anything is decoded: a few kilobytes
of PNG can otherwise ask for gigabytes.
"""

from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from hardware import MOST_PIXELS
from hardware.errors import PictureRefused
from hardware.interfaces import Pixels

Image.MAX_IMAGE_PIXELS = None  # the limit is ours, and the same for every format
PICTURE_SUFFIXES = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})

PNG_START, PNG_END, PNG_TAIL_BYTES = b"\x89PNG", b"IEND", 64
"""Of a PNG without its end libpng itself would write to standard error."""


def load_picture(file: Path) -> Pixels:
    """The picture, turned upright by its EXIF data. PictureRefused says what is wrong with it."""
    try:
        return decode_picture(file.read_bytes(), str(file))
    except OSError as error:
        raise PictureRefused(f"{file}: cannot be read: {error.strerror}") from error


def decode_picture(encoded: bytes, name: str) -> Pixels:
    """As `load_picture`, from bytes; `name` is what errors call it."""
    if not encoded:
        raise PictureRefused(f"{name}: is empty; expected a PNG, JPEG, WebP, TIFF or BMP picture")
    if encoded.startswith(PNG_START) and PNG_END not in encoded[-PNG_TAIL_BYTES:]:
        raise PictureRefused(f"{name}: is cut off; the end of the PNG picture is missing")
    if stated_pixels(encoded) > MOST_PIXELS:
        raise PictureRefused(
            f"{name}: is too big; at most {MOST_PIXELS / 1e6:.0f} megapixels are opened"
        )
    try:
        pixels = cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise PictureRefused(f"{name}: is broken and cannot be decoded") from error
    if pixels is None:
        raise PictureRefused(
            f"{name}: is no picture, or broken; expected PNG, JPEG, WebP, TIFF, BMP"
        )
    return np.asarray(pixels, dtype=np.uint8)


def stated_pixels(encoded: bytes) -> int:
    """How many pixels the header promises; 0 where there is no header that says so."""
    try:
        with Image.open(BytesIO(encoded)) as picture:
            return picture.width * picture.height
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return 0  # no picture, or a broken one: decoding tells which


def encode_png(pixels: Pixels) -> bytes:
    return bytes(cv2.imencode(".png", pixels)[1])


def encode_jpeg(pixels: Pixels, quality: int = 90) -> bytes:
    return bytes(cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])
