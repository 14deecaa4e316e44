"""PP-OCRv6 small, from the files of the installed rapidocr wheel: a line reader and a text finder.

Only the wheel's ONNX files are used, through sessions of our own: its Python engine keeps options
from call to call, starts as many threads as there are cores, and may look for models on the net.

The networks are PaddleOCR's PP-OCRv6 small (Apache-2.0): a recogniser trained with CTC on lines
48 px high, and a detector with differentiable binarisation (Liao et al. 2020, AAAI), whose map of
shrunk text cores is thresholded, boxed and grown again.
"""

from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from edge_agent.core.errors import NotFound
from edge_agent.inspection.quads import Corners, Quad, grown, quad_of
from edge_agent.inspection.reader import NOTHING_READ, LineReading
from edge_agent.inspection.sessions import open_session
from hardware.interfaces import Pixels

WHEEL = "rapidocr"
READER_FILE = "PP-OCRv6_rec_small.onnx"
FINDER_FILE = "PP-OCRv6_det_small.onnx"
LINE_HEIGHT_PX = 48
LEAST_LINE_WIDTH_PX = 320
"""Shorter lines are padded with grey to this width, as in training."""
MOST_LINE_WIDTH_PX = 3200
"""Longer cut-outs are squeezed; no printed line is 66 times as long as it is high."""
BLANK = 0
"""The class with which CTC says: no character here."""
STRIDE_PX = 32
"""The finder's input is a multiple of this."""
CORE_THRESHOLD = 0.3
LEAST_SCORE = 0.5
LEAST_CORE_PX = 3
GROWTH = 1.6
"""Area times this over the perimeter is how far a text core is grown; PP-OCR's unclip ratio."""


def model_file(name: str) -> Path:
    spec = find_spec(WHEEL)
    places = [] if spec is None else list(spec.submodule_search_locations or ())
    for place in places:
        if (file := Path(place) / "models" / name).is_file():
            return file
    raise NotFound(f"the text model {name} is not there; install the package {WHEEL} 3.10")


def as_input(pixels: Pixels) -> NDArray[np.float32]:
    """Height x width x 3 to 3 x height x width, values in [-1, 1]."""
    return np.ascontiguousarray(pixels.transpose(2, 0, 1), np.float32) / 127.5 - 1.0


class PpocrLineReader:
    """LineReader on PP-OCRv6 small."""

    def __init__(self) -> None:
        self.session = open_session(model_file(READER_FILE))
        self.input_name = self.session.get_inputs()[0].name
        listed = self.session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self.characters = ["", *listed, " "]

    def read_line(self, pixels: Pixels) -> LineReading:
        height, width = pixels.shape[:2]
        wanted = min(max(1, -(-LINE_HEIGHT_PX * width // height)), MOST_LINE_WIDTH_PX)
        line = np.asarray(cv2.resize(pixels, (wanted, LINE_HEIGHT_PX)), np.uint8)
        padded = np.zeros((1, 3, LINE_HEIGHT_PX, max(wanted, LEAST_LINE_WIDTH_PX)), np.float32)
        padded[0, :, :, :wanted] = as_input(line)
        (scores,) = self.session.run(None, {self.input_name: padded})
        return self.decoded(np.asarray(scores[0], np.float32))

    def decoded(self, scores: NDArray[np.float32]) -> LineReading:
        """Best path of CTC: repeats are one character, blanks none. `scores`: steps x classes."""
        best = scores.argmax(axis=1)
        new = np.concatenate(([True], best[1:] != best[:-1])) & (best != BLANK)
        if not new.any():
            return NOTHING_READ
        confidences = tuple(float(share) for share in scores.max(axis=1)[new])
        text = "".join(self.characters[i] for i in best[new])
        return LineReading(text, float(np.mean(confidences)), confidences)


class PpocrTextFinder:
    """TextFinder on PP-OCRv6 small; shrinks a picture to `most_side_px` before it looks."""

    def __init__(self, most_side_px: int = 2880, least_side_px: int = 96) -> None:
        self.session = open_session(model_file(FINDER_FILE))
        self.input_name = self.session.get_inputs()[0].name
        self.most_side_px = most_side_px
        self.least_side_px = least_side_px

    def find(self, pixels: Pixels) -> tuple[Quad, ...]:
        height, width = pixels.shape[:2]
        size = self.input_size(height, width)
        shrunk = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
        (cores,) = self.session.run(None, {self.input_name: as_input(shrunk)[np.newaxis]})
        scale = np.array([width / size[0], height / size[1]], np.float32)
        quads = [quad_of(corners * scale) for corners in text_corners(np.asarray(cores[0, 0]))]
        return tuple(sorted(quads, key=lambda quad: (quad[0][1], quad[0][0])))

    def input_size(self, height: int, width: int) -> tuple[int, int]:
        """Width and height of the finder's input."""
        scale = min(1.0, self.most_side_px / max(height, width))
        scale = max(scale, min(self.least_side_px / min(height, width), 4.0))
        sides = (round(side * scale / STRIDE_PX) * STRIDE_PX for side in (width, height))
        across, down = (max(STRIDE_PX, side) for side in sides)
        return across, down


def text_corners(cores: NDArray[np.float32]) -> list[Corners]:
    """Quads of text (4 x 2) in pixels of the map of text cores."""
    mask = cv2.dilate((cores > CORE_THRESHOLD).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in contours:
        rectangle = cv2.minAreaRect(contour)
        across, down = rectangle[1]
        if min(across, down) < LEAST_CORE_PX or score_inside(cores, contour) < LEAST_SCORE:
            continue
        reach = GROWTH * across * down / (2 * (across + down))
        quad = upright(quad_of(np.asarray(cv2.boxPoints(rectangle), np.float32)))
        found.append(np.array(grown(quad, reach, reach), np.float32))
    return found


def score_inside(cores: NDArray[np.float32], contour: MatLike) -> float:
    """Mean of the map inside the contour's smallest rectangle."""
    x, y, width, height = cv2.boundingRect(contour)
    corners = np.asarray(cv2.boxPoints(cv2.minAreaRect(contour)), np.float32) - (x, y)
    mask = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [corners.round().astype(np.int32)], (1,))
    return float(cv2.mean(cores[y : y + height, x : x + width], mask)[0])


def upright(quad: Quad) -> Quad:
    """Starts at the corner from which the quad reads left to right, whatever its slope."""
    corners = np.array(quad)
    order = np.argsort(corners[:, 0])
    left, right = corners[order[:2]], corners[order[2:]]
    top_left, bottom_left = left[np.argsort(left[:, 1])]
    top_right, bottom_right = right[np.argsort(right[:, 1])]
    return quad_of(np.array([top_left, top_right, bottom_right, bottom_left], np.float32))
