"""What stands where on a drawn scene: outlines with their kinds, and the maps learnt from them.

The maps have a quarter of the scene's resolution. Text and barcodes are marked by kernels, outlines
shrunk so that neighbours stay apart (differentiable binarisation; Liao et al. 2020, AAAI): a
kernel's height is half of its line's.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

STRIDE_PX = 4
"""Scene pixels for one pixel of the maps."""
SHRINK = 0.25
"""Of the outline's height: how far every side of a kernel stays inside it."""
LEAST_HEIGHT_PX = 6.5
"""Lower lines are neither text nor no text: nothing is learnt from their places."""
ALONG_POINTS = 7
SUBPIXEL_BITS = 4

Points = NDArray[np.float64]
"""n x 2, x and y in pixels."""
Map = NDArray[np.uint8]


class Kind(StrEnum):
    CODE = "code"
    """Dates, lots and other digits that a line prints."""
    WORDS = "words"
    BARCODE = "barcode"
    STICKER = "sticker"
    GROUND = "ground"
    """A face that hides what lies behind it."""


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    kind: Kind
    corners: Points
    """4 x 2, as the text runs: top left, top right, bottom right, bottom left."""

    def moved(self, x: float, y: float) -> "Mark":
        return replace(self, corners=self.corners + np.array([x, y]))


@dataclass(frozen=True, slots=True, eq=False)
class Maps:
    """Of one scene, height / 4 x width / 4, 0 to 255; `along` is x and y of the reading direction
    where there is text, as floats, else 0."""

    text: Map
    code: Map
    barcode: Map
    sticker: Map
    counted: Map
    """0 where nothing is learnt."""
    along: NDArray[np.float32]
    """2 x height / 4 x width / 4."""


def mark_of(kind: Kind, x: float, y: float, width: float, height: float) -> Mark:
    """An upright rectangle."""
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    return Mark(kind, np.array(corners, np.float64))


def outline(corners: Points, inset: float) -> Points:
    """The outline, each side moved in by `inset`; its long edges have ALONG_POINTS points, so that
    they can be bent."""
    a, b, c, d = corners
    ahead, down = unit(b - a) * inset, unit(d - a) * inset
    shares = np.linspace(0, 1, ALONG_POINTS)[:, None]
    start, end = a + ahead + down, b - ahead + down
    upper = start + (end - start) * shares
    start, end = d + ahead - down, c - ahead - down
    lower = start + (end - start) * shares
    return np.concatenate([upper, lower[::-1]])


def unit(vector: Points) -> Points:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-6))


def height_px(corners: Points) -> float:
    return float(np.linalg.norm(corners[3] - corners[0]))


def kernel_inset(mark: Mark) -> float:
    """Of the smaller side, so that short texts keep a kernel."""
    length = float(np.linalg.norm(mark.corners[1] - mark.corners[0]))
    share = SHRINK / 2 if mark.kind is Kind.BARCODE else SHRINK
    return share * min(height_px(mark.corners), length)


class MapDrawer:
    """Draws marks, the later over the earlier."""

    def __init__(self, side_px: int) -> None:
        shape = (side_px // STRIDE_PX, side_px // STRIDE_PX)
        self.text, self.code, self.barcode, self.sticker = (
            np.zeros(shape, np.uint8) for _ in range(4)
        )
        self.counted = np.full(shape, 255, np.uint8)
        self.along = np.zeros((2, *shape), np.float32)

    def draw(self, kind: Kind, whole: Points, kernel: Points) -> None:
        """Outlines in pixels of the scene."""
        if kind is Kind.STICKER or kind is Kind.GROUND:
            for one in (self.text, self.barcode):
                fill(one, whole, 0)
            fill(self.counted, whole, 255)
            fill(self.sticker, whole, 255 if kind is Kind.STICKER else 0)
        elif kind is Kind.BARCODE:
            self.hide(whole)
            fill(self.barcode, kernel, 255)
        else:
            self.draw_text(kind, whole, kernel)

    def draw_text(self, kind: Kind, whole: Points, kernel: Points) -> None:
        upper, lower = whole[:ALONG_POINTS], whole[: ALONG_POINTS - 1 : -1]
        if float(np.linalg.norm(lower - upper, axis=1).mean()) < LEAST_HEIGHT_PX:
            fill(self.counted, whole, 0)
            return
        self.hide(whole)
        fill(self.text, kernel, 255)
        fill(self.code, whole, 255 if kind is Kind.CODE else 0)
        ahead = unit(upper[-1] + lower[-1] - upper[0] - lower[0])
        for plane, share in zip(self.along, ahead, strict=True):
            fill(plane, whole, float(share))

    def hide(self, whole: Points) -> None:
        fill(self.text, whole, 0)
        fill(self.barcode, whole, 0)
        fill(self.counted, whole, 255)

    def done(self) -> Maps:
        return Maps(self.text, self.code, self.barcode, self.sticker, self.counted, self.along)


def fill(plane: NDArray[np.uint8] | NDArray[np.float32], shape: Points, value: float) -> None:
    """A polygon in pixels of the scene, whose middles of pixels are those of the map's cells."""
    places = (shape + 0.5) / STRIDE_PX - 0.5
    whole = np.round(places * 2**SUBPIXEL_BITS).astype(np.int32)
    way = cv2.LINE_AA if plane.dtype == np.uint8 else cv2.LINE_8
    cv2.fillPoly(plane, [whole], value, way, SUBPIXEL_BITS)
