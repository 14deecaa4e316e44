"""Shares of packs that are not ok over time, as the control chart that stations draw too. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from deploy.fleet.summaries import HourSums
from edge_agent.core.packs import Verdict
from edge_agent.core.statistics.p_chart import PChart, Point, Subgroup, p_chart
from edge_agent.web.statistics.drawing import Drawing, drawn

WIDE: Final = (190.0, 42.0)
"""Width and height in millimetres."""
CUTS: Final = ((timedelta(days=2), 1), (timedelta(days=10), 6))
"""Up to this long a time is cut into parts of so many hours."""
WHOLE_DAY: Final = 24


@dataclass(frozen=True, slots=True)
class Charted:
    by: str
    """hour or day: how parts are called under the axis."""
    chart: PChart
    drawing: Drawing
    points: Sequence[tuple[datetime, Subgroup, Point]]
    """When each part begins, what was in it, and where it lies."""

    @property
    def packs(self) -> int:
        return sum(subgroup.packs for _, subgroup, _ in self.points)


def charted(hours: Sequence[HourSums]) -> Charted:
    """Parts without a pack are left out."""
    span = hours[-1].begins - hours[0].begins if hours else timedelta(0)
    width_h = next((hours for longest, hours in CUTS if span <= longest), WHOLE_DAY)
    parts = subgroups(hours, width_h)
    chart = p_chart([subgroup for _, subgroup in parts])
    points = [
        (begins, subgroup, point)
        for (begins, subgroup), point in zip(parts, chart.points, strict=True)
    ]
    return Charted("hour" if width_h == 1 else "day", chart, drawn(chart, WIDE), points)


def subgroups(hours: Iterable[HourSums], width_h: int) -> list[tuple[datetime, Subgroup]]:
    found: dict[datetime, tuple[int, int]] = {}
    for hour in hours:
        begins = part_of(hour.begins, width_h)
        packs, hits = found.get(begins, (0, 0))
        not_ok = hour.sums.verdicts.get(Verdict.NOT_OK, 0)
        found[begins] = (packs + hour.sums.packs, hits + not_ok)
    return [(begins, Subgroup(*counts)) for begins, counts in sorted(found.items())]


def part_of(hour: datetime, width_h: int) -> datetime:
    utc = hour.astimezone(UTC)
    return utc.replace(hour=utc.hour - utc.hour % width_h)
