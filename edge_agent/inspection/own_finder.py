"""Our own finder: a small net in ONNX whose maps say where print, barcodes and stickers are.

A text's kernel is its outline shrunk to half the height, so lines that nearly touch stay apart;
kernels are boxed and grown again (differentiable binarisation; Liao et al. 2020, AAAI). The maps of
the reading direction tell from which side a box reads, those of codes what to read first.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from edge_agent.inspection.finder_maps import (
    BARCODE,
    CODE,
    DOWN,
    INPUT_STEP_PX,
    RIGHT,
    STICKER,
    STRIDE_PX,
    TEXT,
    finder_input,
)
from edge_agent.inspection.own_reader import facts_of
from edge_agent.inspection.quads import Corners, Quad, quad_of
from edge_agent.inspection.sessions import open_session
from hardware.interfaces import Pixels

Maps = NDArray[np.float32]
"""6 x height x width, a quarter of the input's resolution."""

THRESHOLD, SURE_THRESHOLD = 0.4, 0.8
"""Where lines run together at the first, the second still tells them apart."""
STACKED = 1.25
"""Pieces of a kernel that are together this much longer than it lie above each other."""
LEAST_CONFIDENCE = 0.5
"""Mean share inside a kernel; below it there is nothing."""
LEAST_KERNEL, LEAST_STICKER = 4, 60
"""Map pixels; smaller kernels are dust."""
TEXT_GROWTH, APART_GROWTH, BARCODE_GROWTH = 0.35, 0.6, 1 / 6
"""Of a kernel's lower side: what its shrinking took on every side; the more, the surer its rim."""
GROWTH = {TEXT: TEXT_GROWTH, BARCODE: BARCODE_GROWTH, STICKER: 0.0}
CODE_SHARE = 0.5
SHARPNESS = 4
"""Power of the confidence in the order of texts: print has sharp kernels, what is none blurred."""
LONG = 1.6
"""Boxes this much longer than high read along their long side, whatever the direction maps say."""


class PlaceKind(StrEnum):
    CODE = "code"
    """Dates, lots and other digits that a line prints."""
    WORDS = "words"
    BARCODE = "barcode"
    STICKER = "sticker"


@dataclass(frozen=True, slots=True)
class Place:
    """Something found, with its corners in reading order; pixels of the picture."""

    kind: PlaceKind
    quad: Quad
    confidence: float
    """That something is there, in [0, 1]."""
    code_share: float
    """How much a text looks like a date or lot, in [0, 1]; 0 for all else."""
    turn_deg: float
    """Clockwise, -180 to 180: 0 reads to the right, 90 down."""


class OwnTextFinder:
    """TextFinder on a net of our own; shrinks a picture to `most_side_px` before it looks."""

    def __init__(self, model: Path, most_side_px: int = 1280) -> None:
        facts_of(model)
        self.session = open_session(model)
        self.input_name = self.session.get_inputs()[0].name
        self.most_side_px = most_side_px

    def find(self, pixels: Pixels) -> tuple[Quad, ...]:
        """Places of text lines, top to bottom."""
        found = [
            place.quad
            for place in self.find_all(pixels)
            if place.kind in (PlaceKind.CODE, PlaceKind.WORDS)
        ]
        return tuple(sorted(found, key=lambda quad: (quad[0][1], quad[0][0])))

    def find_all(self, pixels: Pixels) -> tuple[Place, ...]:
        """Texts, the most code-like first, then barcodes and stickers."""
        height, width = pixels.shape[:2]
        size = self.input_size(height, width)
        way = cv2.INTER_AREA if size[0] < width else cv2.INTER_LINEAR
        shrunk = np.asarray(cv2.resize(pixels, size, interpolation=way), np.uint8)
        (maps,) = self.session.run(None, {self.input_name: finder_input(shrunk)})
        scale = np.array([width / size[0], height / size[1]], np.float32) * STRIDE_PX
        return places_in(np.asarray(maps[0], np.float32), scale)

    def input_size(self, height: int, width: int) -> tuple[int, int]:
        """Width and height of the finder's input."""
        scale = min(1.0, self.most_side_px / max(height, width))
        sides = (round(side * scale / INPUT_STEP_PX) * INPUT_STEP_PX for side in (width, height))
        across, down = (max(2 * INPUT_STEP_PX, side) for side in sides)
        return across, down


def places_in(maps: Maps, scale: Corners) -> tuple[Place, ...]:
    """`scale`: picture pixels for one pixel of the maps, across and down."""
    texts = [text_place(one, scale) for one in text_kernels(maps)]
    texts.sort(key=lambda place: -place.code_share * place.confidence**SHARPNESS)
    barcodes = [barcode_place(one, scale) for one in kernels(maps, BARCODE)]
    stickers = [area_place(one, scale) for one in kernels(maps, STICKER)]
    return (*texts, *barcodes, *stickers)


