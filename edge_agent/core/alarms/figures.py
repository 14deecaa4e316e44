"""How good the alarms themselves are: how many there are, in floods or not, and which ones most.

Targets: fewer than one in ten minutes; never more than ten (EEMUA 191, ISA-18.2).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

WINDOW: Final = timedelta(minutes=10)
FLOOD: Final = 10
"""More in one window are a flood: nobody can answer them any more."""
MOST_NAMED: Final = 10


@dataclass(frozen=True, slots=True)
class Coming:
    """An alarm has come."""

    alarm_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BadActor:
    alarm_id: str
    count: int


@dataclass(frozen=True, slots=True)
class AlarmFigures:
    comings: int
    per_window: float
    """Mean per ten minutes."""
    most_in_window: int
    flood_share: float
    """Share of the windows that were floods."""
    bad_actors: tuple[BadActor, ...]
    """The most frequent, in order."""


def figures_of(comings: Sequence[Coming], begun: datetime, now: datetime) -> AlarmFigures:
    """Over the windows of ten minutes from `begun` to `now`, the last one may be short."""
    windows = max(1, -(-(now - begun) // WINDOW))
    inside = [one for one in comings if begun <= one.at <= now]
    counts = Counter((one.at - begun) // WINDOW for one in inside)
    floods = sum(count > FLOOD for count in counts.values())
    actors = Counter(one.alarm_id for one in inside).most_common(MOST_NAMED)
    return AlarmFigures(
        comings=len(inside),
        per_window=len(inside) / windows,
        most_in_window=max(counts.values(), default=0),
        flood_share=floods / windows,
        bad_actors=tuple(BadActor(*actor) for actor in actors),
    )
