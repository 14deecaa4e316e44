"""A small drawn pack with a sticker, two printed lines and a barcode, before a plain belt."""

from dataclasses import dataclass
from datetime import date

import cv2
import numpy as np
import zxingcpp

from edge_agent.core.order import Order
from edge_agent.core.packs import Box, CheckKind
from edge_agent.core.recipe import (
    BarcodeLimits,
    Check,
    PrintLimits,
    Recipe,
    StickerLimits,
    SurfaceLimits,
    View,
)
from edge_agent.inspection.recipe_files import LoadedRecipe
from hardware.interfaces import Pixels

GTIN = "5901234123457"
ORDER = Order("tray", "L24A113", date(2026, 12, 24), GTIN)
SHAPE = (560, 800)
CORNER_X, CORNER_Y = 240, 200
"""Where the pack's upper left corner lies in the golden frame."""
FRAME_SHAPE = (960, 1280, 3)
STICKER = (540, 215, 220, 150)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn on one pack; the default is a good one."""

    lot: str = "L24A113"
    expiry: str = "24.12.2026"
    gtin: str | None = GTIN
    sticker: bool = True
    sticker_shift: tuple[int, int] = (0, 0)
    sticker_turn_deg: float = 0.0
    artwork: int = 3
    """Seed of the dots that tell one product from another."""


def draw(pack: Drawn) -> Pixels:
    pixels = np.full((*SHAPE, 3), (200, 215, 225), np.uint8)
    rng = np.random.default_rng(pack.artwork)
    for _ in range(40):
        middle = (int(rng.integers(20, 780)), int(rng.integers(20, 180)))
        colour = tuple(int(value) for value in rng.integers(0, 255, 3))
        cv2.circle(pixels, middle, int(rng.integers(6, 26)), colour, -1)
    write(pixels, "FRESH MEAT", (60, 260), 1.8)
    write(pixels, f"LOT {pack.lot}" if pack.lot else "", (60, 420), 1.2)
    write(pixels, f"EXP {pack.expiry}" if pack.expiry else "", (60, 480), 1.2)
    if pack.gtin is not None:
        place_code(pixels, pack.gtin)
    if pack.sticker:
        place_sticker(pixels, pack)
    return pixels


def write(pixels: Pixels, text: str, place: tuple[int, int], size: float) -> None:
    cv2.putText(pixels, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, (20, 20, 20), 2, cv2.LINE_AA)


def line_cut_out(text: str) -> Pixels:
    """One line of black print on white, cut out with some room around it."""
    pixels = np.full((48, 20 + 20 * len(text), 3), 255, np.uint8)
    write(pixels, text, (10, 34), 1.0)
    return pixels


def place_code(pixels: Pixels, gtin: str) -> None:
    code = np.asarray(zxingcpp.create_barcode(gtin, zxingcpp.BarcodeFormat.EAN13).to_image(scale=2))
    pixels[390 : 390 + code.shape[0], 420 : 420 + code.shape[1]] = code[..., np.newaxis]


def place_sticker(pixels: Pixels, pack: Drawn) -> None:
    x, y, width, height = STICKER
    sticker = np.full((height, width, 3), (30, 200, 250), np.uint8)
    cv2.rectangle(sticker, (5, 5), (width - 6, height - 6), (0, 0, 0), 3)
    cv2.putText(
        sticker, "-30%", (20, 95), cv2.FONT_HERSHEY_TRIPLEX, 2.2, (0, 0, 160), 4, cv2.LINE_AA
    )
    turned = cv2.getRotationMatrix2D((width / 2, height / 2), pack.sticker_turn_deg, 1.0)
    matrix = np.asarray(turned, np.float64)
    matrix[:, 2] += np.array([x, y]) + pack.sticker_shift
    size = (SHAPE[1], SHAPE[0])
    cover = cv2.warpAffine(np.full((height, width), 255, np.uint8), matrix, size)
    laid = cv2.warpAffine(sticker, matrix, size)
    pixels[cover > 127] = laid[cover > 127]


def placement(
    shift: tuple[float, float] = (0, 0), turn_deg: float = 0.0, scale: float = 1.0
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """2 x 3: from the golden frame to a frame in which the pack is moved about its middle."""
    middle = (CORNER_X + SHAPE[1] / 2, CORNER_Y + SHAPE[0] / 2)
    matrix = np.asarray(cv2.getRotationMatrix2D(middle, turn_deg, scale), np.float64)
    matrix[:, 2] += shift
    return matrix


def frame(
    pack: Pixels,
    matrix: np.ndarray[tuple[int, ...], np.dtype[np.float64]] | None = None,
    *,
    light: float = 1.0,
    noise: float = 3.0,
    blur_px: float = 0.0,
) -> Pixels:
    """The pack on its belt, as a camera sees it."""
    to_frame = np.array([[1.0, 0, CORNER_X], [0, 1, CORNER_Y], [0, 0, 1]])
    to_frame = (placement() if matrix is None else matrix) @ to_frame
    size = (FRAME_SHAPE[1], FRAME_SHAPE[0])
    seen = np.full(FRAME_SHAPE, (70, 75, 72), np.uint8)
    cover = cv2.warpAffine(np.full(pack.shape[:2], 255, np.uint8), to_frame, size)
    laid = cv2.warpAffine(pack, to_frame, size)
    seen[cover > 127] = laid[cover > 127]
    if blur_px:
        seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), blur_px), np.uint8)
    noisy = seen * light + np.random.default_rng(0).normal(0, noise, seen.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def on_pack(x: int, y: int, width: int, height: int) -> Box:
    """A place on the pack, in pixels of the golden frame."""
    return Box(CORNER_X + x, CORNER_Y + y, width, height)


WHOLE = on_pack(0, 0, SHAPE[1], SHAPE[0])
CHECKS = (
    Check("look", CheckKind.SURFACE, "top", on_pack(20, 15, 760, 530), SurfaceLimits()),
    Check("sticker", CheckKind.STICKER, "top", on_pack(*STICKER), StickerLimits()),
    Check("lot", CheckKind.PRINT, "top", on_pack(55, 385, 290, 45), PrintLimits("LOT {lot}")),
    Check("expiry", CheckKind.PRINT, "top", on_pack(55, 445, 310, 45), PrintLimits("EXP {expiry}")),
    Check("barcode", CheckKind.BARCODE, "top", on_pack(415, 385, 240, 120), BarcodeLimits()),
)


def a_recipe(*names: str) -> Recipe:
    """The drawn pack's recipe, with all checks or those named."""
    checks = tuple(check for check in CHECKS if not names or check.name in names)
    return Recipe("tray", (View("top", ("top.png",), WHOLE),), checks)


def loaded(*names: str) -> LoadedRecipe:
    return LoadedRecipe(a_recipe(*names), {"top": (frame(draw(Drawn())),)}, "drawn")
