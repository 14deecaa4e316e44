"""The quick way to read a photograph: our own finder, our own reader, one look.

The most code-like lines are read, each once; those that bear digits enough for a date are read
again in other cut-outs, and their dates are believed where these agree. Then the words beside them
are read, which say what a date is. Whether that is enough, or the photograph needs the careful way,
is for the caller to judge.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np

from edge_agent.core.text_places import label_distance
from edge_agent.inspection.date_votes import Vote, voted
from edge_agent.inspection.found_texts import FoundText
from edge_agent.inspection.own_finder import Place, PlaceKind
from edge_agent.inspection.quads import cut_out, grown, half_turned, height_px, length_px
from edge_agent.inspection.reader import LineReader, LineReading
from hardware.interfaces import Pixels

LEAST_CODE_SHARE = 0.1
"""Texts that look less like a code are not read, unless they stand beside a date."""
LEAST_LENGTH = 1.5
"""In heights: no date or lot is shorter."""
MOST_LINES, MOST_LABELS = 32, 10
LEAST_DIGITS = 3
"""Fewer make no date, not even 5 MAY 26."""
LINE_HEIGHT_PX = 48
TOLERABLE = 0.5
"""Texts below this confidence are noise."""
UPSIDE_DOWN = 0.6
"""A line read with less is tried from the other side."""
CUTS = ((0.1, 0.04), (0.02, -0.04), (0.25, 0.1))
"""Margins along and across the text, in its heights; the first is the first view."""


class PlaceFinder(Protocol):
    def find_all(self, pixels: Pixels) -> tuple[Place, ...]:
        """Texts, the most code-like first, then barcodes and stickers; pixels of the picture."""
        ...


@dataclass(frozen=True, slots=True)
class QuickLine:
    """One line, what its views agree on, and how much it looks like a code."""

    place: Place
    vote: Vote

    @property
    def found(self) -> FoundText:
        reading = self.vote.reading
        return FoundText(reading.text.strip(), reading.confidence, self.place.quad)


class QuickReader:
    def __init__(self, reader: LineReader, finder: PlaceFinder, today: date) -> None:
        self.reader, self.finder, self.today = reader, finder, today

    def read(self, photograph: Pixels) -> tuple[QuickLine, ...]:
        """Lines whose text is more than noise, codes first."""
        places = [
            place
            for place in self.finder.find_all(photograph)
            if place.kind in (PlaceKind.CODE, PlaceKind.WORDS)
        ]
        codes = [one for one in places if may_be_code(one)][:MOST_LINES]
        lines = [self.read_at(photograph, place) for place in codes]
        beside = labels_beside(lines, [one for one in places if one not in codes])
        lines += [self.read_at(photograph, place) for place in beside]
        return tuple(line for line in lines if is_text(line.vote.reading))

    def read_at(self, photograph: Pixels, place: Place) -> QuickLine:
        place, first = self.right_way_up(photograph, place)
        readings = [first]
        if digits(first.text) >= LEAST_DIGITS:
            readings += [self.reader.read_line(cut) for cut in cuts(photograph, place, CUTS[1:])]
        return QuickLine(place, voted(readings, self.today))

    def right_way_up(self, photograph: Pixels, place: Place) -> tuple[Place, LineReading]:
        (cut,) = cuts(photograph, place, CUTS[:1])
        first = self.reader.read_line(cut)
        if first.confidence >= UPSIDE_DOWN:
            return place, first
        turned = self.reader.read_line(np.ascontiguousarray(cut[::-1, ::-1]))
        if turned.confidence <= first.confidence:
            return place, first
        other = Place(
            place.kind,
            half_turned(place.quad),
            place.confidence,
            place.code_share,
            place.turn_deg + (180 if place.turn_deg < 0 else -180),
        )
        return other, turned


def cuts(
    photograph: Pixels, place: Place, margins: Sequence[tuple[float, float]]
) -> Iterator[Pixels]:
    height = height_px(place.quad)
    for along, across in margins:
        yield cut_out(
            photograph, grown(place.quad, along * height, across * height), LINE_HEIGHT_PX
        )


def may_be_code(place: Place) -> bool:
    long = length_px(place.quad) >= LEAST_LENGTH * height_px(place.quad)
    return long and place.code_share >= LEAST_CODE_SHARE


def labels_beside(lines: Sequence[QuickLine], others: Sequence[Place]) -> list[Place]:
    """Those of the other texts that may say what a line with a date is."""
    dated = [line.place.quad for line in lines if line.vote.dated]
    near = [
        (distance, place)
        for place in others
        for quad in dated
        if (distance := label_distance(place.quad, quad)) is not None
    ]
    nearest = sorted(near, key=lambda one: one[0])[:MOST_LABELS]
    return list(dict.fromkeys(place for _, place in nearest))


def is_text(reading: LineReading) -> bool:
    return reading.confidence >= TOLERABLE and bool(reading.text.strip())


def digits(text: str) -> int:
    return sum(letter.isdigit() for letter in text)
