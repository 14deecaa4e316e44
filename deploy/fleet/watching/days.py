"""A day's scores and measures against their reference: one number for a chart, and a test."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from deploy.fleet.watching.monitors import MeasureMonitor, Monitor
from deploy.fleet.watching.subjects import Signal, Subject
from edge_agent.core.monitoring.population_distance import (
    RELEVANT_DISTANCE,
    chance_of,
    corrected,
    distance,
)
from edge_agent.core.monitoring.population_shift import ALARM_AT, FEWEST_PACKS, PopulationShift

ALPHA: Final = 0.001
"""Chance of a false alarm in a day of one station, over all its measures: 0.03 in a month."""


@dataclass(frozen=True, slots=True)
class DayFigures:
    subject: Subject
    packs: int
    shift: float
    """Population stability index."""
    distance: float
    """Of Kolmogorov and Smirnov, 0 to 1."""
    chance: float
    """Of such a distance by luck, corrected for all measures of the station (Holm)."""


def figures_of_day(monitors: Iterable[Monitor]) -> list[DayFigures]:
    """Of those with packs enough."""
    known = [
        (one, one.day)
        for one in monitors
        if isinstance(one, MeasureMonitor)
        and one.day is not None
        and sum(one.day.counts) >= FEWEST_PACKS
    ]
    chances = corrected([by_luck(day) for _, day in known])
    return [
        DayFigures(
            *(one.subject, sum(day.counts)),
            *(round(day.index, 4), round(distance(day.counts, day.expected), 4), chance),
        )
        for (one, day), chance in zip(known, chances, strict=True)
    ]


def by_luck(day: PopulationShift) -> float:
    found = distance(day.counts, day.expected)
    return chance_of(found, sum(day.counts), sum(day.expected))


def alarming(day: DayFigures) -> bool:
    """Scores of another distribution for certain, and so much so that it matters. What a measure
    of a picture has lost its own detector tells, and what it has gained alarms nobody."""
    if day.subject.signal is not Signal.SCORES:
        return False
    matters = day.shift >= ALARM_AT and day.distance >= RELEVANT_DISTANCE
    return matters and day.chance < ALPHA
