"""Where an expected text stands inside a reading, and whether it could be a piece of something
longer there: lot 123 inside 1234, month 12/2026 inside 24/12/2026.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from edge_agent.core.alignment import STROKES
from edge_agent.core.dates import DateFormat, parse_format
from edge_agent.core.lot_patterns import lot_matches
from edge_agent.core.months import folded
from edge_agent.core.recipe import PrintLimits

USUAL_SIGNS = ".,:;·/|-_+'()[]#&"
"""Printed between words and numbers, or read there from dirt; any other is unreadable print."""
BETWEEN = rf"[\s{re.escape(USUAL_SIGNS)}]*"
RUN = rf"[0-9]+|[^\W\d_]+|[^\w\s{re.escape(USUAL_SIGNS)}]"
LOT_PREFIXES = frozenset({"L", "LOT", "LOTE", "LOTTO", "BATCH", "CHARGE"})
"""What may stand right before a lot number without being part of it."""
LINK = re.compile(r"[-/._]+")
"""What joins the parts of one lot number, as in 123-4."""
TIME_AFTER = re.compile(r"[^0-9A-Z]*[0-2]?[0-9]:[0-5][0-9](?![0-9])")
TIME_BEFORE = re.compile(r"(?<![0-9])[0-2]?[0-9]:[0-5][0-9][^0-9A-Z]*$")


class Edge(IntEnum):
    """How the expected text ends on one side; the greatest of both sides counts."""

    APART = 0
    """It ends there."""
    NEAR = 1
    """It may go on there: what stands beside it may or may not belong to it."""
    JOINED = 2
    """It goes on there: the print says something longer."""


@dataclass(frozen=True, slots=True)
class Side:
    """What stands on one side of the expected text in a reading."""

    left: bool
    inner: str
    """The outermost character of the expected text."""
    gap: str
    """What separates it from the next letter or digit."""
    outer: str
    """The run of letters, or of digits, that stands next; or one sign that is unreadable."""
    is_time: bool

    @property
    def continues_number(self) -> bool:
        return self.inner.isdigit() and self.outer[:1].isdigit()

    @property
    def same_kind(self) -> bool:
        return self.inner.isdigit() == self.outer[:1].isdigit()


def best_place(expected: str, read: str, limits: PrintLimits) -> Edge | None:
    """How well bounded the best occurrence is; None when the whole text stands nowhere."""
    date_format = parse_format(limits.date_format, limits.language)
    edges = [
        max(edge_of(side, expected, limits, date_format) for side in sides)
        for sides in occurrences(expected, read)
    ]
    if not edges:
        return None
    if not date_format.padded and not same_numbers(expected, read):
        return max(Edge.NEAR, min(edges))
    return min(edges)


def same_numbers(expected: str, read: str) -> bool:
    """Digits are grouped alike: 1.12.2026 and 11.2.2026 differ in nothing but that."""
    wanted, seen = (re.findall(r"[0-9]+", text) for text in (expected, read))
    return any(seen[i : i + len(wanted)] == wanted for i in range(len(seen) - len(wanted) + 1))


def occurrences(expected: str, read: str) -> Iterator[tuple[Side, Side]]:
    """Both sides of every place where all letters and digits of `expected` follow each other."""
    plain = folded(read)
    letters = [letter for letter in folded(expected) if letter.isalnum()]
    if not letters:
        return
    pattern = re.compile(BETWEEN.join(re.escape(letter) for letter in letters))
    place = 0
    while found := pattern.search(plain, place):
        before, after = plain[: found.start()], plain[found.end() :]
        yield left_side(letters[0], before), right_side(letters[-1], after)
        place = found.start() + 1


def left_side(inner: str, before: str) -> Side:
    found = re.search(rf"({RUN})?({BETWEEN})$", before)
    assert found is not None  # every part of the pattern may be empty
    is_time = TIME_BEFORE.search(before) is not None
    return Side(True, inner, found[2], (found[1] or "")[::-1], is_time)


def right_side(inner: str, after: str) -> Side:
    found = re.match(rf"({BETWEEN})({RUN})?", after)
    assert found is not None  # every part of the pattern may be empty
    return Side(False, inner, found[1], found[2] or "", TIME_AFTER.match(after) is not None)


def edge_of(side: Side, expected: str, limits: PrintLimits, date_format: DateFormat) -> Edge:
    template = "".join(re.findall(r"\{lot\}|\{expiry\}|[^\W_]", limits.expect))
    if not side.outer:
        return Edge.APART
    if template.startswith("{expiry}") if side.left else template.endswith("{expiry}"):
        return date_edge(side, date_format)
    if template.startswith("{lot}") if side.left else template.endswith("{lot}"):
        return lot_edge(side, lot_in(expected, limits.expect), limits.lot_pattern)
    return word_edge(side)


def word_edge(side: Side) -> Edge:
    """A label that a recipe fixes: what runs into it without a gap makes it doubtful."""
    if side.gap or not side.same_kind or not side.outer.isalnum():
        return Edge.APART
    return Edge.JOINED if side.continues_number and not may_be_dirt(side) else Edge.NEAR


def date_edge(side: Side, date_format: DateFormat) -> Edge:
    """A date is longer only where digits go on; with day and four-digit year nothing is missing."""
    if not side.continues_number:
        return Edge.APART
    if not side.gap:
        return Edge.NEAR if may_be_dirt(side) else Edge.JOINED
    whole = date_format.has_day and "YYYY" in date_format.parts
    if whole or side.is_time or (side.gap.isspace() and date_format.has_day):
        return Edge.APART
    return Edge.NEAR


def lot_edge(side: Side, lot: str, lot_pattern: str | None) -> Edge:
    """Lots have no fixed length: a blank ends one, but not between digits, where readers add it."""
    if side.left and side.outer[::-1] in LOT_PREFIXES and lot[:1].isalnum():
        return Edge.APART
    if not side.gap:
        return Edge.NEAR if may_be_dirt(side) else Edge.JOINED
    may_go_on = side.continues_number or LINK.fullmatch(side.gap)
    if not may_go_on or (side.is_time and side.gap.isspace()):
        return Edge.APART
    if lot_pattern is None or lot_matches(lot_pattern, longer_lot(side, lot)):
        return Edge.NEAR
    return Edge.APART


def longer_lot(side: Side, lot: str) -> str:
    """The lot if what stands beside it belonged to it."""
    link = side.gap.strip()
    return side.outer[::-1] + link + lot if side.left else lot + link + side.outer


def lot_in(expected: str, template: str) -> str:
    """The lot that was filled into the template; empty when it has none."""
    pattern = re.escape(template).replace(r"\{lot\}", "(?P<lot>.+?)", 1)
    pattern = pattern.replace(r"\{lot\}", "(?P=lot)").replace(r"\{expiry\}", ".+?")
    found = re.fullmatch(pattern, expected)
    return found["lot"] if found and "lot" in found.groupdict() else ""


def may_be_dirt(side: Side) -> bool:
    return len(side.outer) == 1 and (side.outer in STROKES or not side.outer.isalnum())
