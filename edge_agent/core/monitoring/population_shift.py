"""Population stability index of the scores of a day against a reference: one number for a chart.

PSI = sum((seen - expected) x ln(seen / expected)) over ten quantile bins. By convention 0.1 is
worth a look and 0.25 is another population; it is no test and promises no false-alarm rate.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

from edge_agent.core.monitoring.score_bins import bin_of, binned, quantile_edges

BINS = 10
WATCH_AT = 0.1
ALARM_AT = 0.25
FEWEST_PACKS = 200
"""Below this the index is large by chance alone."""
SMOOTHING = 0.5
"""Added to every count, so that an empty bin is no infinity."""


class Shift(StrEnum):
    TOO_FEW = "too_few"
    QUIET = "quiet"
    WATCH = "watch"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class PopulationShift:
    edges: tuple[float, ...]
    expected: tuple[int, ...]
    counts: tuple[int, ...]

    @classmethod
    def begin(cls, reference: Sequence[float] | NDArray[np.float64]) -> Self:
        edges = quantile_edges(reference, BINS)
        expected = tuple(binned(reference, edges))
        return cls(edges, expected, tuple(0 for _ in expected))

    def saw(self, score: float) -> Self:
        place = bin_of(score, self.edges)
        counts = (*self.counts[:place], self.counts[place] + 1, *self.counts[place + 1 :])
        return replace(self, counts=counts)

    def saw_all(self, scores: Sequence[float]) -> Self:
        more = binned(scores, self.edges)
        counts = tuple(before + new for before, new in zip(self.counts, more, strict=True))
        return replace(self, counts=counts)

    def next_day(self) -> Self:
        return replace(self, counts=tuple(0 for _ in self.counts))

    @property
    def index(self) -> float:
        seen, expected = smoothed_shares(self.counts), smoothed_shares(self.expected)
        return float(((seen - expected) * np.log(seen / expected)).sum())

    @property
    def shift(self) -> Shift:
        if sum(self.counts) < FEWEST_PACKS:
            return Shift.TOO_FEW
        if self.index >= ALARM_AT:
            return Shift.ALARM
        return Shift.WATCH if self.index >= WATCH_AT else Shift.QUIET


def smoothed_shares(counts: Sequence[int]) -> NDArray[np.float64]:
    smoothed = np.asarray(counts) + SMOOTHING
    return np.asarray(smoothed / smoothed.sum())