@dataclass(frozen=True, slots=True, eq=False)
class Kernel:
    """One connected piece of a map, with the mean of all maps inside it."""

    contour: MatLike
    means: NDArray[np.float64]
    """One for each map."""
    growth: float
    """Of its lower side: how far each side is moved out to the outline."""


def text_kernels(maps: Maps) -> list[Kernel]:
    """Those of the lower threshold; those of the higher, where one holds several lines."""
    apart = kernels(maps, TEXT, SURE_THRESHOLD)
    chosen = []
    for one in kernels(maps, TEXT):
        inside = [other for other in apart if holds(one, other)]
        stacked = sum(map(long_side, inside)) > STACKED * long_side(one)
        chosen += inside if stacked and len(inside) > 1 else [one]
    return chosen


def holds(outer: Kernel, inner: Kernel) -> bool:
    x, y = (float(one) for one in inner.contour[0, 0])
    return cv2.pointPolygonTest(outer.contour, (x, y), measureDist=False) >= 0


def long_side(kernel: Kernel) -> float:
    return max(cv2.minAreaRect(kernel.contour)[1])


def kernels(maps: Maps, of: int, threshold: float = THRESHOLD) -> list[Kernel]:
    mask = (maps[of] > threshold).astype(np.uint8)
    count, labels = cv2.connectedComponents(mask, connectivity=4)
    inside = np.flatnonzero(mask)
    members = labels.ravel()[inside]
    sizes = np.bincount(members, minlength=count)
    sums = np.stack([np.bincount(members, one.ravel()[inside], count) for one in maps])
    means = sums / np.maximum(sizes, 1)
    least = LEAST_STICKER if of == STICKER else LEAST_KERNEL
    growth = APART_GROWTH if threshold > THRESHOLD else GROWTH[of]
    found = []
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        x, y = contour[0, 0]
        label = labels[y, x]
        if sizes[label] >= least and means[of, label] >= LEAST_CONFIDENCE:
            found.append(Kernel(contour, means[:, label], growth))
    return found


def text_place(kernel: Kernel, scale: Corners) -> Place:
    ahead = kernel.means[[RIGHT, DOWN]]
    quad = read_from(boxed(kernel, scale), ahead)
    share = float(kernel.means[CODE])
    kind = PlaceKind.CODE if share >= CODE_SHARE else PlaceKind.WORDS
    return Place(kind, quad, float(kernel.means[TEXT]), share, turn_of(quad))


def barcode_place(kernel: Kernel, scale: Corners) -> Place:
    """Longer than high; which side is up its bars do not tell."""
    quad = read_from(boxed(kernel, scale), np.array([1.0, 0.0]))
    return Place(PlaceKind.BARCODE, quad, float(kernel.means[BARCODE]), 0.0, turn_of(quad))


def area_place(kernel: Kernel, scale: Corners) -> Place:
    quad = read_from(boxed(kernel, scale), np.array([1.0, 0.0]))
    return Place(PlaceKind.STICKER, quad, float(kernel.means[STICKER]), 0.0, turn_of(quad))


def boxed(kernel: Kernel, scale: Corners) -> Corners:
    """Corners of the smallest box around the kernel, grown, clockwise; pixels of the picture."""
    middle, (across, down), turn_deg = cv2.minAreaRect(kernel.contour)
    # a contour runs half a pixel inside its kernel, whose drawn edge is half a pixel too far out
    reach = kernel.growth * min(across, down)
    whole = (middle, (across + 2 * reach, down + 2 * reach), turn_deg)
    corners = np.asarray(cv2.boxPoints(whole), np.float32)
    return np.asarray((corners + 0.5) * scale, np.float32)


def read_from(corners: Corners, ahead: NDArray[np.float64]) -> Quad:
    """Starts at the corner from which the text reads: along the long side of a long box, else along
    the side that `ahead` (right, down) points to."""
    sides = np.roll(corners, -1, axis=0) - corners
    lengths = np.linalg.norm(sides, axis=1)
    fitting = sides @ ahead / np.maximum(lengths, 1e-6)
    if lengths.max() > LONG * lengths.min():
        fitting = np.where(lengths >= lengths.max() * 0.999, fitting, -np.inf)
    return quad_of(np.roll(corners, -int(np.argmax(fitting)), axis=0))


def turn_of(quad: Quad) -> float:
    (left, top), (right, bottom), _, _ = quad
    return float(np.degrees(np.arctan2(bottom - top, right - left)))
