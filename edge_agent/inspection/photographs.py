"""Reads whatever is printed in a photograph, without a recipe.

Where nothing of what is sought was found, the photograph is looked at again, each time in another
way: with the contrast of faint print raised, closer, from farther away, and lying on its side.
Around what was found, a closer look finds its neighbours: lots are printed beside dates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from edge_agent.inspection.careful import CarefulReader
from edge_agent.inspection.found_texts import FoundText, centre, inside, joined, merged
from edge_agent.inspection.interest import ENOUGH, Interest
from edge_agent.inspection.quads import (
    Quad,
    box_around,
    corners_of,
    grown,
    height_px,
    length_px,
    quad_of,
)
from edge_agent.inspection.reader import LineReader, TextFinder
from hardware.interfaces import Pixels

USUAL_SIDE_PX, CLOSE_SIDE_PX, FAR_SIDE_PX = 1440, 2880, 640
"""Longer side of the photograph in which text is sought."""
MOST_GROWTH = 2.0
"""Small photographs are enlarged by at most this for a close look."""
CERTAIN = 0.95
"""A text this confident is not read again in another look."""
MOST_LENGTH = 1.3
"""A find this much longer than the known text in its place may say more."""
TOLERABLE = 0.5
"""Texts below this confidence are noise."""
NEIGHBOUR_TEXT_PX = 36
"""How high a found text is made for the look around it."""
AROUND_ALONG, AROUND_ACROSS = 5.0, 5.0
"""In text heights: how far around a found text its neighbours are sought."""


@dataclass(frozen=True, slots=True)
class Look:
    """One way of seeing a photograph, and how its places are carried back."""

    pixels: Pixels
    matrix: np.ndarray[tuple[int, int], np.dtype[np.float64]]
    """2 x 3: pixels of the look to pixels of the photograph."""


class PhotographReader:
    """Finds and reads all texts of photographs; `interest` says what is sought."""

    def __init__(self, reader: LineReader, finder: TextFinder, interest: Interest) -> None:
        self.careful = CarefulReader(reader, interest)
        self.finder = finder
        self.interest = interest

    def read(self, photograph: Pixels) -> tuple[FoundText, ...]:
        found: tuple[FoundText, ...] = ()
        for look in looks(photograph):
            found = merged(found, self.texts_in(look, found))
            best = max(found, key=self.worth, default=None)
            if best is not None and self.worth(best) >= ENOUGH:
                around = look_around(photograph, best.quad)
                return joined(merged(found, self.texts_in(around, found)))
        return joined(found)

    def worth(self, text: FoundText) -> float:
        """Interest that is not certain ends no search."""
        return self.interest(text.text) * text.confidence

    def texts_in(self, look: Look, known: Sequence[FoundText]) -> list[FoundText]:
        """In pixels of the photograph; places whose text is known well are not read again."""
        certain = [text for text in known if text.confidence >= CERTAIN]
        found = []
        for quad in self.finder.find(look.pixels):
            place = carried(quad, look.matrix)
            if not any(covers(text.quad, place) for text in certain):
                text = self.careful.read_at(look.pixels, quad)
                if text.confidence >= TOLERABLE and text.text:
                    place = carried(text.quad, look.matrix)
                    found.append(FoundText(text.text, text.confidence, place))
        return found


def covers(known: Quad, place: Quad) -> bool:
    """True when the known text takes the place whole, not only a part of its line."""
    return inside(centre(place), known) and length_px(place) < MOST_LENGTH * length_px(known)


def looks(photograph: Pixels) -> Iterator[Look]:
    yield sized(photograph, USUAL_SIDE_PX, 1.0)
    yield sized(with_contrast(photograph), USUAL_SIDE_PX, 1.0)
    yield sized(photograph, CLOSE_SIDE_PX, MOST_GROWTH)
    yield on_its_side(sized(photograph, USUAL_SIDE_PX, 1.0))
    yield sized(with_contrast(photograph), FAR_SIDE_PX, 1.0)


def sized(photograph: Pixels, side_px: int, most_growth: float) -> Look:
    scale = min(most_growth, side_px / max(photograph.shape[:2]))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    pixels = cv2.resize(photograph, None, fx=scale, fy=scale, interpolation=how)
    return Look(np.asarray(pixels, np.uint8), np.array([[1 / scale, 0, 0], [0, 1 / scale, 0]]))


def on_its_side(look: Look) -> Look:
    """Turned by a quarter, clockwise."""
    height = look.pixels.shape[0]
    turned = np.ascontiguousarray(np.rot90(look.pixels, -1))
    back = np.array([[0, 1, 0], [-1, 0, height - 1], [0, 0, 1]], float)
    return Look(turned, look.matrix @ back)


def look_around(photograph: Pixels, quad: Quad) -> Look:
    """The surroundings of a text, in a size in which it is well read."""
    height = height_px(quad)
    wider = grown(quad, AROUND_ALONG * height, AROUND_ACROSS * height)
    box = box_around(wider, photograph.shape)
    cut = photograph[box.y : box.y + box.height, box.x : box.x + box.width]
    scale = min(MOST_GROWTH, NEIGHBOUR_TEXT_PX / max(min(height, length_px(quad)), 1.0))
    look = sized(with_contrast(cut), round(max(cut.shape[:2]) * scale), MOST_GROWTH)
    return Look(look.pixels, look.matrix + np.array([[0, 0, box.x], [0, 0, box.y]]))


def with_contrast(photograph: Pixels) -> Pixels:
    """Local contrast raised (CLAHE, Zuiderveld 1994), for faint print on foil and metal."""
    lab = cv2.cvtColor(photograph, cv2.COLOR_BGR2LAB)
    lab[..., 0] = cv2.createCLAHE(3.0, (8, 8)).apply(lab[..., 0])
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2BGR), np.uint8)


def carried(quad: Quad, matrix: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Quad:
    return quad_of((corners_of(quad) @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32))
