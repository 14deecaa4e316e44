"""Puts the brand's sticker on the film: in place, shifted, turned, or not at all."""

import cv2
import numpy as np

from hardware.interfaces import Pixels
from simulators.drawing.arrays import Bytes, Plane, as_bytes, as_plane, rounded, shares
from simulators.drawing.defects import Fault
from simulators.drawing.layout import PackLayout
from simulators.drawing.materials.shapes import box_distance, inside
from simulators.drawing.packs.body import HALF
from simulators.drawing.packs.builders import sticker_of

PLACE_SPREAD_MM = 0.35
TURN_SPREAD_DEG = 0.5
SHIFT_MM = (9.0, 16.0)
"""A shifted sticker is off by this much; a person sees it at once."""
TURN_DEG = (11.0, 28.0)
CORNER_MM = 3.5
PAPER_GLOSS = 0.12


def stick(
    product: PackLayout,
    colour: Pixels,
    gloss: Plane,
    fault: Fault | None,
    rng: np.random.Generator,
    defect_rng: np.random.Generator,
) -> None:
    """Changes colour and gloss where the sticker lies."""
    to_pack = sticker_map(product, fault, rng, defect_rng)
    if fault is Fault.MISSING:
        return
    art = sticker_of(product)
    size = (colour.shape[1], colour.shape[0])
    laid = cv2.warpAffine(art, to_pack, size, flags=cv2.INTER_LINEAR)
    cover = as_bytes(cv2.warpAffine(sticker_cover(art, product.px_per_mm), to_pack, size))
    shadow = 255 - as_plane(cv2.GaussianBlur(cover, (0, 0), 2.2)) * 0.4
    weight = as_plane(cover)[..., None] / 255
    colour[:] = rounded(colour * (shadow / 255)[..., None] * (1 - weight) + laid * weight)
    small = cv2.resize(cover, (gloss.shape[1], gloss.shape[0]), interpolation=cv2.INTER_AREA)
    gloss[:] = gloss + (PAPER_GLOSS - gloss) * (shares(small))


def sticker_map(
    product: PackLayout,
    fault: Fault | None,
    rng: np.random.Generator,
    defect_rng: np.random.Generator,
) -> cv2.typing.MatLike:
    """2 x 3 map from the sticker's pixels to the pack's."""
    assert product.sticker is not None
    place = product.on_pack(product.sticker)
    x, y = rng.normal(0, PLACE_SPREAD_MM, 2)
    turn = rng.normal(0, TURN_SPREAD_DEG)
    if fault is Fault.SHIFTED:
        reach, towards = defect_rng.uniform(*SHIFT_MM), defect_rng.uniform(0, 2 * np.pi)
        x, y = x + reach * np.cos(towards), y + reach * np.sin(towards)
    elif fault is Fault.TURNED:
        turn += defect_rng.uniform(*TURN_DEG) * defect_rng.choice((-1, 1))
    turned = cv2.getRotationMatrix2D((place.width / 2, place.height / 2), turn, 1.0)
    turned[:, 2] += (place.x + x * product.px_per_mm, place.y + y * product.px_per_mm)
    return turned


def sticker_cover(art: Pixels, px_per_mm: float) -> Bytes:
    height, width = art.shape[:2]
    distance = box_distance(height, width, (0, 0, width, height), CORNER_MM * px_per_mm)
    return as_bytes(np.rint(inside(distance + HALF / 2) * 255).astype(np.uint8))
