"""Puts barcodes on a sheet: EAN-13 and other bars, DataMatrix and QR codes."""

import numpy as np
import zxingcpp

from simulators.drawing.arrays import Plane, as_plane, shares
from simulators.drawing.misprint import check_digit
from simulators.drawing.printing.codes import EAN13, ean_cover, grid_cover, modules
from training.lines.cameras import log_uniform
from training.lines.faces import Cover
from training.lines.texts import CAPITALS, DIGITS, some
from training.scenes.marks import Kind, Mark, mark_of
from training.scenes.prints import turned
from training.scenes.sheets import Ink, Rng, Sheet, free_place, put, take

BARS = (zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.Code39)
SQUARES = (zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.QRCode)
PANEL_SHARE = 0.7
"""Codes that stand on a light panel of their own, with its quiet zone."""
TURNED_SHARE = 0.35


def put_barcode(sheet: Sheet, rng: Rng) -> None:
    cover = any_code(rng)
    height, width = cover.shape
    quiet = max(3, round(0.06 * width))
    cover = np.pad(cover, quiet)
    marks = [mark_of(Kind.BARCODE, quiet, quiet, width, height)]
    panel = np.full(cover.shape, 255, np.uint8)
    if rng.random() < TURNED_SHARE:
        turn = float(rng.choice((0.5, 0.5, 1.0, rng.uniform(0, 2)))) * np.pi
        (cover, marks), (panel, _) = turned(cover, marks, turn), turned(panel, [], turn)
    place = free_place(sheet, cover.shape[1], cover.shape[0], rng)
    if place is not None:
        lay(sheet, (cover, panel), marks, place, rng)


def lay(
    sheet: Sheet,
    covers: tuple[Cover, ...],
    marks: list[Mark],
    place: tuple[int, int],
    rng: Rng,
) -> None:
    """The code and, mostly, its panel; `covers` are both."""
    x, y = place
    cover, panel = covers
    light, dark = rng.uniform(150, 255), rng.uniform(0, 90)
    if rng.random() < PANEL_SHARE:
        put(sheet, shares(panel), Ink(as_plane((light, light, light)), 1.0), x, y)
    ink = as_plane(np.clip(dark + rng.normal(0, 15, 3), 0, 120))
    put(sheet, shares(cover), Ink(ink, rng.uniform(0.7, 1)), x, y)
    sheet.marks += [mark.moved(x, y) for mark in marks]
    take(sheet, x, y, cover.shape[1], cover.shape[0])


def any_code(rng: Rng) -> Cover:
    """Coverage, 0 to 255, without quiet zone where it is no EAN-13."""
    kind = rng.random()
    if kind < 0.5:
        return whole(ean(rng))
    if kind < 0.7:
        return whole(bars(rng))
    return whole(square(rng))


def whole(cover: Plane) -> Cover:
    return np.clip(cover * 255, 0, 255).astype(np.uint8)


def ean(rng: Rng) -> Plane:
    body = some(DIGITS, 12, 12, rng)
    gtin = body + check_digit(body)
    width = round(log_uniform(70, 300, rng))
    height = max(16, round(width * rng.uniform(0.2, 0.75)))
    return ean_cover(modules(EAN13, gtin), gtin, height, width, 1.0)


def bars(rng: Rng) -> Plane:
    form = BARS[int(rng.integers(len(BARS)))]
    row = dark_modules(form, some(DIGITS + CAPITALS, 5, 14, rng))[:1]
    width = round(log_uniform(80, 300, rng))
    return grid_cover(row, max(12, round(width * rng.uniform(0.12, 0.5))), width)


def square(rng: Rng) -> Plane:
    form = SQUARES[int(rng.integers(len(SQUARES)))]
    side = round(log_uniform(28, 170, rng))
    return grid_cover(dark_modules(form, some(DIGITS + CAPITALS, 8, 60, rng)), side, side)


def dark_modules(form: zxingcpp.BarcodeFormat, content: str) -> Cover:
    drawn = zxingcpp.create_barcode(content, form)
    return (np.array(drawn.to_image(add_quiet_zones=False)) < 128).astype(np.uint8)
