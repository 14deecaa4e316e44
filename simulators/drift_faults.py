"""Faults that grow slowly: a printer that fades and a camera that fogs, at any stage of either.

Both are done to finished pictures. `progress` is 0 for none and 1 for the end: a print that is all
but gone, a camera that sees a blurred veil.
"""

import cv2
import numpy as np

from edge_agent.core.packs import Box
from hardware.interfaces import Pixels
from simulators.drawing.arrays import as_bytes, part, rounded
from simulators.drawing.placement import Placement, to_frame
from simulators.drawing.products import Product

GROUND_PX = 31
"""Wider than every stroke and bar: the brightest within is the ground."""
PATCH_PX = 14
"""Size of the patches of which a worn ribbon gives off more or less."""
LEAST_LOSS, LOSS_SPREAD = 0.6, 0.8
"""Of the progress: what the best patch loses, and how much more the worst."""
FOG_BLUR_PX = 5.0
FOG_SHARE = 0.75
FOG_GREY = 170.0


def faded(
    frame: Pixels, prints: tuple[Box, ...], progress: float, random: np.random.Generator
) -> Pixels:
    """Dark print on a bright ground, of which each patch has lost another share."""
    spoilt = frame.copy()
    for box in prints:
        fresh = part(spoilt, box)
        ground = cv2.morphologyEx(fresh, cv2.MORPH_CLOSE, np.ones((GROUND_PX, GROUND_PX)))
        coarse = random.random((box.height // PATCH_PX + 2, box.width // PATCH_PX + 2), np.float32)
        patches = cv2.resize(coarse, (box.width, box.height), interpolation=cv2.INTER_CUBIC)
        lost = np.clip(progress * (LEAST_LOSS + LOSS_SPREAD * patches), 0, 1)[..., None]
        fresh[:] = rounded(fresh * (1 - lost) + ground * lost)
    return spoilt


def fogged(frame: Pixels, progress: float) -> Pixels:
    """Condensation on the lens: blurred, and under a grey veil."""
    if progress == 0:
        return frame
    blurred = cv2.GaussianBlur(frame, (0, 0), FOG_BLUR_PX * progress)
    veil = FOG_SHARE * progress
    return as_bytes(cv2.addWeighted(blurred, 1 - veil, blurred, 0, FOG_GREY * veil))


def in_frame(product: Product, box: Box, placement: Placement) -> Box:
    """A place of the golden picture where it lies in the frame of a shifted and turned pack."""
    pack = product.pack_box
    corners = np.array(
        [
            (box.x + x * box.width - pack.x, box.y + y * box.height - pack.y, 1)
            for x in (0, 1)
            for y in (0, 1)
        ]
    )
    seen = corners @ to_frame(pack, placement, product.px_per_mm).T
    places = seen[:, :2] / seen[:, 2:]
    (left, top), (right, bottom) = places.min(axis=0), places.max(axis=0)
    return Box(int(left), int(top), round(right - left), round(bottom - top))
