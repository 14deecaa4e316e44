"""Lays a reading beside the expected text and says where, and how, the two differ.

At each end either text may stick out (a longer printed line, or a fragment), never both at once:
what sticks out is no difference in itself. Between the ends every character counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

CONFUSABLE = tuple(frozenset(group) for group in ("0O", "1IL", "5S", "8B", "2Z"))
"""Characters that a reader of print cannot always tell apart."""
STROKES = frozenset("1IL")
"""What a scratch or the edge of a label is read as."""
UNKNOWN = "?"
"""Stands for a sign that is neither letter, digit nor separator: something unreadable."""

MATCH = 2
LIKE = 0
DIFFERENCE = -2


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where both texts differ; one of both characters is empty where it is missing."""

    expected: str
    read: str
    doubled: bool = False
    """The missing character stands beside its like, where readers often merge the two."""

    @property
    def clean(self) -> bool:
        """True when a reader would not make this difference by itself."""
        if self.expected and self.read:
            return not alike(self.expected, self.read)
        return self.read not in STROKES | {UNKNOWN} if self.read else not self.doubled


@dataclass(frozen=True, slots=True)
class Alignment:
    matched: int
    """How many characters of the expected text were met, or nearly so."""
    differences: tuple[Difference, ...]


def alike(one: str, other: str) -> bool:
    """True when a reader may give `other` where `one` is printed."""
    return other == UNKNOWN or any(one in group and other in group for group in CONFUSABLE)


def align(expected: str, read: str) -> Alignment:
    """The best alignment of both texts (Needleman and Wunsch 1970, with free ends)."""
    table = scores(expected, read)
    corners = [(table[-1][x], len(expected), x) for x in range(len(read), -1, -1)]
    corners += [(table[y][-1], y, len(read)) for y in range(len(expected) - 1, -1, -1)]
    _, y, x = max(corners, key=lambda corner: corner[0])
    return traced(expected, read, table, y, x)


def scores(expected: str, read: str) -> list[list[int]]:
    """Best score of every pair of beginnings; an end of one text alone costs nothing."""
    table = [[0] * (len(read) + 1) for _ in range(len(expected) + 1)]
    for y, wanted in enumerate(expected, start=1):
        for x, seen in enumerate(read, start=1):
            table[y][x] = max(
                table[y - 1][x - 1] + worth(wanted, seen),
                table[y - 1][x] + DIFFERENCE,
                table[y][x - 1] + DIFFERENCE,
            )
    return table


def worth(wanted: str, seen: str) -> int:
    if wanted == seen:
        return MATCH
    return LIKE if alike(wanted, seen) else DIFFERENCE


def traced(expected: str, read: str, table: Sequence[Sequence[int]], y: int, x: int) -> Alignment:
    """Walks back from a corner; where paths are as good, two characters are paired."""
    matched, differences = 0, list[Difference]()
    while x and y:
        wanted, seen = expected[y - 1], read[x - 1]
        if table[y][x] == table[y - 1][x - 1] + worth(wanted, seen):
            matched += wanted == seen or alike(wanted, seen)
            if wanted != seen:
                differences.append(Difference(wanted, seen))
            y, x = y - 1, x - 1
        elif table[y][x] == table[y - 1][x] + DIFFERENCE:
            doubled = wanted in (expected[y - 2 : y - 1], expected[y : y + 1])
            differences.append(Difference(wanted, "", doubled))
            y -= 1
        else:
            differences.append(Difference("", seen))
            x -= 1
    return Alignment(matched, tuple(reversed(differences)))
