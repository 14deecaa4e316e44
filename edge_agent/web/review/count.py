"""How many packs wait for a person's word, for the menu of every panel."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from starlette.concurrency import run_in_threadpool

from edge_agent.control.line_state import LineState
from edge_agent.core.errors import PackwardenError
from edge_agent.core.reasons.languages import Language
from edge_agent.web.review.desk import waiting_count
from edge_agent.web.site import Site

EVERY_S: Final = 2.0


@asynccontextmanager
async def counting(site: Site) -> AsyncIterator[None]:
    """In a task of its own; what ends it early is raised at the end."""
    count = WaitingCount(site)
    site.panel_notes.append(count.note)
    task = asyncio.create_task(count.keep_counting())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class WaitingCount:
    """Counted in the background: a panel asks five times a second, and must not wait."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.count: int | None = None
        """None until it was counted, and where it cannot be."""

    def note(self, state: LineState | None, language: Language) -> Mapping[str, Any]:
        return {} if self.count is None else {"review_count": self.count}

    async def keep_counting(self) -> None:
        while True:
            self.count = await run_in_threadpool(counted, self.site)
            await asyncio.sleep(EVERY_S)


def counted(site: Site) -> int | None:
    """A store that is damaged or of an earlier version is told where it is asked for."""
    try:
        return waiting_count(site)
    except PackwardenError:
        return None
