"""What was said against packs of the whole fleet, most frequent first."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select
from starlette.responses import HTMLResponse

from deploy.fleet.summaries import Scope, defects
from deploy.fleet.tables import stations, tallies
from deploy.fleet.web.pages.asked import OFFERED_DAYS, Asked, Days, begin, to_packs
from deploy.fleet.web.pages.page import CentreLook, Looking, page_route
from deploy.fleet.web.pages.words import words_of

router = APIRouter()


@router.get("/defects", **page_route())
def all_defects(
    look: Looking,
    days: Annotated[Days, Query()] = OFFERED_DAYS[1],
    site: Asked = "",
    recipe: Asked = "",
) -> HTMLResponse:
    """Over a chosen time, at one site or at all of them, of one recipe or of all."""
    since = begin(look.site.clock.wall(), days)
    scope = Scope(site=site or None, recipe=recipe or None, hour_from=since)
    return look.page(
        "defects.html",
        days=days,
        site=site,
        recipe=recipe,
        offered_days=sorted({*OFFERED_DAYS, days}),
        sites=sites_of(look),
        recipes=recipes_of(look),
        found=defects(look.site.engine, scope),
        to_packs=lambda one: to_packs(one, {"site": site, "recipe": recipe, "days": days}),
        words=words_of(look),
    )


def sites_of(look: CentreLook) -> list[str]:
    with look.site.reading() as connection:
        names = connection.execute(select(stations.c.name)).scalars()
        return sorted({name.partition("/")[0] for name in names})


def recipes_of(look: CentreLook) -> list[str]:
    with look.site.reading() as connection:
        return sorted(connection.execute(select(tallies.c.recipe).distinct()).scalars())
