"""A control chart as places on paper: what the template draws. Pure; lengths in millimetres.

It is drawn on the server, so that it prints, and shows without a script. Lines are told apart by
their dashes and the words at their ends, and a point that deserves a look by its shape; colour
comes last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10
from typing import Final

from edge_agent.core.statistics.p_chart import PChart, Point, Signal

PAPER: Final = (140.0, 52.0)
PANEL: Final = (165.0, 40.0)
"""Width and height; a panel has less height to spare."""
LEFT, RIGHT, TOP, BOTTOM = 13.0, 24.0, 3.0, 7.5
"""Margins, for the words of the axes and at the ends of the lines."""
FEWEST_TICKS: Final = 3
STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
LEAST_TOP: Final = 0.01
"""A share of nothing is drawn on an axis up to 1 %."""
MOST_LABELS: Final = 7
NEAREST_WORDS: Final = 4.2
"""Words at the ends of two lines that come closer than this would cover each other."""


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    share: float
    signal: Signal | None
    is_rough: bool


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    share: float


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    part: int
    """Which part of the time stands there."""


@dataclass(frozen=True, slots=True)
class End:
    """Words at the right end of a line."""

    y: float
    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Drawing:
    dots: tuple[Dot, ...]
    line: str
    """Points of a polyline through the dots."""
    high: str
    low: str
    """Paths of the limits; empty where there are none."""
    centre_y: float | None
    ticks: tuple[Tick, ...]
    labels: tuple[Label, ...]
    ends: tuple[End, ...]
    width: float
    height: float
    left: float
    right: float
    """Where the axes begin and end."""
    bottom: float


def drawn(chart: PChart, size: tuple[float, float] = PAPER) -> Drawing:
    scale = Scale.of(chart, size)
    count = len(chart.points)
    dots = tuple(
        Dot(scale.x(i), scale.y(one.share), one.share, one.signal, one.is_rough)
        for i, one in enumerate(chart.points)
    )
    return Drawing(
        dots=dots,
        line=" ".join(f"{dot.x:.2f},{dot.y:.2f}" for dot in dots),
        high=steps([one.high for one in chart.points], scale),
        low=steps([one.low for one in chart.points], scale) if has_lower(chart) else "",
        centre_y=None if chart.centre is None else scale.y(chart.centre),
        ticks=tuple(Tick(scale.y(share), share) for share in scale.ticks),
        labels=tuple(Label(scale.x(i), i) for i in labelled(count)),
        ends=ends_of(chart, scale),
        width=size[0],
        height=size[1],
        left=LEFT,
        right=scale.right,
        bottom=scale.bottom,
    )


def has_lower(chart: PChart) -> bool:
    """A limit of nothing is the axis itself."""
    return any(one.low for one in chart.points)


@dataclass(frozen=True, slots=True)
class Scale:
    step: float
    """Of the ticks, in shares."""
    top: float
    """Share at the upper end."""
    count: int
    right: float
    bottom: float

    @classmethod
    def of(cls, chart: PChart, size: tuple[float, float]) -> "Scale":
        # limits of few packs are wide: they would press all the others flat
        limits = [one.high or 0.0 for one in chart.points if not one.is_rough]
        highest = max([*limits, *(one.share for one in chart.points)], default=0.0)
        step = nice_step(max(highest, LEAST_TOP) / FEWEST_TICKS)
        top = min(1.0, step * ceil(max(highest, LEAST_TOP) / step - 1e-9))
        return cls(step, top, len(chart.points), size[0] - RIGHT, size[1] - BOTTOM)

    @property
    def ticks(self) -> list[float]:
        return [self.step * number for number in range(floor(self.top / self.step + 1e-9) + 1)]

    @property
    def field(self) -> float:
        """Width of a point's own place."""
        return (self.right - LEFT) / self.count

    def x(self, number: int) -> float:
        """The middle of a point's field."""
        return round(LEFT + self.field * (number + 0.5), 2)

    def y(self, share: float) -> float:
        return round(self.bottom - (self.bottom - TOP) * min(share / self.top, 1.0), 2)


def nice_step(least: float) -> float:
    """1, 2, 2.5 or 5 times a power of ten, not below `least`."""
    power = 10.0 ** floor(log10(least))
    return next(power * one for one in STEPS if power * one >= least * (1 - 1e-9))


def labelled(count: int) -> range:
    return range(0, count, max(1, ceil(count / MOST_LABELS)))


def steps(limits: Sequence[float | None], scale: Scale) -> str:
    """A path that is level over each point's field: its limit holds for that point alone."""
    known = [one for one in limits if one is not None]
    if len(known) < len(limits) or not known:
        return ""
    ys = [scale.y(one) for one in known]
    parts = [f"M{LEFT:.2f} {ys[0]:.2f}"]
    for i, (before, after) in enumerate(pairwise(ys), start=1):
        edge = LEFT + scale.field * i
        parts.append(f"H{edge:.2f}" + (f"V{after:.2f}" if after != before else ""))
    return " ".join([*parts, f"H{scale.right:.2f}"])


def ends_of(chart: PChart, scale: Scale) -> tuple[End, ...]:
    """The highest first; moved apart where they would cover each other."""
    if chart.centre is None or not chart.points:
        return ()
    last: Point = chart.points[-1]
    named = [("limit", last.high), ("mean", chart.centre), ("limit", last.low or None)]
    wanted = [(name, share) for name, share in named if share is not None]
    found: list[End] = []
    for name, share in wanted:
        y = scale.y(share) + 1.1
        if found and y < found[-1].y + NEAREST_WORDS:
            y = found[-1].y + NEAREST_WORDS
        found.append(End(round(y, 2), name, share))
    return tuple(found)
