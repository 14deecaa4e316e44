"""One station: how it is and came to that, what it found, and what runs there."""

from datetime import timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query
from starlette.responses import HTMLResponse

from deploy.fleet.downtime import stops_between
from deploy.fleet.overview import changes_of
from deploy.fleet.searching import Wanted
from deploy.fleet.summaries import Scope, defects, station_summary, version_runs
from deploy.fleet.web.api.downtime_routes import cause_sums
from deploy.fleet.web.api.words import NO_NUL
from deploy.fleet.web.pages.asked import OFFERED_DAYS, Days, address, begin, to_packs
from deploy.fleet.web.pages.charting import charted
from deploy.fleet.web.pages.fleet_page import stations_now
from deploy.fleet.web.pages.packs_shown import evidence_of, latest
from deploy.fleet.web.pages.page import CentreLook, Looking, page_route
from deploy.fleet.web.pages.standing import Standing
from deploy.fleet.web.pages.words import words_of
from edge_agent.core.packs import Verdict

router = APIRouter()

MOST_CHANGES: Final = 20
MOST_STOPS: Final = 20
MOST_DEFECTS: Final = 8
MOST_LOTS: Final = 8
STOPS_OF: Final = timedelta(days=1)
Name = Annotated[str, Path(max_length=60, pattern=NO_NUL)]


@router.get("/stations/{plant}/{line}/{name}", **page_route())
def station(
    plant: Name, line: Name, name: Name, look: Looking, days: Annotated[Days, Query()] = 1
) -> HTMLResponse:
    """NotFound for one that never sent anything."""
    full_name = f"{plant}/{line}/{name}"
    now, folder = look.site.clock.wall(), look.site.places.pictures
    since, path = begin(now, days), f"/stations/{full_name}"
    (standing,) = stations_now(look, full_name)
    summary = station_summary(look.site.engine, full_name, since)
    wanted = Wanted(station=full_name, verdict=Verdict.NOT_OK)
    scope = Scope(station=full_name, hour_from=since)
    return look.page(
        "station.html",
        name=full_name,
        days=days,
        offered_days=OFFERED_DAYS,
        to_days=lambda one: address(path, {"days": one}),
        summary=summary,
        chart=charted(summary.hours),
        defects=defects(look.site.engine, scope)[:MOST_DEFECTS],
        to_packs=lambda one: to_packs(one, {"station": full_name, "days": days}),
        pictures={one.id: evidence_of(one, folder) for one in standing.findings},
        changes=changes_of(look.site.engine, full_name, MOST_CHANGES),
        runs=version_runs(look.site.engine, full_name),
        latest=latest(look.site.engine, folder, wanted),
        most_lots=MOST_LOTS,
        **stops_shown(look, full_name),
        **now_shown(look, standing),
    )


@router.get("/stations/{plant}/{line}/{name}/now", **page_route())
def station_part(plant: Name, line: Name, name: Name, look: Looking) -> HTMLResponse:
    """What of the page changes from one second to the next."""
    (standing,) = stations_now(look, f"{plant}/{line}/{name}")
    return look.page("station.now.html", **now_shown(look, standing))


def now_shown(look: CentreLook, standing: Standing) -> dict[str, Any]:
    return {"one": standing, "at": look.site.clock.wall(), "words": words_of(look)}


def stops_shown(look: CentreLook, name: str) -> dict[str, Any]:
    """Of the last 24 hours."""
    now = look.site.clock.wall()
    found = stops_between(look.site.engine, now - STOPS_OF, now, name)
    causes = cause_sums(found.stops, now - STOPS_OF, now)
    return {
        "causes": causes,
        "longest_s": max((one.lasted_s for one in causes), default=1.0),
        "stops": found.stops[:MOST_STOPS],
        "all_stops": found,
    }
