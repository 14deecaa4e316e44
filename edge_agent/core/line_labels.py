"""What one printed line is, by its own label words or by a label that stands beside it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from edge_agent.core.found_dates import FoundDate
from edge_agent.core.pack_words import Label, Word
from edge_agent.core.text_places import Quad, label_distance

LEAST_DIGITS = 4
"""A line with a date's label and so many digits bears a date, even one that cannot be read."""


@dataclass(frozen=True, slots=True)
class Line:
    """A text with the label words and dates that stand in it."""

    text: str
    quad: Quad
    words: tuple[Word, ...]
    dates: tuple[FoundDate, ...]

    @property
    def digits(self) -> int:
        """How many digits stand outside the label words."""
        inside = {place for word in self.words for place in range(word.start, word.end)}
        return sum(x.isdigit() for place, x in enumerate(self.text) if place not in inside)

    @property
    def bare_label(self) -> Label | None:
        """The label that this line is, where it is one and bears no value of its own."""
        labels = {word.label for word in self.words}
        return labels.pop() if len(labels) == 1 and not self.digits else None

    @property
    def latest(self) -> str | None:
        return max((found.iso for found in self.dates if found.iso), key=last_day, default=None)


@dataclass(frozen=True, slots=True)
class Named:
    """What labels say of a line; `iso` is the date it bears, `label` None where none tells."""

    label: Label | None
    iso: str | None


def last_day(iso: str) -> str:
    """For comparing dates: a month counts as its last day."""
    return iso if len(iso) > len("2022-05") else f"{iso}-31"


def named(line: Line, lines: Sequence[Line]) -> Named:
    """What `line` is among all `lines` of its pack."""
    return by_own_words(line) or by_neighbour(line, lines) or Named(None, line.latest)


def by_own_words(line: Line) -> Named | None:
    labelled = [(label_of(found, line), found.iso) for found in line.dates]
    for label in (Label.EXPIRY, Label.PRODUCTION):
        isos = [iso for of, iso in labelled if of is label]
        if isos:
            return Named(label, next((iso for iso in isos if iso), None))
    if any(label is None for label, _ in labelled):
        return None
    return undated(line, [word.label for word in line.words])


def undated(line: Line, labels: Sequence[Label]) -> Named | None:
    """A line without a date of its own: a lot, or a date that could not be read."""
    if Label.LOT in labels and line.digits:
        return Named(Label.LOT, None)
    if labels and line.digits >= LEAST_DIGITS:
        return Named(labels[0], None)
    return None


def label_of(found: FoundDate, line: Line) -> Label | None:
    """The label of a date in its own line: the last before it, else the first behind it.

    A lot's label counts only right before the date: in L651 24.12.2026 it has its own value.
    """
    for word in reversed([word for word in line.words if word.start < found.start]):
        right_before = re.search(r"[0-9A-Z]", line.text[word.end : found.start].upper()) is None
        if word.label is not Label.LOT or right_before:
            return word.label
    behind = (word.label for word in line.words if word.label is not Label.LOT)
    return next(behind, None)


def by_neighbour(line: Line, lines: Sequence[Line]) -> Named | None:
    """By the nearest line that is nothing but a label."""
    if not line.digits or line.words:
        return None
    near = [
        (distance, other.bare_label)
        for other in lines
        if other.bare_label and (distance := label_distance(other.quad, line.quad)) is not None
    ]
    if not near:
        return None
    label = min(near)[1]
    if line.dates and label is not Label.LOT:
        return Named(label, line.latest)
    return undated(line, [label])
