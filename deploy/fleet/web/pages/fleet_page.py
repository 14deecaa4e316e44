"""The first page of a centre: every station, how it is, and which ones need somebody."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from deploy.fleet.overview import fleet_now
from deploy.fleet.watching.reading import findings_of
from deploy.fleet.web.pages.page import CentreLook, Looking, page_route
from deploy.fleet.web.pages.standing import Standing, by_site, needing, standings
from deploy.fleet.web.pages.words import words_of

router = APIRouter()


@router.get("/", **page_route())
def fleet(look: Looking) -> HTMLResponse:
    return look.page("fleet.html", **shown(look))


@router.get("/fleet/now", **page_route())
def fleet_part(look: Looking) -> HTMLResponse:
    """What of the page changes, to be asked for again and again."""
    return look.page("fleet.now.html", **shown(look))


def shown(look: CentreLook) -> dict[str, Any]:
    now = look.site.clock.wall()
    found = stations_now(look)
    return {
        "stations": found,
        "sites": by_site(found),
        "needing": needing(found),
        "most_share": max((one.not_ok_share for one in found), default=0.0) or 1.0,
        "at": now,
        "words": words_of(look),
    }


def stations_now(look: CentreLook, station: str | None = None) -> list[Standing]:
    """NotFound for a station that never sent anything."""
    with look.site.reading() as connection:
        open_now = findings_of(connection, station, open_only=True)
    return standings(fleet_now(look.site.engine, look.site.clock.wall(), station), open_now)
