"""The chart of a check's defect scores: good packs upwards, defective ones downwards. Pure.

Counts stand on a logarithmic axis: a single error among thousands must be seen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log10
from typing import Any, Final

LEFT, RIGHT, TOP = 64, 984, 96
HALF, GAP = 150, 18
"""Height of either side, and what is between them for the axis."""
BASE_GOOD: Final = TOP + HALF
BASE_DEFECTIVE: Final = BASE_GOOD + GAP
BOTTOM: Final = BASE_DEFECTIVE + HALF
LABEL_ROWS: Final = 5
LABEL_STEP: Final = 17
TENTHS: Final = 10


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    count: int
    score_from: float
    score_to: float


@dataclass(frozen=True, slots=True)
class Tick:
    count: int
    y_good: float
    y_defective: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A vertical line with its label."""

    x: float
    label_y: float
    label: str
    kind: str
    """`in-force` or `earned`: a style."""
    is_left: bool
    """Its label stands to the left, so that it stays in the chart."""


@dataclass(frozen=True, slots=True)
class ScoreChart:
    good: list[Bar]
    defective: list[Bar]
    all_packs: str
    """Outline of all packs, as an SVG path."""
    ticks: list[Tick]
    tenths: list[tuple[float, float]]
    """Place and score."""
    marks: list[Mark]


@dataclass(frozen=True, slots=True)
class Named:
    """A threshold that has a name."""

    score: float
    label: str
    kind: str


def score_chart(histogram: Mapping[str, Any], named: Sequence[Named]) -> ScoreChart:
    packs = histogram["packs"]
    decades = max(1, ceil(log10(1 + max([1, *packs]))))
    edges = histogram["edges"]
    return ScoreChart(
        good=list(bars(edges, histogram["good"], decades, upwards=True)),
        defective=list(bars(edges, histogram["defective"], decades, upwards=False)),
        all_packs=outline(edges, packs, decades),
        ticks=[tick(10**power, decades) for power in range(decades + 1)],
        tenths=[(place(step / TENTHS), step / TENTHS) for step in range(TENTHS + 1)],
        marks=[mark(one, row) for row, one in enumerate(sorted(named, key=lambda one: one.score))],
    )


def place(score: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * score, 1)


def height(count: int, decades: int) -> float:
    """One pack stands out already; nothing has no height."""
    return round(HALF * log10(1 + count) / log10(1 + 10**decades), 1)


def bars(
    edges: Sequence[float], counts: Sequence[int], decades: int, upwards: bool
) -> Iterator[Bar]:
    for index, count in enumerate(counts):
        if count:
            tall = height(count, decades)
            x, end = place(edges[index]), place(edges[index + 1])
            y = BASE_GOOD - tall if upwards else BASE_DEFECTIVE
            yield Bar(x + 1, y, end - x - 2, tall, count, edges[index], edges[index + 1])


def outline(edges: Sequence[float], counts: Sequence[int], decades: int) -> str:
    parts = [f"M{place(0)} {BASE_GOOD}"]
    for index, count in enumerate(counts):
        y = BASE_GOOD - height(count, decades)
        parts.append(f"L{place(edges[index])} {y}L{place(edges[index + 1])} {y}")
    return "".join([*parts, f"L{place(1)} {BASE_GOOD}"])


def tick(count: int, decades: int) -> Tick:
    tall = height(count, decades)
    return Tick(count, BASE_GOOD - tall, BASE_DEFECTIVE + tall)


def mark(named: Named, row: int) -> Mark:
    """Labels stand in rows below each other, so that none hides another."""
    is_left = named.score > 0.5
    return Mark(
        x=place(named.score),
        label_y=TOP - 12 - LABEL_STEP * (row % LABEL_ROWS),
        label=named.label,
        kind=named.kind,
        is_left=is_left,
    )
