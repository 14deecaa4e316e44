"""Whether a quick look at a photograph is enough, or the careful way must be gone.

It is enough when an expiry is sure, no other date contradicts it, and beside it stands no line that
may be a date and could not be read: of two dates the one alone that was read may be the wrong one.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np

from edge_agent.core.label_words import LabelledText
from edge_agent.core.pack_words import Label, words_in
from edge_agent.inspection.found_texts import centre
from edge_agent.inspection.own_finder import PlaceKind
from edge_agent.inspection.quads import height_px
from edge_agent.inspection.quick_look import QuickLine, digits

MOST_YEARS_AWAY = 12
"""Packs bear no dates farther from today."""
READ_WELL = 0.85
"""A line read with less may say something else."""
DATE_DIGITS = 4
"""Fewer digits are no date that could stand beside another."""
BESIDE = 9.0
"""In heights of the expiry: what stands farther away belongs to something else."""
LIKE_HEIGHT = 0.5


def tells_expiry(lines: Sequence[QuickLine], meant: Sequence[LabelledText], today: date) -> bool:
    """`meant`: what every line is, in the same order."""
    said = [(line, text) for line, text in zip(lines, meant, strict=True) if is_expiry(text)]
    if len({text.iso_date for _, text in said}) != 1:
        return False
    sure = [(line, text) for line, text in said if line.vote.sure and is_near(text, today)]
    return any(
        bears_its_label(text) or not any(leaves_doubt(other, line) for other in lines)
        for line, text in sure
    )


def is_expiry(text: LabelledText) -> bool:
    return text.kind == "expiry" and text.iso_date is not None


def is_near(text: LabelledText, today: date) -> bool:
    return text.iso_date is not None and (
        abs(int(text.iso_date[:4]) - today.year) <= MOST_YEARS_AWAY
    )


def bears_its_label(text: LabelledText) -> bool:
    return any(word.label is Label.EXPIRY for word in words_in(text.text))


def leaves_doubt(other: QuickLine, expiry: QuickLine) -> bool:
    """True for a line beside the expiry that may be a date, and a later one."""
    reading = other.vote.reading
    if other is expiry or other.vote.sure or digits(reading.text) < DATE_DIGITS:
        return False
    read_well = reading.confidence >= READ_WELL and not other.vote.dated
    if read_well or other.place.kind is not PlaceKind.CODE:
        return False
    heights = height_px(other.place.quad), height_px(expiry.place.quad)
    away = float(np.linalg.norm(centre(other.place.quad) - centre(expiry.place.quad)))
    return away <= BESIDE * heights[1] and min(heights) >= LIKE_HEIGHT * max(heights)
