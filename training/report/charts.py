"""Charts as inline SVG: how sure answers are and how often right, and how long they took.

Pure: numbers in, text out. Colours and fonts are the page's own (CSS classes).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

import numpy as np

from training.intervals import wilson_interval

WIDTH_PX = 420
HEIGHT_PX = 260
LEFT_PX = 46
BELOW_PX = 34
RIM_PX = 12
SURENESS_LIMITS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0)
"""Confidences are grouped between these; most are close to one."""
MOST_BARS = 28
STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)
MIDDLE = 'text-anchor="middle"'

Axis = tuple[str, Sequence[tuple[float, str]]]
"""Its name, and its ticks: where (0..1) and what stands there."""


@dataclass(frozen=True, slots=True)
class Group:
    """Answers of about the same confidence."""

    confidence: float
    share: float
    low: float
    high: float
    count: int


def groups(sureness: Sequence[tuple[float, bool]]) -> list[Group]:
    """Mean confidence and share right of each group that has answers."""
    found = []
    for low, high in pairwise(SURENESS_LIMITS):
        inside = [
            (sure, right)
            for sure, right in sureness
            if low <= sure < high or (high == 1.0 and sure >= 1.0)
        ]
        if inside:
            right = sum(is_right for _, is_right in inside)
            mean = float(np.mean([sure for sure, _ in inside]))
            found.append(
                Group(mean, right / len(inside), *wilson_interval(right, len(inside)), len(inside))
            )
    return found


def reliability_chart(sureness: Sequence[tuple[float, bool]]) -> str:
    """Share right against confidence; on the diagonal a reader says the truth about itself."""
    drawn = [f'<line class="guide" x1="{x(0)}" y1="{y(0)}" x2="{x(1)}" y2="{y(1)}"/>']
    for one in groups(sureness):
        at, low, high = x(one.confidence), y(one.low), y(one.high)
        drawn.append(
            f'<line class="range" x1="{at}" y1="{low}" x2="{at}" y2="{high}"/>'
            f'<circle class="dot" cx="{at}" cy="{y(one.share)}" r="{radius_px(one.count)}">'
            f"<title>{one.count} answers, confidence {one.confidence:.3f}, "
            f"{one.share:.1%} right</title></circle>"
        )
    shares = [(at, f"{at:g}") for at in STEPS]
    return framed(drawn, ("confidence", shares), ("share right", shares))


def latency_chart(latencies_ms: Sequence[float]) -> str:
    """How many answers took how long; the axis ends at the 99.5th percentile."""
    last_ms = max(float(np.percentile(latencies_ms, 99.5)), 1e-3)
    clipped = np.minimum(latencies_ms, last_ms)
    counts, edges = np.histogram(clipped, bins=bar_count(len(latencies_ms)), range=(0, last_ms))
    most = max(int(counts.max()), 1)
    drawn = [
        f'<rect class="bar" x="{x(start / last_ms) + 0.5:.1f}" y="{y(count / most)}" '
        f'width="{max(x(end / last_ms) - x(start / last_ms) - 1, 0.5):.1f}" '
        f'height="{y(0) - y(count / most):.1f}"><title>{count} between {start:.1f} and '
        f"{end:.1f} ms</title></rect>"
        for count, start, end in zip(counts.tolist(), edges, edges[1:], strict=False)
        if count
    ]
    times = [(at, f"{at * last_ms:.3g}") for at in STEPS]
    numbers = [(at, f"{at * most:.0f}") for at in (0.0, 1.0)]
    return framed(drawn, ("milliseconds", times), ("answers", numbers))


def bar_count(values: int) -> int:
    return int(min(MOST_BARS, max(6, 2 * sqrt(values))))


def radius_px(count: int) -> float:
    """A dot's area goes with how many answers it stands for."""
    return round(min(11.0, 2.5 + sqrt(count) / 3), 1)


def x(share: float) -> float:
    return round(LEFT_PX + share * (WIDTH_PX - LEFT_PX - RIM_PX), 1)


def y(share: float) -> float:
    return round(HEIGHT_PX - BELOW_PX - share * (HEIGHT_PX - BELOW_PX - RIM_PX), 1)


def framed(drawn: Sequence[str], across: Axis, up: Axis) -> str:
    """A drawing with axes, ticks and names."""
    lines = [
        f'<line class="grid" x1="{x(0)}" y1="{y(at)}" x2="{x(1)}" y2="{y(at)}"/>' for at in STEPS
    ]
    below = [f'<text x="{x(at)}" y="{y(0) + 14}" {MIDDLE}>{said}</text>' for at, said in across[1]]
    beside = [
        f'<text x="{LEFT_PX - 6}" y="{y(at) + 4}" text-anchor="end">{said}</text>'
        for at, said in up[1]
    ]
    names = (
        f'<text x="{(x(0) + x(1)) / 2}" y="{HEIGHT_PX - 4}" {MIDDLE}>{across[0]}</text>',
        f'<text transform="translate(11 {(y(0) + y(1)) / 2}) rotate(-90)" {MIDDLE}>{up[0]}</text>',
    )
    inside = "".join((*lines, *drawn, *below, *beside, *names))
    return (
        f'<svg viewBox="0 0 {WIDTH_PX} {HEIGHT_PX}" role="img" '
        f'aria-label="{up[0]} by {across[0]}">{inside}</svg>'
    )
