"""Reads picture files safely: broken, foreign or huge ones are refused before they cost memory.

The size stands in a picture's header and is looked at before anything is decoded: a few kilobytes
of PNG can otherwise ask for gigabytes. OpenCV knows many more formats than people send, each with
its own faults and none with a header that is looked at here; only the usual five are opened.
"""

import warnings
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from hardware import MOST_PIXELS
from hardware.errors import PictureRefused
from hardware.interfaces import Pixels

Image.MAX_IMAGE_PIXELS = None  # the limit is ours, and the same for every format
warnings.filterwarnings("ignore", module=r"PIL\.")  # of odd TIFFs; ours is said by the refusal
PICTURE_SUFFIXES = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})

STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"II*\0", b"MM\0*", b"BM")
FORMATS = ("PNG", "JPEG", "WEBP", "TIFF", "BMP")
"""As Pillow calls them."""
NO_PICTURE = "is no picture, or broken; expected PNG, JPEG, WebP, TIFF, BMP"
LARGE_PIXELS = 12_000_000
"""Up to here a picture may be a plain area, of which a few bytes tell."""
MOST_PIXELS_OF_BYTE = 60
"""Of a larger one; photographs have 2 to 15."""
JPEG_START, JPEG_SCAN = b"\xff\xd8\xff", b"\xff\xda"
MOST_SCANS = 100
"""Ten are usual where a JPEG becomes sharper as it comes; each is a pass over all of its pixels."""
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
    size_px = stated_size_px(encoded)
    if size_px is None:
        raise PictureRefused(f"{name}: {NO_PICTURE}")
    refuse_bomb(encoded, size_px[0] * size_px[1], name)
    try:
        pixels = cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise PictureRefused(f"{name}: is broken and cannot be decoded") from error
    if pixels is None:
        raise PictureRefused(f"{name}: {NO_PICTURE}")
    return np.asarray(pixels, dtype=np.uint8)


def refuse_bomb(encoded: bytes, pixels: int, name: str) -> None:
    """Of what costs far more than a picture of its size: by its header, before it is decoded."""
    if pixels > MOST_PIXELS:
        raise PictureRefused(
            f"{name}: is too big; at most {MOST_PIXELS / 1e6:.0f} megapixels are opened"
        )
    if pixels > LARGE_PIXELS and pixels > MOST_PIXELS_OF_BYTE * len(encoded):
        raise PictureRefused(
            f"{name}: promises {pixels / 1e6:.0f} megapixels in {len(encoded)} bytes; "
            "so large a picture with so little in it is not opened"
        )
    if encoded.startswith(JPEG_START) and encoded.count(JPEG_SCAN) > MOST_SCANS:
        raise PictureRefused(f"{name}: has more than {MOST_SCANS} scans; save it anew")


def stated_size_px(encoded: bytes) -> tuple[int, int] | None:
    """Width and height that the header promises, unturned; None where there is no such header."""
    if not encoded.startswith(STARTS):
        return None
    try:
        with Image.open(BytesIO(encoded), formats=FORMATS) as picture:
            return picture.width, picture.height
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None


def encode_png(pixels: Pixels) -> bytes:
    return bytes(cv2.imencode(".png", pixels)[1])


def encode_jpeg(pixels: Pixels, quality: int = 90) -> bytes:
    return bytes(cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])
