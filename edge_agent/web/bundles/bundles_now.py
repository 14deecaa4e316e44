"""The bundles of a station as they are now: in use, before, waiting, and how well they do."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from edge_agent.core.errors import PackwardenError, StoreDamaged
from edge_agent.core.guarantees.bounds import Interval, interval
from edge_agent.core.monitoring.confidence_sequence import RateSequence
from edge_agent.core.monitoring.live_figures import Compared, LiveFigures, compared
from edge_agent.core.monitoring.rate_rise import Counted
from edge_agent.evidence.bundle_log import BundleLog, bundle_log
from edge_agent.inspection.bundle import Bundle
from edge_agent.releases.slots import InUse, Place, Slots
from edge_agent.store.figures import FiguresFile
from edge_agent.web.api.station_routes import last_record
from edge_agent.web.site import Site

DELTA: Final = 0.05


@dataclass(frozen=True, slots=True)
class FigureNow:
    """One figure with both bundles; the interval of what still grows is right at any look."""

    compared: Compared
    before: Interval | None
    now: Interval | None


@dataclass(frozen=True, slots=True)
class BundlesNow:
    in_use: Bundle
    before: Bundle | None
    """To which the station can go back."""
    ready: Bundle | None
    """Tried; the next order begins with it."""
    slots: InUse
    log: BundleLog
    figures: tuple[FigureNow, ...]
    """() where nothing was seen yet."""
    packs: int
    """Seen with the bundle in use and the recipe in force."""

    @property
    def is_proven(self) -> bool:
        return self.slots.begun == 0

    @property
    def ships(self) -> bool:
        """Nothing lies behind it."""
        return self.slots.place == "ships"


def bundles_now(site: Site) -> BundlesNow:
    slots = Slots(site.data.bundles)
    now, ready, in_use = slots.in_use, slots.ready, slots.usable()
    before = None if now.place == "ships" else slots.before(now).bundle
    with_it, with_before = figures_of(site, in_use.sha256, before)
    return BundlesNow(
        in_use=in_use,
        before=before,
        ready=None if ready is None else opened(slots, ready.place),
        slots=now,
        log=bundle_log(site.data.events),
        figures=tuple(figures_now(with_before, with_it)),
        packs=with_it.packs,
    )


def opened(slots: Slots, place: Place) -> Bundle | None:
    """None where it does not open any more."""
    with suppress(PackwardenError):
        return slots.opened(place)
    return None


def figures_of(site: Site, in_use: str, before: Bundle | None) -> tuple[LiveFigures, LiveFigures]:
    """As the line has kept them last, for the recipe in force; a damaged file says nothing."""
    state, last = site.line.state, last_record(site)
    recipe_hash = state.identity.recipe_hash if state else last.recipe_hash if last else None
    if recipe_hash is None:
        return LiveFigures(), LiveFigures()
    try:
        kept = FiguresFile(site.data.live_figures(recipe_hash)).read()
    except StoreDamaged:
        return LiveFigures(), LiveFigures()
    return kept.of(in_use), LiveFigures() if before is None else kept.of(before.sha256)


def figures_now(before: LiveFigures, now: LiveFigures) -> list[FigureNow]:
    """Of which anything is known."""
    return [
        FigureNow(one, fixed(one.before), growing(one.now))
        for one in compared(before, now)
        if one.now.seen or one.before.seen
    ]


def fixed(counted: Counted) -> Interval | None:
    return interval(counted.happened, counted.seen, DELTA) if counted.seen else None


def growing(counted: Counted) -> Interval | None:
    if not counted.seen:
        return None
    return RateSequence(DELTA, counted.happened, counted.seen).interval
