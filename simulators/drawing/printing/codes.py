"""Barcodes as coverage: EAN-13 with its digits, GS1 DataMatrix and GS1 QR code.

The modules come from zxing-cpp's writer (GS1 General Specifications for the contents). One module
is a whole number of oversampled pixels, so that bars keep their widths.
"""

from functools import lru_cache

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from edge_agent.core.order import Order
from simulators.drawing.arrays import Plane, as_plane, shares
from simulators.drawing.printing.fonts import MONO, text_cover

EAN13 = "EAN13"
DATA_MATRIX = "DataMatrix"
QR_CODE = "QRCode"
WRITERS = {
    EAN13: zxingcpp.BarcodeFormat.EAN13,
    DATA_MATRIX: zxingcpp.BarcodeFormat.DataMatrix,
    QR_CODE: zxingcpp.BarcodeFormat.QRCode,
}
OVERSAMPLING = 8
BARS_SHARE = 0.84
"""Height of an EAN-13's short bars; its digits stand below them."""
GUARDS_SHARE = 0.93
MODULES_WIDE = 113
"""EAN-13 with its quiet zones of 11 and 7 modules."""
GUARDS = ((0, 3), (45, 50), (92, 95))
"""First and last module of the guard bars, which are longer."""
DIGIT_MIDDLES = (4.5, *(17.5 + 7 * i for i in range(6)), *(64.5 + 7 * i for i in range(6)))


def gs1_elements(order: Order, gtin: str) -> str:
    """GTIN (01), expiry (17) and lot (10), as far as the order has them, in brackets."""
    text = f"(01){gtin.zfill(14)}"
    if order.expiry is not None:
        text += f"(17){order.expiry:%y%m%d}"
    return text + (f"(10){order.lot}" if order.lot else "")


def code_content(code_format: str, order: Order, gtin: str) -> str:
    """What the code of this format says for this order."""
    return gtin[-13:] if code_format == EAN13 else gs1_elements(order, gtin)


@lru_cache(maxsize=64)
def modules(code_format: str, content: str) -> NDArray[np.uint8]:
    """1 where a module is dark; rows x columns, without quiet zone. EAN-13 has one row."""
    if code_format == EAN13:
        drawn = zxingcpp.create_barcode(content, WRITERS[code_format])
        bars = np.array(drawn.to_image(add_quiet_zones=False))[:1]
        return (bars < 128).astype(np.uint8)
    drawn = zxingcpp.create_barcode(content, WRITERS[code_format], gs1=True)
    return (np.array(drawn.to_image(add_quiet_zones=False)) < 128).astype(np.uint8)


def code_cover(
    code_format: str, content: str, height: int, width: int, rng: np.random.Generator
) -> Plane:
    """Coverage of a code that fills height x width pixels (EAN-13 with its digits below)."""
    dark = modules(code_format, content)
    grown = 1 + rng.uniform(-0.02, 0.06)
    if code_format == EAN13:
        return ean_cover(dark, content, height, width, grown)
    return grid_cover(dark, height, width)


def grid_cover(dark: NDArray[np.uint8], height: int, width: int) -> Plane:
    rows, columns = dark.shape
    large = cv2.resize(
        dark * np.uint8(255),
        (columns * OVERSAMPLING, rows * OVERSAMPLING),
        interpolation=cv2.INTER_NEAREST,
    )
    return shares(cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA))


def ean_cover(
    dark: NDArray[np.uint8], content: str, height: int, width: int, strength: float
) -> Plane:
    """Bars with longer guards, and the thirteen digits in their three groups."""
    module = width / MODULES_WIDE
    start, bars_px = round(11 * module), round(95 * module)
    row = grid_cover(dark, 1, bars_px)[0]
    cover = np.zeros((height, width), np.float32)
    bars_height = round(height * BARS_SHARE)
    cover[:bars_height, start : start + bars_px] = row
    for first, last in GUARDS:
        left, right = round(first * module), round(last * module)
        cover[: round(height * GUARDS_SHARE), start + left : start + right] = row[left:right]
    digits_height = height * (1 - BARS_SHARE) * 0.8
    for digit, middle in zip(content, DIGIT_MIDDLES, strict=True):
        put_digit(cover, digit, middle * module, bars_height + 2, digits_height)
    return as_plane(np.clip(cover * strength, 0, 1))


def put_digit(cover: Plane, digit: str, middle: float, top: int, height_px: float) -> None:
    shape = text_cover(digit, MONO, round(height_px))
    left = round(middle - shape.shape[1] / 2)
    place = cover[top : top + shape.shape[0], left : left + shape.shape[1]]
    np.maximum(place, shape[: place.shape[0]], out=place)
