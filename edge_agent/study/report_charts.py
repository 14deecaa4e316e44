"""The two charts of a study's report as inline SVG: where the truth may lie, and who learns faster.

Pure: a document's numbers in, text out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from math import log10
from typing import Any

from edge_agent.core.study.bands import LIMITS, Measure

Place = Callable[[float, float], tuple[float, float]]
"""From packs seen and share right to pixels."""

WIDTH = 1000
LEFT, RIGHT = 210, 30
ROW_PX, HEAD_PX = 22, 26
CURVES_HEIGHT, CURVES_TOP, CURVES_BOTTOM = 320, 40, 44
BAND_COLOURS = {"acceptable": "#1c7d4d", "marginal": "#c98a00", "not_acceptable": "#b3261e"}
ZONE_COLOURS = ("#e3f3ea", "#fbf1d9", "#fae3e1")
"""Acceptable, marginal, not; light enough for a printer."""
CURVE_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Told apart by colour-blind people too (Okabe and Ito)."""
MODEL_COLOUR = "#111111"
NAMES = {
    Measure.EFFECTIVENESS: "effectiveness",
    Measure.MISS: "misses",
    Measure.FALSE_ALARM: "false alarms",
}
WIDEST = {
    Measure.EFFECTIVENESS: (0.5, 1.0),
    Measure.MISS: (0.0, 0.3),
    Measure.FALSE_ALARM: (0.0, 0.3),
}
"""What the strips show at least."""


def interval_strips(appraisers: Sequence[dict[str, Any]]) -> str:
    """For each share a strip with the bands behind, and every appraiser's interval on it."""
    height = (HEAD_PX + ROW_PX * len(appraisers) + ROW_PX) * len(NAMES)
    shapes: list[str] = []
    top = 0
    for measure, name in NAMES.items():
        shapes += strip(measure, name, appraisers, top)
        top += HEAD_PX + ROW_PX * (len(appraisers) + 1)
    return svg(height, shapes)


def strip(
    measure: Measure, name: str, appraisers: Sequence[dict[str, Any]], top: int
) -> Iterator[str]:
    shares = [one[measure.value] for one in appraisers]
    low = min(WIDEST[measure][0], *(float(share["interval"][0]) for share in shares))
    high = max(WIDEST[measure][1], *(float(share["interval"][1]) for share in shares))
    rows_top, bottom = top + HEAD_PX, top + HEAD_PX + ROW_PX * len(appraisers)

    def across(share: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (share - low) / (high - low)

    yield text(LEFT, top + 16, name, weight="600")
    for left, right, colour in zones(measure, low, high):
        box = f'x="{across(left):.1f}" width="{across(right) - across(left):.1f}"'
        yield f'<rect {box} y="{rows_top}" height="{bottom - rows_top}" fill="{colour}"/>'
    for limit in (low, *sorted((LIMITS[measure].acceptable, LIMITS[measure].marginal)), high):
        yield text(across(limit), bottom + 14, f"{limit:.0%}", "middle")
    for place, (one, share) in enumerate(zip(appraisers, shares, strict=True)):
        middle = rows_top + ROW_PX * (place + 0.5)
        yield text(LEFT - 10, middle + 4, one["name"], "end")
        yield from whisker([across(end) for end in share["interval"]], middle, share["band"])
        yield dot(across(share["share"]), middle, BAND_COLOURS[share["band"]])


def zones(measure: Measure, low: float, high: float) -> list[tuple[float, float, str]]:
    """From low to high: which stretch is in which band."""
    limits = LIMITS[measure]
    if limits.more_is_better:
        ends, colours = (low, limits.marginal, limits.acceptable, high), ZONE_COLOURS[::-1]
    else:
        ends, colours = (low, limits.acceptable, limits.marginal, high), ZONE_COLOURS
    return [(ends[i], ends[i + 1], colours[i]) for i in range(3)]


def whisker(ends: Sequence[float], middle: float, band: str) -> Iterator[str]:
    low, high = ends
    stroke = f'stroke="{BAND_COLOURS[band]}" stroke-width="2"'
    yield f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{middle}" y2="{middle}" {stroke}/>'
    for x in ends:
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{middle - 4}" y2="{middle + 4}" {stroke}/>'


def learning_curves(curves: Mapping[str, Sequence[dict[str, Any]]], learnt: float) -> str:
    """Right answers over packs seen; packs on a scale of powers, since few tell most."""
    drawn = {name: curve for name, curve in curves.items() if curve}
    most = max(point["seen"] for curve in drawn.values() for point in curve)
    low = min([0.5, *(point["right"]["interval"][0] for one in drawn.values() for point in one)])

    def place(seen: float, share: float) -> tuple[float, float]:
        along = log10(seen) / max(log10(most), 0.1)
        up = (share - low) / (1 - low)
        tall = CURVES_HEIGHT - CURVES_TOP - CURVES_BOTTOM
        return 60 + (WIDTH - 60 - RIGHT) * along, CURVES_HEIGHT - CURVES_BOTTOM - tall * up

    shapes = [*axes(place, most, low, learnt)]
    apart = min(200, (WIDTH - 70) // len(drawn))
    for number, (name, curve) in enumerate(drawn.items()):
        is_model = name.startswith("model")
        colour = MODEL_COLOUR if is_model else CURVE_COLOURS[number % len(CURVE_COLOURS)]
        shapes += curve_shapes(curve, colour, place)
        shapes.append(dot(70 + apart * number, 14, colour))
        shapes.append(text(80 + apart * number, 18, name))
    return svg(CURVES_HEIGHT, shapes)


def axes(place: Place, most: int, low: float, learnt: float) -> Iterator[str]:
    for seen in sorted({1, 2, 5, 10, 20, 50, 100, 200, 500, most}):
        if seen <= most:
            x, bottom = place(seen, low)
            yield text(x, bottom + 18, str(seen), "middle")
    for share in (low, learnt, 1.0):
        (left, y), (right, _) = place(1, share), place(most, share)
        dashes = ' stroke-dasharray="5 4"' if share == learnt else ""
        ends = f'x1="{left:.1f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}"'
        yield f'<line {ends} stroke="#b8c2cb"{dashes}/>'
        yield text(left - 8, y + 4, f"{share:.0%}", "end")
    yield text(
        (WIDTH + 30) / 2, CURVES_HEIGHT - 6, "packs judged, or good pictures taught", "middle"
    )


def curve_shapes(curve: Sequence[dict[str, Any]], colour: str, place: Place) -> Iterator[str]:
    points = [place(point["seen"], point["right"]["share"]) for point in curve]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for point, (x, y) in zip(curve, points, strict=True):
        low, high = (place(point["seen"], end)[1] for end in point["right"]["interval"])
        ends = f'x1="{x:.1f}" x2="{x:.1f}" y1="{low:.1f}" y2="{high:.1f}"'
        yield f'<line {ends} stroke="{colour}" opacity="0.35" stroke-width="2"/>'
        yield dot(x, y, colour)


def dot(x: float, y: float, colour: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>'


def text(x: float, y: float, said: str, anchor: str = "start", weight: str = "400") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}"'
    return f"<text {place}>{escape(said)}</text>"


def svg(height: int, shapes: Sequence[str]) -> str:
    box = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{"".join(shapes)}</svg>'
