"""All pages that there are, from the menus and the routes, and a station with something to show.

A page that the menus name and that no router serves yet is left out; one that is served and that
nobody lists here is found by a test.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page, expect

from edge_agent.control.line_state import LineState
from edge_agent.control.shown import EndedWithViews
from edge_agent.core.packs import Outcome
from edge_agent.core.roles import RULES, Act, Role
from edge_agent.web.app import PAGE_ROUTERS
from edge_agent.web.pages.menu import DESK, OPERATOR
from hardware.interfaces import Pixels
from tests.browser.panel import Panel, served_panel
from tests.evidence.gate_folders import CHECK
from tests.web.evidence_folders import record_shadow_run
from tests.web.live.samples import A_CHECK, a_seen_record, an_asking_line, an_ended_pack

SERVED: Final = frozenset(
    route.path for router in PAGE_ROUTERS for route in router.routes if isinstance(route, APIRoute)
)
OPERATOR_PAGES: Final = tuple(place.path for place in OPERATOR if place.path in SERVED)
DESK_PAGES: Final = tuple(place.path for place in DESK if place.path in SERVED)
ENTRANCE: Final = ("/sign-in", "/set-up", "/claim")
ALL_PAGES: Final = (*OPERATOR_PAGES, *DESK_PAGES, *ENTRANCE)
OWN_LAYOUT: Final = tuple(path for path in ALL_PAGES if path != "/api")
"""The description of the API is laid out by another's script."""
ACT_OF: Final = {place.path: place.act for place in (*OPERATOR, *DESK)}
ASKED: Final = 118
"""The pack about which the shown line asks."""


def may_see(path: str, role: Role | None) -> bool:
    """Nobody sees what a viewer sees; the entrance is everybody's."""
    act = ACT_OF.get(path, Act.SEE)
    return act is Act.SEE if role is None else role in RULES[act].by


def most_may(path: str) -> Role:
    """Somebody who sees the page with all that is on it."""
    return Role.ENGINEER if may_see(path, Role.ENGINEER) else Role.QUALITY


@dataclass
class Looks:
    """One tab for each person and language, which goes from page to page."""

    panel: Panel
    tabs: dict[tuple[Role | None, str], Page] = field(default_factory=dict)

    def at(self, path: str, role: Role | None, language: str = "en") -> Page:
        """The page, with its words, its styles and its live data there."""
        page = self.tabs.get((role, language))
        if page is None:
            page = self.tabs[role, language] = self.panel.visit(path, role, language=language)
        else:
            page.goto(self.panel.address + path)
        settle(page)
        return page

    def faults(self) -> list[str]:
        """What pages did since this was last asked, and may not."""
        found, self.panel.wrong[:] = list(self.panel.wrong), []
        return found


def settle(page: Page) -> None:
    if page.locator("#state").count():
        state = page.locator("#state")
        expect(state).not_to_have_attribute("data-word", "no_data")
    page.evaluate("document.fonts.ready")


@contextmanager
def furnished(folder: Path, browser: Browser) -> Iterator[Looks]:
    """A line that runs and asks about a pack, over three lots of records with their truth."""
    with served_panel(folder, browser) as panel:
        record_shadow_run(panel.site.settings)
        pictures = {"top": picture(ASKED)}
        last = EndedWithViews(a_seen_record(ASKED - 9), {"top": picture(ASKED - 9)})
        panel.show(asking(), last, {ASKED: pictures})
        yield Looks(panel)


def asking() -> LineState:
    checks = (replace(A_CHECK, name=CHECK),)
    state = an_asking_line(ASKED, ASKED + 1, checks=checks)
    outcomes = [Outcome.PASSED, Outcome.PASSED, Outcome.REJECTED, Outcome.PASSED] * 15
    strip = tuple(an_ended_pack(50 + i, outcome) for i, outcome in enumerate(outcomes))
    return replace(state, lately=replace(state.lately, strip=strip, rejected=7))


def picture(pack_no: int) -> Pixels:
    """As large as a camera gives it."""
    return np.full((960, 1280, 3), 60 + pack_no % 120, np.uint8)
