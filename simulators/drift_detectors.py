"""The station's own detectors over many streams at once: same steps, with numpy beside each other.

Each keeps for every stream the pack at which it first alarmed; a stream that has alarmed goes on.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from edge_agent.core.monitoring.e_detector import grow as grow_rate
from edge_agent.core.monitoring.e_detector import rates_bet_on
from edge_agent.core.monitoring.mean_fall import STAKES, MeanFall
from edge_agent.core.monitoring.mean_fall import grow as grow_fall
from edge_agent.core.monitoring.score_drift import START, ScoreDrift, jump

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
NEVER = np.iinfo(np.int64).max


class Detectors(Protocol):
    alarm_at: float
    first_alarm: Counts
    """By stream: packs up to the first alarm; NEVER without one."""

    def saw(self, values: Floats, luck: Floats) -> None:
        """One pack later in every stream."""
        ...


class Alarms:
    """When each stream first reached the evidence that alarms."""

    def __init__(self, streams: int, alarm_at: float) -> None:
        self.alarm_at, self.seen = alarm_at, 0
        self.first_alarm: Counts = np.full(streams, NEVER)

    def note(self, evidence: Floats) -> None:
        self.seen += 1
        new = (evidence >= self.alarm_at) & (self.first_alarm == NEVER)
        self.first_alarm[new] = self.seen


class Falls(Alarms):
    """Of a measure; `reference`: streams x packs."""

    def __init__(self, reference: Floats, fall_tolerated: float, alarm_at: float) -> None:
        super().__init__(len(reference), alarm_at)
        each = [MeanFall.begin(one, fall_tolerated, alarm_at) for one in reference]
        self.full = np.array([one.full for one in each])
        self.tolerated = np.array([one.tolerated for one in each])
        self.bets = np.zeros((len(reference), len(STAKES)))

    def saw(self, values: Floats, luck: Floats) -> None:
        self.bets = grow_fall(self.bets, values / self.full, self.tolerated)
        self.note(self.bets.mean(axis=1))


class Drifts(Alarms):
    """Of a score; `reference`: streams x packs."""

    def __init__(self, reference: Floats, alarm_at: float) -> None:
        super().__init__(len(reference), alarm_at)
        each = [ScoreDrift.begin(one, alarm_at) for one in reference]
        bins = max(len(one.counts) for one in each)
        self.edges = padded([one.edges for one in each], bins - 1, np.inf)
        self.counts = padded([one.counts for one in each], bins, 0.0)
        self.wealth = np.zeros((len(reference), 3))

    def saw(self, values: Floats, luck: Floats) -> None:
        place = (values[:, None] >= self.edges).sum(axis=1)
        streams = np.arange(len(values))
        self.counts[streams, place] += 1
        upwards = np.cumsum(self.counts, axis=1)
        here, up_to = self.counts[streams, place], upwards[streams, place]
        total = upwards[:, -1]
        chance = (total - up_to + luck * here) / total
        self.wealth = jump(self.wealth + START, chance)
        self.note(self.wealth.sum(axis=1))


class Rates(Alarms):
    """Of labels: 0 is right, 1 wrong, and NaN a pack without a label."""

    def __init__(self, streams: int, tolerated: float, alarm_at: float) -> None:
        super().__init__(streams, alarm_at)
        self.tolerated = tolerated
        self.bets = np.zeros((streams, len(rates_bet_on(tolerated))))

    def saw(self, values: Floats, luck: Floats) -> None:
        labelled = ~np.isnan(values)
        self.bets[labelled] = grow_rate(self.bets[labelled], values[labelled] == 1, self.tolerated)
        self.note(self.bets.mean(axis=1))


def padded(
    rows: list[tuple[float, ...]] | list[tuple[int, ...]], width: int, fill: float
) -> Floats:
    table = np.full((len(rows), width), fill)
    for row, values in zip(table, rows, strict=True):
        row[: len(values)] = values
    return table
