"""The order of looking, with a reader and a finder that know their pictures."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from edge_agent.core.packs import Box
from edge_agent.inspection.own_finder import Place, PlaceKind
from edge_agent.inspection.quads import quad_of_box
from edge_agent.inspection.quick_look import MOST_LINES, QuickReader
from edge_agent.inspection.reader import NOTHING_READ, LineReading
from hardware.interfaces import Pixels

TODAY = date(2026, 11, 22)
MARKED = 200
"""The grey of a line's first pixels; upside down they are its last."""


class KnownReader:
    """Reads the text whose number is the grey of the line; only from the right side."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts, self.asked = texts, 0

    def read_line(self, pixels: Pixels) -> LineReading:
        self.asked += 1
        height, width = pixels.shape[:2]
        if float(pixels[:, : width // 8].mean()) < MARKED - 20:
            return NOTHING_READ
        text = self.texts[round(float(pixels[height // 2, width // 2, 0]) / 10)]
        return LineReading(text, 0.95, (0.95,) * len(text))


class KnownFinder:
    def __init__(self, places: Sequence[Place]) -> None:
        self.places = places

    def find_all(self, pixels: Pixels) -> tuple[Place, ...]:
        return tuple(sorted(self.places, key=lambda place: -place.code_share))


def photograph(rows: int, upside_down: int = -1) -> Pixels:
    """Each row is a line in the grey of its number, its start marked."""
    pixels = np.zeros((rows * 50, 400, 3), np.uint8)
    for row in range(rows):
        line = np.full((50, 400, 3), row * 10, np.uint8)
        line[:, :100] = MARKED
        pixels[row * 50 : row * 50 + 50] = line[::-1, ::-1] if row == upside_down else line
    return pixels


def place(row: int, code_share: float, kind: PlaceKind = PlaceKind.CODE) -> Place:
    return Place(kind, quad_of_box(Box(20, row * 50 + 5, 360, 40)), 0.9, code_share, 0.0)


def texts(reader: QuickReader, pixels: Pixels) -> list[str]:
    return [line.found.text for line in reader.read(pixels)]


def test_codes_are_read_and_words_only_beside_a_date() -> None:
    said = ["Best before", "24.12.2026", "L24A113", "salt", "sugar"]
    places = [
        place(0, 0.05, PlaceKind.WORDS),
        place(1, 0.9),
        place(2, 0.8),
        place(4, 0.01, PlaceKind.WORDS),
    ]
    reader = QuickReader(KnownReader(said), KnownFinder(places), TODAY)
    assert texts(reader, photograph(5)) == ["24.12.2026", "L24A113", "Best before"]


def test_a_date_is_seen_again_and_believed_where_the_views_agree() -> None:
    known = KnownReader(["24.12.2026"])
    (line,) = QuickReader(known, KnownFinder([place(0, 0.9)]), TODAY).read(photograph(1))
    assert line.vote.sure
    assert known.asked == 3


def test_a_line_found_upside_down_is_turned() -> None:
    reader = QuickReader(KnownReader(["24.12.2026"]), KnownFinder([place(0, 0.9)]), TODAY)
    (line,) = reader.read(photograph(1, upside_down=0))
    assert line.found.text == "24.12.2026"
    assert line.place.quad[0][0] > line.place.quad[1][0]
    assert abs(line.place.turn_deg) == 180


def test_no_photograph_is_read_without_end() -> None:
    known = KnownReader(["L7"])
    places = [place(0, 0.9) for _ in range(3 * MOST_LINES)]
    assert len(QuickReader(known, KnownFinder(places), TODAY).read(photograph(1))) == MOST_LINES
    assert known.asked == MOST_LINES


def test_barcodes_are_not_read_as_text() -> None:
    known = KnownReader(["L7"])
    finder = KnownFinder([place(0, 0.0, PlaceKind.BARCODE), place(0, 0.0, PlaceKind.STICKER)])
    assert QuickReader(known, finder, TODAY).read(photograph(1)) == ()
    assert known.asked == 0
