"""A time cut into the parts of a chart: quarters of an hour, hours, shifts, days, or lots. Pure.

Shifts and days are those of the plant's own clock, which `local` gives.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from edge_agent.core.statistics.marks import Counts, Mark, Place

Local = Callable[[datetime], datetime]
"""To the same moment on the plant's own clock, as `datetime.astimezone` does."""
USUAL_SHIFTS: Final = (time(6), time(14), time(22))


class By(StrEnum):
    QUARTER = "quarter"
    HOUR = "hour"
    SHIFT = "shift"
    DAY = "day"
    LOT = "lot"


LONGEST: Final = (
    (timedelta(hours=8), By.QUARTER),
    (timedelta(days=2), By.HOUR),
    (timedelta(days=14), By.SHIFT),
)
"""Up to how long a time is cut into what; a longer one into days."""


LONG: Final = (By.SHIFT, By.DAY)


@dataclass(frozen=True, slots=True)
class Part:
    begins: datetime
    """UTC; of a lot, where its first pack lies."""
    lot: str | None
    """None where the parts are no lots."""
    counts: Counts


def usual_cut(span: timedelta) -> By:
    return next((by for longest, by in LONGEST if span <= longest), By.DAY)


def parts_of(
    counted: Iterable[tuple[Place, Counts]],
    by: By,
    local: Local,
    shifts: tuple[time, ...] = USUAL_SHIFTS,
) -> list[Part]:
    """Those with packs, oldest first. A lot made twice is one part."""
    sums: dict[object, Counter[Mark]] = {}
    begins: dict[object, datetime] = {}
    for place, counts in counted:
        begin = place.quarter if by is By.LOT else begin_of(local(place.quarter), by, shifts)
        # clocks are put forward and back within a day: it is one day all the same
        key = place.lot if by is By.LOT else begin.replace(tzinfo=None) if by in LONG else begin
        sums.setdefault(key, Counter()).update(counts)
        begins[key] = min(begins.get(key, begin), begin)
    parts = [
        Part(begins[key].astimezone(UTC), str(key) if by is By.LOT else None, counts)
        for key, counts in sums.items()
    ]
    return sorted(parts, key=lambda part: (part.begins, part.lot or ""))


def begin_of(here: datetime, by: By, shifts: tuple[time, ...]) -> datetime:
    """`here`: where a quarter of an hour begins, on the plant's own clock."""
    match by:
        case By.HOUR:
            return here.replace(minute=0)
        case By.DAY:
            return latest_start(here, (time(0),))
        case By.SHIFT:
            return latest_start(here, tuple(sorted(shifts)))
    return here


def latest_start(here: datetime, starts: tuple[time, ...]) -> datetime:
    """The last of these times of day that is not after `here`, today or the day before."""
    before = [start for start in starts if start <= here.time()]
    day = here if before else here - timedelta(days=1)
    start = before[-1] if before else starts[-1]
    return day.replace(hour=start.hour, minute=start.minute, second=0, microsecond=0)
