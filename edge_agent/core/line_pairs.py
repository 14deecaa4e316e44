"""Lays a reading beside the expected text, character by character, to show where they differ.

Paired by the same rules as in `alignment`; what sticks out of the reading at an end is more print
beside the expected text and left out, what sticks out of the expected text is missing. Texts that
have nothing in common are paired from their beginnings on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from edge_agent.core.alignment import DIFFERENCE, scores, worth


@dataclass(frozen=True, slots=True)
class Pair:
    """One place of both texts; one of the characters is empty where that text has none there."""

    expected: str
    read: str
    place: int
    """Number of the character in the reading; of a missing one, of that before which it lacks."""

    @property
    def differs(self) -> bool:
        return self.expected != self.read


def pairs(expected: str, read: str) -> tuple[Pair, ...]:
    table = scores(expected, read)
    corners = [(table[-1][x], len(expected), x) for x in range(len(read), -1, -1)]
    corners += [(table[y][-1], y, len(read)) for y in range(len(expected) - 1, -1, -1)]
    _, y, x = max(corners, key=lambda corner: corner[0])
    if table[y][x] <= 0:
        return side_by_side(expected, read)
    cut_off = tuple(Pair(one, "", x) for one in expected[y:])
    return walked_back(expected, read, table, y, x) + cut_off


def side_by_side(expected: str, read: str) -> tuple[Pair, ...]:
    both = enumerate(zip_longest(expected, read, fillvalue=""))
    return tuple(Pair(wanted, seen, min(place, len(read))) for place, (wanted, seen) in both)


def walked_back(
    expected: str, read: str, table: Sequence[Sequence[int]], y: int, x: int
) -> tuple[Pair, ...]:
    """From a corner to the first character; where ways are as good, two characters are paired."""
    found: list[Pair] = []
    while y:
        wanted, seen = expected[y - 1], read[x - 1 : x]
        if x and table[y][x] == table[y - 1][x - 1] + worth(wanted, seen):
            y, x = y - 1, x - 1
            found.append(Pair(wanted, seen, x))
        elif x == 0 or table[y][x] == table[y - 1][x] + DIFFERENCE:
            y -= 1
            found.append(Pair(wanted, "", x))
        else:
            x -= 1
            found.append(Pair("", seen, x))
    return tuple(reversed(found))
