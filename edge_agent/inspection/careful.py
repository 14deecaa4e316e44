"""Reads one place of a photograph carefully: either way up, and in several cut-outs when in doubt.

What several cut-outs agree on is believed: their confidences add up. A reading that bears what is
sought (a date) needs fewer votes: packs print dates, not nearly-dates.
"""

from collections import defaultdict
from collections.abc import Iterator

import cv2
import numpy as np

from edge_agent.core.expected_print import normalised
from edge_agent.inspection.found_texts import FoundText
from edge_agent.inspection.interest import Interest
from edge_agent.inspection.quads import (
    Quad,
    cut_out,
    grown,
    half_turned,
    height_px,
    length_px,
    quarter_turned,
)
from edge_agent.inspection.reader import LineReader, LineReading
from hardware.interfaces import Pixels

LINE_HEIGHT_PX = 48
SURE = 0.9
"""A reading whose weakest character is this confident is believed at once."""
PLAUSIBLE = 0.94
"""A reading this confident is not read from the other side."""
COUNTED = 0.6
"""Less confident readings have no say."""
MINORITY = 0.15
"""A reading with this share of the strongest one's votes wins where it is of more interest."""
UPRIGHT = 1.5
"""A quad this much higher than long holds text that runs up or down."""
CUTS = ((0.1, 0.1, 1.0), (0.25, -0.06, 1.0), (0.0, 0.2, 1.0), (0.0, 0.0, 0.7), (0.25, -0.06, 0.7))
"""Margin along and across the text, in its heights, and squeezing of its length."""
SMOOTHING_SHARE = 0.035
"""Of the text's height: sigma of the blur that closes the gaps between printed dots."""


class CarefulReader:
    def __init__(self, reader: LineReader, interest: Interest) -> None:
        self.reader = reader
        self.interest = interest

    def read_at(self, pixels: Pixels, quad: Quad) -> FoundText:
        quad, reading = self.turned_right(pixels, quad)
        if digits(reading.text) >= 2 and min(reading.char_confidences) < SURE:
            reading = self.agreed(pixels, quad, reading)
        return FoundText(reading.text.strip(), reading.confidence, quad)

    def turned_right(self, pixels: Pixels, quad: Quad) -> tuple[Quad, LineReading]:
        """The side from which the quad reads best."""
        best: tuple[Quad, LineReading] | None = None
        for side in sides(quad):
            reading = self.reader.read_line(cut_out(pixels, side, LINE_HEIGHT_PX))
            if best is None or reading.confidence > best[1].confidence:
                best = (side, reading)
            if reading.confidence >= PLAUSIBLE and reading.text.strip():
                break
        assert best is not None  # every quad has at least two sides
        return best

    def agreed(self, pixels: Pixels, quad: Quad, first: LineReading) -> LineReading:
        """The reading that has most of the confidence of all cut-outs together."""
        votes: defaultdict[str, list[LineReading]] = defaultdict(list)
        votes[normalised(first.text)].append(first)
        for cut in cuts(pixels, quad):
            reading = self.reader.read_line(cut)
            if reading.confidence >= COUNTED:
                votes[normalised(reading.text)].append(reading)
        least = MINORITY * max(map(total, votes.values()))
        heard = [readings for readings in votes.values() if total(readings) >= least]
        best = max(heard, key=lambda one: (self.most_interest(one), total(one)))
        return max(best, key=lambda one: (self.interest(one.text), one.confidence))

    def most_interest(self, readings: list[LineReading]) -> float:
        return max(self.interest(reading.text) for reading in readings)


def sides(quad: Quad) -> tuple[Quad, ...]:
    """From which sides to read, the likely one first."""
    if height_px(quad) > UPRIGHT * length_px(quad):
        upwards = quarter_turned(quad)
        return (upwards, half_turned(upwards))
    return (quad, half_turned(quad))


def cuts(pixels: Pixels, quad: Quad) -> Iterator[Pixels]:
    """Other cut-outs of a line: wider, tighter, squeezed, and with its dots run together."""
    height = height_px(quad)
    for along, across, squeeze in CUTS:
        place = grown(quad, along * height, across * height)
        width = round(LINE_HEIGHT_PX * length_px(place) / max(height_px(place), 1.0) * squeeze)
        yield cut_out(pixels, place, LINE_HEIGHT_PX, max(1, width))
    large = cut_out(pixels, quad, max(LINE_HEIGHT_PX, min(round(height), 4 * LINE_HEIGHT_PX)))
    smooth = cv2.GaussianBlur(large, (0, 0), max(0.5, SMOOTHING_SHARE * large.shape[0]))
    yield np.asarray(smooth, np.uint8)


def total(readings: list[LineReading]) -> float:
    return sum(reading.confidence for reading in readings)


def digits(text: str) -> int:
    return sum(letter.isdigit() for letter in text)
