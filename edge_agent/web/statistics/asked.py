"""What somebody asks of the statistics, and the answer from what the store has counted.

Page, lot report and API ask here, so that they never say different numbers.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.core.statistics.parts import USUAL_SHIFTS, By, usual_cut
from edge_agent.core.statistics.report import Charted, Report, report_of
from edge_agent.store.tallies import LotSeen, TallyFilter, lot_in, lots_seen, tallies
from edge_agent.web.site import Site

USUAL_SPAN: Final = timedelta(hours=8)
LOTS_BACK: Final = timedelta(days=92)
MOST_LOTS: Final = 50
MOST_PARTS: Final = 1_000
"""Points of one chart: more than that nobody can see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """None is what is usual: the last eight hours, and a cut that fits the time."""

    seen_from: datetime | None = None
    seen_before: datetime | None = None
    lot: str | None = None
    by: By | None = None
    charted: Charted | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    seen_from: datetime
    seen_before: datetime
    lot: str | None
    by: By
    charted: Charted
    report: Report


def statistics_of(site: Site, asked: Asked) -> Answered:
    """NotFound for a lot that was never seen; InvalidInput for a time that is none."""
    start, end = times_of(site, asked)
    by = asked.by or usual_cut(end - start)
    charted = asked.charted or usual_charted(site)
    wanted = TallyFilter(seen_from=start, seen_before=end, lot=asked.lot)
    report = report_of(
        tallies(site.store, wanted), by, charted, datetime.astimezone, shifts_of(site)
    )
    if len(report.parts) > MOST_PARTS:
        raise InvalidInput(f"{len(report.parts)} parts are too many; ask by day or for less time")
    return Answered(
        seen_from=start,
        seen_before=end,
        lot=asked.lot,
        by=by,
        charted=charted,
        report=report,
    )


def times_of(site: Site, asked: Asked) -> tuple[datetime, datetime]:
    """A lot's own time where none is asked for."""
    if asked.lot is not None and asked.seen_from is None and asked.seen_before is None:
        seen = lot_seen(site, asked.lot)
        return seen.first, seen.last + timedelta(minutes=15)
    end = asked.seen_before or site.clock.wall()
    start = asked.seen_from or end - USUAL_SPAN
    if start >= end:
        raise InvalidInput(f"nothing lies between {start.isoformat()} and {end.isoformat()}")
    return start.astimezone(UTC), end.astimezone(UTC)


def lot_seen(site: Site, lot: str) -> LotSeen:
    found = lot_in(site.store, lot)
    if found is None:
        raise NotFound(f"no pack of lot {lot!r} was seen here")
    return found


def latest_lots(site: Site) -> list[LotSeen]:
    return lots_seen(site.store, site.clock.wall() - LOTS_BACK, MOST_LOTS)


def usual_charted(site: Site) -> Charted:
    """What is rejected, where something can be; else what would be."""
    return Charted.REJECTED if site.settings.has_gate else Charted.NOT_OK


def shifts_of(site: Site) -> tuple[time, ...]:
    """Starts of shifts on the plant's own clock; the settings have them in UTC."""
    day = site.clock.wall().date()
    starts = site.settings.challenges.shift_starts
    here = [datetime.combine(day, start, UTC).astimezone().time() for start in starts]
    return tuple(here) or USUAL_SHIFTS
