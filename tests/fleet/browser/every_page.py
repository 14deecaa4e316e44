"""All pages that a centre has, and one with a day behind it: by its own ingest and watching."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page

from deploy.fleet.demo.furnishing import STATIONS, furnish
from deploy.fleet.recipes.agreeing import Step
from deploy.fleet.searching import Wanted, find_records
from deploy.fleet.watching.reading import findings_of
from deploy.fleet.web.app import PAGE_ROUTERS
from deploy.fleet.web.centre_site import CentreSite
from deploy.fleet.web.serving import configured
from edge_agent.core.roles import Role
from hardware.clock import RealClock
from tests.browser.panel import served_by
from tests.fleet.browser.pages import CentrePages
from tests.fleet.recipes.samples import MIA, added, approved, box_files, step
from tests.fleet.web.served_centre import opened_centre

SHOWN: Final = tuple(STATIONS[i] for i in (0, 1, 4, 5, 9))
"""One as it should be, two with faults, a silent and a faulted one."""
PACKS: Final = 200
SIZES: Final = ((1280, 800), (1366, 768), (1920, 1080))
OTHERS: Final = frozenset({"/sign-in", "/set-up", "/claim", "/people", "/api"})
"""Shared with stations and tried there."""
PARTS: Final = frozenset(
    {
        "/fleet/now",
        "/stations/{plant}/{line}/{name}/now",
        "/health/now",
        "/recipes/releases",
        "/orders/now",
    }
)
"""Asked for by pages, for a part of themselves."""
PATHS: Final = tuple(
    route.path
    for router in PAGE_ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and route.path not in OTHERS | PARTS
)


@dataclass
class Looks:
    """One tab for each person and language, which goes from page to page."""

    pages: CentrePages
    places: dict[str, str]
    """What stands in a path's brackets."""
    tabs: dict[tuple[Role, str], Page] = field(default_factory=dict)

    def at(self, path: str, role: Role, language: str = "en") -> Page:
        filled = path
        for name, value in self.places.items():
            filled = filled.replace(name, value)
        page = self.tabs.get((role, language))
        if page is None:
            page = self.tabs[role, language] = self.pages.visit(filled, role, SIZES[0], language)
        else:
            page.goto(self.pages.address + filled)
        page.evaluate("document.fonts.ready")
        return page

    def faults(self) -> list[str]:
        """What pages did since this was last asked, and may not."""
        found, self.pages.wrong[:] = list(self.pages.wrong), []
        return found


@contextmanager
def furnished(folder: Path, browser: Browser) -> Iterator[Looks]:
    with opened_centre(folder / "centre", RealClock()) as site:
        furnish(site.engine, site.places.pictures, site.clock, PACKS, SHOWN)
        recipe_hash = recipes_in(site, folder)
        with served_by(configured(site)) as address:
            pages = CentrePages(site, browser, address)
            yield Looks(pages, places_of(site) | {"{recipe_hash}": recipe_hash})
            pages.close()


def recipes_in(site: CentreSite, folder: Path) -> str:
    """Hash of the second version, which waits for its second person."""
    with site.engine.begin() as connection:
        old = added(connection, box_files(folder / "old"))
        approved(connection, old.hash)
        new = added(connection, box_files(folder / "new", 0.7, blank=True), old.hash)
        step(connection, new.hash, Step.PROPOSED, MIA)
    return new.hash


def places_of(site: CentreSite) -> dict[str, str]:
    with site.reading() as connection:
        finding = findings_of(connection)[0]
    pack = find_records(site.engine, Wanted(verdict="not_ok"), 1).records[0]
    plant, line, name = pack.station.split("/")
    return {
        "{plant}": plant,
        "{line}": line,
        "{name}": name,
        "{lot:path}": pack.lot or "",
        "{key}": str(pack.key),
        "/findings/{number}": f"/findings/{finding.id}",
        "/dead-letters/{number}": "/dead-letters/1",
    }
