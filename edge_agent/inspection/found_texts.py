"""Texts found in a picture: words beside each other become one, and so do finds of one place."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_agent.inspection.quads import Quad, height_px, length_px

MOST_GAP = 1.1
"""In text heights: words farther apart are texts of their own."""
MOST_STEP = 0.35
"""In text heights: how far two words of a line may be out of line."""
LIKE_HEIGHT = 0.6
"""The smaller of two heights over the greater, within one line."""
LIKE_DIRECTION = 0.97
"""Cosine between the directions of two words of a line."""


@dataclass(frozen=True, slots=True)
class FoundText:
    text: str
    confidence: float
    quad: Quad
    """As it reads: top left first, clockwise; pixels of the picture."""


def joined(texts: Sequence[FoundText]) -> tuple[FoundText, ...]:
    """Words of one line become one text, so that a date split into words is one date."""
    rest = sorted(texts, key=lambda one: (one.quad[0][0], one.quad[0][1]))
    whole: list[FoundText] = []
    while rest:
        first = rest.pop(0)
        while (following := next((one for one in rest if follows(first, one)), None)) is not None:
            rest.remove(following)
            first = join(first, following)
        whole.append(first)
    return tuple(sorted(whole, key=lambda one: (one.quad[0][1], one.quad[0][0])))


def follows(first: FoundText, other: FoundText) -> bool:
    """True when `other` goes on where `first` ends, and one of them bears a digit."""
    if not any(letter.isdigit() for letter in first.text + other.text):
        return False
    height, height_other = height_px(first.quad), height_px(other.quad)
    if min(height, height_other) < LIKE_HEIGHT * max(height, height_other):
        return False
    along = direction(first.quad)
    if float(along @ direction(other.quad)) < LIKE_DIRECTION:
        return False
    gap = (middle(other.quad, 0, 3) - middle(first.quad, 1, 2)) / max(height, height_other)
    ahead, aside = float(gap @ along), float(gap @ np.array([-along[1], along[0]]))
    return -0.5 <= ahead <= MOST_GAP and abs(aside) < MOST_STEP


def join(first: FoundText, other: FoundText) -> FoundText:
    a, _, _, d = first.quad
    _, b, c, _ = other.quad
    letters = len(first.text) + len(other.text)
    weighed = first.confidence * len(first.text) + other.confidence * len(other.text)
    return FoundText(
        f"{first.text.strip()} {other.text.strip()}", weighed / max(letters, 1), (a, b, c, d)
    )


def merged(known: Sequence[FoundText], new: Sequence[FoundText]) -> tuple[FoundText, ...]:
    """Both together; where two stand in one place, the one that says more, more surely."""
    kept = list(known)
    for one in new:
        same = [other for other in kept if in_one_place(one, other)]
        if all(weight(one) > weight(other) for other in same):
            kept = [other for other in kept if other not in same] + [one]
    return tuple(sorted(kept, key=lambda one: (one.quad[0][1], one.quad[0][0])))


def in_one_place(one: FoundText, other: FoundText) -> bool:
    """True when the middle of one lies inside the other."""
    return inside(centre(one.quad), other.quad) or inside(centre(other.quad), one.quad)


def weight(text: FoundText) -> float:
    """A long text read surely weighs more than a piece of it read surely."""
    return text.confidence**2 * len(text.text.replace(" ", ""))


def inside(point: NDArray[np.float64], quad: Quad) -> bool:
    along = direction(quad)
    offset = point - centre(quad)
    across = np.array([-along[1], along[0]])
    return bool(
        abs(offset @ along) <= length_px(quad) / 2 and abs(offset @ across) <= height_px(quad) / 2
    )


def centre(quad: Quad) -> NDArray[np.float64]:
    return np.asarray(np.mean(np.array(quad, np.float64), axis=0))


def middle(quad: Quad, one: int, other: int) -> NDArray[np.float64]:
    corners = np.array(quad, np.float64)
    return np.asarray((corners[one] + corners[other]) / 2)


def direction(quad: Quad) -> NDArray[np.float64]:
    """Unit vector along the text."""
    along = middle(quad, 1, 2) - middle(quad, 0, 3)
    return np.asarray(along / max(float(np.linalg.norm(along)), 1e-6))
