"""Which text is the label of another, judged by where both are printed.

A label stands on the same line to the left, or right above. Distances are told in heights of the
labelled text and along its own direction, so that turned packs make no difference.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
"""Corners in pixels, as the text runs: top left, top right, bottom right, bottom left."""

MOST_GAP = 5.0
"""A label farther to the left belongs to something else."""
MOST_OVERLAP = 0.6
"""A label may reach this far into its text: boxes of found texts are loose."""
SAME_LINE = 0.6
"""Greatest distance of the middles of two texts of one line."""
MOST_LIFT = 2.2
"""A label whose middle is farther above belongs to something else."""


@dataclass(frozen=True, slots=True)
class Extent:
    """A text as another one sees it, in heights of the other: along its line, and below it."""

    left: float
    right: float
    down: float
    """Of the middle; negative above."""


def extent(quad: Quad, seen_from: Quad) -> Extent:
    """Where `quad` is, told from the left end of the middle line of `seen_from`."""
    (x, y), height = middle_left(seen_from), height_px(seen_from)
    along_x, along_y = direction(seen_from)
    places = [
        (
            ((point[0] - x) * along_x + (point[1] - y) * along_y) / height,
            ((point[1] - y) * along_x - (point[0] - x) * along_y) / height,
        )
        for point in quad
    ]
    along = [place[0] for place in places]
    return Extent(min(along), max(along), sum(place[1] for place in places) / len(places))


def middle_left(quad: Quad) -> Point:
    return (quad[0][0] + quad[3][0]) / 2, (quad[0][1] + quad[3][1]) / 2


def height_px(quad: Quad) -> float:
    return max(math.dist(quad[0], quad[3]), 1.0)


def direction(quad: Quad) -> Point:
    """Unit vector in which the text runs."""
    length = math.dist(quad[0], quad[1])
    if length == 0:
        return 1.0, 0.0
    return (quad[1][0] - quad[0][0]) / length, (quad[1][1] - quad[0][1]) / length


def reading_place(quad: Quad, along: Point) -> tuple[float, float]:
    """How far down and how far along a text begins, where the texts run in direction `along`."""
    x, y = middle_left(quad)
    return y * along[0] - x * along[1], x * along[0] + y * along[1]


def common_direction(quads: Sequence[Quad]) -> Point:
    """The unit vector in which most of the texts run; to the right where they cancel out."""
    x, y = (sum(direction(quad)[axis] for quad in quads) for axis in (0, 1))
    length = math.hypot(x, y)
    return (1.0, 0.0) if length == 0 else (x / length, y / length)


def label_distance(label: Quad, text: Quad) -> float | None:
    """How far the label is from the text it may belong to, in its heights; None where it is not."""
    own, other = extent(text, text), extent(label, text)
    gap = own.left - other.right
    if abs(other.down) <= SAME_LINE and -MOST_OVERLAP <= gap <= MOST_GAP:
        return max(gap, 0.0)
    above = -MOST_LIFT <= other.down < -SAME_LINE
    overlaps = other.left < own.right and other.right > own.left
    return -other.down if above and overlaps else None
