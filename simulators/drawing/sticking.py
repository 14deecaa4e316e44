"""Puts the brand's sticker on the film: in place, shifted, turned, or not at all."""

import cv2
import numpy as np

from edge_agent.core.packs import Box
from hardware.interfaces import Pixels
from simulators.drawing.arrays import Plane, as_plane, blend, part, rounded, shares
from simulators.drawing.defects import Fault
from simulators.drawing.layout import PackLayout
from simulators.drawing.packs.body import HALF
from simulators.drawing.packs.builders import sticker_of

PLACE_SPREAD_MM = 0.35
TURN_SPREAD_DEG = 0.5
SHIFT_MM = (9.0, 16.0)
"""A shifted sticker is off by this much; a person sees it at once."""
TURN_DEG = (11.0, 28.0)
EDGE_SHADOW = 0.4
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
    window = around_sticker(product, colour)
    to_pack[:, 2] -= (window.x, window.y)
    art, outline = sticker_of(product)
    size = (window.width, window.height)
    laid = cv2.warpAffine(art, to_pack, size, flags=cv2.INTER_LINEAR)
    cover = shares(cv2.warpAffine(outline, to_pack, size, flags=cv2.INTER_LINEAR))
    light = 1 - EDGE_SHADOW * as_plane(cv2.GaussianBlur(cover, (0, 0), 2.2))
    under = part(colour, window)
    under[:] = rounded(blend(as_plane(under * light[..., None]), as_plane(laid), cover))
    gloss_under = part(gloss, halved_box(window))
    small = cv2.resize(cover, gloss_under.shape[::-1], interpolation=cv2.INTER_AREA)
    gloss_under += (PAPER_GLOSS - gloss_under) * as_plane(small)


def around_sticker(product: PackLayout, colour: Pixels) -> Box:
    """The part of the pack that the sticker can reach, on even pixels."""
    assert product.sticker is not None
    place = product.on_pack(product.sticker)
    reach = round((SHIFT_MM[1] + 4) * product.px_per_mm)
    left, top = max(0, place.x - reach) // HALF * HALF, max(0, place.y - reach) // HALF * HALF
    right = min(colour.shape[1], place.x + place.width + reach) // HALF * HALF
    below = min(colour.shape[0], place.y + place.height + reach) // HALF * HALF
    return Box(left, top, right - left, below - top)


def halved_box(box: Box) -> Box:
    return Box(box.x // HALF, box.y // HALF, box.width // HALF, box.height // HALF)


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
