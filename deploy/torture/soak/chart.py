"""The picture of a run: memory, open handles, latency and disk over time, with what failed when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from deploy.torture.soak.grounds import BROKER, OWN
from deploy.torture.soak.rota import Fault
from deploy.torture.soak.running import Soaked
from edge_agent.line.drawing import Drawing, Line, Point, Text
from edge_agent.line.money_chart import round_step

WIDTH, LEFT, RIGHT, TOP = 900, 70, 150, 50
PANEL, BETWEEN, BOTTOM = 150, 46, 110
GRID_COLOUR, FAULT_COLOUR = "#e3e3e3", "#f3c6a5"
COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#777777", "#56b4e9")
"""Told apart by colour-blind people too (Okabe and Ito)."""
TICKS: Final = 4
LETTERS: Final = dict(zip(Fault, "ABCDEFGHIJ", strict=True))
LEGEND_COLUMNS: Final = 3
Points = Sequence[Point]


@dataclass(frozen=True, slots=True)
class Panel:
    """`curves`: by name, minutes and values."""

    title: str
    curves: dict[str, Points]

    @property
    def high(self) -> float:
        most = max((y for points in self.curves.values() for _, y in points), default=0.0)
        step = round_step(most / TICKS)
        return max(step, float(np.ceil(most / step)) * step)


def soak_chart(soaked: Soaked) -> Drawing:
    panels = [
        Panel("resident memory, MB", held(soaked, "resident_mb")),
        Panel("open handles", held(soaked, "handles")),
        Panel("trigger to decision, p99 of each minute, ms", {"p99": latencies(soaked)}),
        Panel("on the disk, MB", on_disk(soaked)),
    ]
    minutes = max(soaked.seconds / 60, 1e-9)
    height = TOP + len(panels) * (PANEL + BETWEEN) + BOTTOM
    drawn = [Drawn(panel, place, minutes) for place, panel in enumerate(panels)]
    return Drawing(
        WIDTH,
        height,
        (*(line for one in drawn for line in one.lines(soaked)),),
        (
            Text((LEFT, 20), f"{minutes:.0f} minutes, {soaked.ledger['seen']} packs"),
            *(text for one in drawn for text in one.texts(soaked)),
            *legend(height - BOTTOM + 20),
        ),
    )


class Drawn:
    """A panel at its place."""

    def __init__(self, panel: Panel, place: int, minutes: float) -> None:
        self.panel, self.minutes = panel, minutes
        self.top = TOP + place * (PANEL + BETWEEN)
        self.bottom = self.top + PANEL

    def place(self, minute: float, value: float) -> Point:
        across = (WIDTH - LEFT - RIGHT) * minute / self.minutes
        return LEFT + across, self.bottom - PANEL * value / self.panel.high

    def lines(self, soaked: Soaked) -> Iterator[Line]:
        for value in self.values():
            yield Line((self.place(0, value), self.place(self.minutes, value)), GRID_COLOUR)
        for one in soaked.plan:
            x, _ = self.place(one.at_s / 60, 0)
            yield Line(((x, self.top), (x, self.bottom)), FAULT_COLOUR)
        for colour, points in zip(COLOURS, self.panel.curves.values(), strict=False):
            if points:
                yield Line(tuple(self.place(*point) for point in points), colour, 1.5)

    def texts(self, soaked: Soaked) -> Iterator[Text]:
        yield Text((LEFT, self.top - 12), self.panel.title)
        for value in self.values():
            yield Text((LEFT - 6, self.place(0, value)[1]), f"{value:g}", "end")
        for number, name in enumerate(self.panel.curves):
            yield Text(
                (WIDTH - RIGHT + 10, self.top + 8 + 18 * number), name, colour=COLOURS[number]
            )
        for one in soaked.plan:
            x, _ = self.place(one.at_s / 60, 0)
            yield Text((x, self.bottom + 9), LETTERS[one.fault], "middle", "#a05a20")

    def values(self) -> list[float]:
        return [self.panel.high * number / TICKS for number in range(TICKS + 1)]


def legend(top: float) -> Iterator[Text]:
    """Which letter is which fault; the marks stand a minute apart."""
    for number, (fault, letter) in enumerate(LETTERS.items()):
        row, column = divmod(number, LEGEND_COLUMNS)
        yield Text((LEFT + 270 * column, top + 20 * row), f"{letter}  {fault}", colour="#a05a20")


def held(soaked: Soaked, what: str) -> dict[str, Points]:
    return {
        name: [
            (one.at_s / 60, float(getattr(one.processes[name], what)))
            for one in soaked.samples.kept
            if name in one.processes
        ]
        for name in (*OWN, BROKER)
    }


def on_disk(soaked: Soaked) -> dict[str, Points]:
    kept = soaked.samples.kept
    names = kept[0].disk_mb if kept else {}
    return {name: [(one.at_s / 60, one.disk_mb[name]) for one in kept] for name in names}


def latencies(soaked: Soaked) -> Points:
    minutes = np.floor(soaked.times.seen_s / 60)
    return [
        (float(one) + 0.5, float(np.percentile(soaked.times.latency_ms[minutes == one], 99)))
        for one in np.unique(minutes)
    ]
