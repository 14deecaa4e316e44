"""When does a fading print fail? The trend of its grade, carried on to the grade that fails."""

from dataclasses import dataclass
from math import inf
from typing import Any, Final

from deploy.fleet.watching.history import History
from deploy.fleet.watching.signs import Group
from deploy.fleet.watching.subjects import Signal, Subject
from edge_agent.core.monitoring.trend import FEWEST, Trend, Until

FAILED_GRADE: Final = 0.5
"""ISO/IEC 15416: below it a print or code fails."""
S_PER_HOUR: Final = 3600.0
LONGEST_HOURS: Final = 24.0 * 90
"""Beyond this a straight line says nothing."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """From the last pack on, at the line's present pace with its stops."""

    check: str
    packs: Until
    hours: Until

    def figures(self) -> dict[str, Any]:
        return {
            "fails_check": self.check,
            "fails_below_grade": FAILED_GRADE,
            "fails_in_packs": shown(self.packs, 0),
            "fails_in_hours": shown(self.hours, 2),
        }


def shown(until: Until, digits: int) -> list[float | None]:
    """Soonest, likely, latest; None for never."""
    return [
        None if one == inf else round(one, digits)
        for one in (until.soonest, until.likely, until.latest)
    ]


def forecast(group: Group, history: History, streams: dict[Subject, int]) -> Forecast | None:
    """Of the check that fails first; None where nothing falls beyond luck, or it takes ages."""
    found = []
    for sign in group.signs:
        if sign.subject.signal is Signal.LEGIBILITY:
            x, y = history.points(streams[sign.subject], sign.row)
            until = until_failed(x, y)
            if until is not None:
                found.append((until.likely, sign.subject.of, until, sign.row))
    if not found:
        return None
    _, check, packs, row = min(found)
    pace = history.packs_per_s(row)
    if pace <= 0 or packs.likely / pace > LONGEST_HOURS * S_PER_HOUR:
        return None
    hours = Until(*(one / pace / S_PER_HOUR for one in (packs.soonest, packs.likely, packs.latest)))
    return Forecast(check, packs, hours)


def until_failed(x: list[float], y: list[float]) -> Until | None:
    if len(x) < FEWEST:
        return None
    trend = Trend.through(x, y)
    return trend.until(FAILED_GRADE) if trend.falls else None
