"""Reads picture files safely: broken, foreign or huge ones are refused before they cost memory.

The settings below must be in the environment before OpenCV is imported for the first time,
therefore every module that needs OpenCV for pictures takes it from here or is imported after this.
"""

import os
from pathlib import Path

MOST_PIXELS = 120_000_000
"""More than the largest area camera sold for packaging lines (about 100 megapixels)."""
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(MOST_PIXELS))
# What OpenCV and its FFmpeg write to standard error is told by our own errors, in one line.
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

import cv2  # noqa: E402 - the lines above must come first
import numpy as np  # noqa: E402

from hardware.errors import PictureRefused  # noqa: E402
from hardware.interfaces import Pixels  # noqa: E402

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
    try:
        pixels = cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise PictureRefused(f"{name}: {why_refused(error)}") from error
    if pixels is None:
        raise PictureRefused(
            f"{name}: is no picture, or broken; expected PNG, JPEG, WebP, TIFF, BMP"
        )
    return np.asarray(pixels, dtype=np.uint8)


def why_refused(error: cv2.error) -> str:
    if "MAX_IMAGE" in str(error) or "validateInputImageSize" in str(error):
        return f"is too big; at most {MOST_PIXELS / 1e6:.0f} megapixels are opened"
    return "is broken and cannot be decoded"


def encode_png(pixels: Pixels) -> bytes:
    return bytes(cv2.imencode(".png", pixels)[1])


def encode_jpeg(pixels: Pixels, quality: int = 90) -> bytes:
    return bytes(cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])
