"""The chart of a what-if: what each level earns, by the score from which a pack is not ok."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import ceil, floor, log10
from typing import Any

from edge_agent.core.money import NO_AI
from edge_agent.line.drawing import Drawing, Line, Point, Text

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 90, 20, 64, 50
COLOURS = {
    NO_AI: "#777777",
    "recommend": "#d55e00",
    "act_when_sure": "#0072b2",
    "act_always": "#009e73",
}
"""Told apart by colour-blind people too (Okabe and Ito)."""
GRID_COLOUR = "#e3e3e3"
LEGEND_PX = 150
TICKS = 5


class Axes:
    """From threshold and euros to pixels."""

    def __init__(self, euros: Sequence[float]) -> None:
        self.step = round_step((max(euros) - min(euros)) / TICKS)
        self.low = floor(min(euros) / self.step) * self.step
        self.high = max(ceil(max(euros) / self.step) * self.step, self.low + self.step)

    def place(self, threshold: float, euros: float) -> Point:
        across = (WIDTH - LEFT - RIGHT) * threshold
        up = (HEIGHT - TOP - BOTTOM) * (euros - self.low) / (self.high - self.low)
        return LEFT + across, HEIGHT - BOTTOM - up

    @property
    def ticks(self) -> list[float]:
        return [
            self.low + index * self.step
            for index in range(round((self.high - self.low) / self.step) + 1)
        ]


def money_chart(document: dict[str, Any]) -> Drawing:
    """Of a document of `packwarden whatif`."""
    nothing = next(row["net_eur"] for row in document["money"] if row["case"] == NO_AI)
    curves = curves_of(document["thresholds"])
    every = [euros for curve in curves.values() for _, euros in curve]
    axes = Axes([nothing, *every])
    curves = {NO_AI: [(0.0, nothing), (1.0, nothing)], **curves}
    return Drawing(
        WIDTH,
        HEIGHT,
        (*grid(axes), *swatches(), *(drawn(case, curve, axes) for case, curve in curves.items())),
        (*headings(document), *legend(), *labels(axes)),
    )


def curves_of(rows: Sequence[dict[str, Any]]) -> dict[str, list[tuple[float, float]]]:
    """For each level the thresholds with what they earn."""
    by_case = groupby(rows, key=lambda row: str(row["case"]))
    return {case: [(row["threshold"], row["net_eur"]) for row in rows] for case, rows in by_case}


def drawn(case: str, curve: Sequence[tuple[float, float]], axes: Axes) -> Line:
    return Line(tuple(axes.place(*point) for point in curve), COLOURS[case], 2.0)


def grid(axes: Axes) -> Iterator[Line]:
    for euros in axes.ticks:
        yield Line((axes.place(0, euros), axes.place(1, euros)), GRID_COLOUR)
    for threshold in tenths():
        yield Line((axes.place(threshold, axes.low), axes.place(threshold, axes.high)), GRID_COLOUR)


def headings(document: dict[str, Any]) -> Iterator[Text]:
    known, packs = document["truth_known"], document["packs"]
    said = f"Net euros of {known} packs, by level; truth known for {known} of {packs} packs"
    yield Text((LEFT, 18), said)
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield Text((middle, HEIGHT - 12), "a pack is not ok from this defect score on", "middle")


def swatches() -> Iterator[Line]:
    for place, colour in enumerate(COLOURS.values()):
        left = LEFT + LEGEND_PX * place
        yield Line(((left, 42), (left + 18, 42)), colour, 3.0)


def legend() -> Iterator[Text]:
    for place, case in enumerate(COLOURS):
        yield Text((LEFT + LEGEND_PX * place + 24, 42), case)


def labels(axes: Axes) -> Iterator[Text]:
    for euros in axes.ticks:
        x, y = axes.place(0, euros)
        yield Text((x - 8, y), f"{euros:,.0f}" if axes.step >= 1 else f"{euros:,.2f}", "end")
    for threshold in tenths():
        x, y = axes.place(threshold, axes.low)
        yield Text((x, y + 16), f"{threshold:.1f}", "middle")


def tenths() -> list[float]:
    return [place / 10 for place in range(0, 11, 2)]


def round_step(wanted: float) -> float:
    """1, 2 or 5 times a power of ten, at least as wide as wanted."""
    if wanted <= 0:
        return 1.0
    power = 10.0 ** floor(log10(wanted))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= wanted * (1 - 1e-9))
