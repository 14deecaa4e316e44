"""Looks at the station for alarms as long as the page server runs."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool

from edge_agent.control.line_state import LineState
from edge_agent.core.bundle_orders import REFUSED
from edge_agent.core.errors import PackwardenError
from edge_agent.store.pages import RecordFilter, StorePages
from edge_agent.web.alarms.banner import AlarmNote
from edge_agent.web.alarms.conditions import SiteFacts, sight_of
from edge_agent.web.alarms.decision_rate import DecisionRate
from edge_agent.web.site import Site

LOOK_S: Final = 0.5
"""What is over sooner than that needs nobody."""
STARTING_LOOKS: Final = 60
"""For half a minute a line that was never reached is taken for one that starts."""
DISK_LOOKS: Final = 20
"""Looks from one to the next at the disk and the store."""
LOG_LOOKS: Final = 4
"""Looks from one to the next at what the log says of releases and of the centre."""
TOLD_FOR: Final = timedelta(minutes=1)
"""A refusal is over at once; so long it is told as if it went on, that a person hears of it."""
MOST_REFUSALS: Final = 10


@asynccontextmanager
async def watching(site: Site) -> AsyncIterator[None]:
    """In a task of its own; what ends it early is raised at the end."""
    site.panel_notes.append(AlarmNote(site.alarms))
    watcher = Watcher(site)
    task = asyncio.create_task(watch(watcher))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def watch(watcher: "Watcher") -> None:
    """Until it is cancelled."""
    while True:
        await run_in_threadpool(watcher.look, watcher.site.line.state)
        await asyncio.sleep(LOOK_S)


class Watcher:
    """Of one station; called by one thread at a time."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.rate = DecisionRate()
        self.looks = 0
        self.disk_share: float | None = None
        self.store_trouble: str | None = None
        self.refused_releases: dict[str, str] = {}
        self.centre_waits_s: float | None = None

    def look(self, line: LineState | None) -> None:
        if self.looks % DISK_LOOKS == 0:
            self.disk_share = disk_share_of(self.site.folder)
            self.store_trouble = store_trouble_of(self.site.store)
        if self.looks % LOG_LOOKS == 0 and self.store_trouble is None:
            self.look_into_log()
        self.looks += 1
        self.site.alarms.look(sight_of(line, self.facts(line)))

    def look_into_log(self) -> None:
        """What cannot be read is told as trouble of the store."""
        with suppress(PackwardenError):
            self.refused_releases = refused_lately(self.site.store, self.site.clock.wall())
            self.centre_waits_s = self.site.centre_waits_s()

    def facts(self, line: LineState | None) -> SiteFacts:
        return SiteFacts(
            disk_share=self.disk_share,
            store_trouble=self.store_trouble,
            refused_releases=self.refused_releases,
            centre_waits_s=self.centre_waits_s,
            decisions_per_min=0.0 if line is None else self.decisions_per_min(line),
            why_no_line=self.site.line.why_none,
            is_starting=self.site.line.line is None and self.looks <= STARTING_LOOKS,
        )

    def decisions_per_min(self, line: LineState) -> float:
        pack_nos = [one.pack_no for one in line.recommendations]
        return self.rate.saw(line.identity.line, pack_nos, line.now_ns)


def disk_share_of(folder: Path) -> float | None:
    """Used share in [0, 1] of the disk that this folder is on."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return None
    return usage.used / usage.total if usage.total else None


def store_trouble_of(store: StorePages) -> str | None:
    try:
        store.records(RecordFilter(), 1)
    except PackwardenError as error:
        return str(error)
    return None


def refused_lately(store: StorePages, now: datetime) -> dict[str, str]:
    """Why, by the release's name."""
    found = [one.event for one in store.events(REFUSED, MOST_REFUSALS)]
    return {
        str(event.body["name"]): str(event.body["why"])
        for event in found
        if now - event.at < TOLD_FOR
    }
