"""All pages that a centre has, and one with a day behind it: by its own ingest and watching."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page

from deploy.fleet.demo.furnishing import STATIONS, furnish
from deploy.fleet.demo.packs_to_label import drawn_packs, packs_to_label
from deploy.fleet.recipes.agreeing import Step
from deploy.fleet.rollouts import starting
from deploy.fleet.rollouts.desk import halt
from deploy.fleet.rollouts.halting import Halt, Rule
from deploy.fleet.rollouts.keeping import move_station, rollout_row, station_rows
from deploy.fleet.rollouts.plan import Plan
from deploy.fleet.rollouts.saying import Counts
from deploy.fleet.rollouts.standing import At
from deploy.fleet.rollouts.starting import By, start
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
        "/rollouts/{rollout}/now",
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
        places = {"{recipe_hash}": recipe_hash, "{rollout}": str(halted_in(site))}
        drawn = drawn_packs(site.places.pictures, 4)
        assert packs_to_label(site, drawn) == 4
        with served_by(configured(site)) as address:
            pages = CentrePages(site, browser, address)
            yield Looks(pages, places_of(site) | places)
            pages.close()


def halted_in(site: CentreSite) -> int:
    """Number of a roll-out to all stations, of which one took it and it halted."""
    now = site.clock.wall()
    by = By(MIA, now, "reads better", "")
    wanted = starting.Wanted("base-2.0.0.zip", "d" * 64, ("*",), None, Plan(), "")
    figures = {"before": [10, 400], "after": [12, 35], "tolerated": 0.07, "log_evidence": 9.4}
    with site.engine.begin() as connection:
        number = start(connection, wanted, by)
        first = station_rows(connection, number)[0].station
        counts = {"before": Counts(400, 10), "after": Counts(35, 12)}
        told = {name: json.dumps(asdict(one)) for name, one in counts.items()}
        levels = json.dumps({"expiry": "act_when_sure"})
        move_station(connection, number, first, state=At.BACK.value, levels=levels, **told)
        halt(
            connection, rollout_row(connection, number), Halt(Rule.MORE_NOT_OK, first, figures), now
        )
    return number


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
