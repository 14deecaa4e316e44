"""Lots across all sites: found by the beginning of their names, and one lot at every station."""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import HTMLResponse

from deploy.fleet.searching import Wanted
from deploy.fleet.summaries import Scope, defects, lot_summary, lots_seen
from deploy.fleet.web.api.words import NO_NUL, PathWord
from deploy.fleet.web.pages.asked import address, to_packs
from deploy.fleet.web.pages.charting import charted
from deploy.fleet.web.pages.packs_shown import latest
from deploy.fleet.web.pages.page import Looking, page_route
from deploy.fleet.web.pages.words import words_of
from edge_agent.core.packs import Verdict

router = APIRouter()

MOST_LOTS: Final = 50
MOST_PACKS: Final = 12
LOOKED_BACK: Final = timedelta(days=400)
"""Sums stay when records go; a lot is asked for long after it was made."""


@router.get("/lots", **page_route())
def lots(
    look: Looking, begins: Annotated[str, Query(max_length=200, pattern=NO_NUL)] = ""
) -> HTMLResponse:
    """Those seen last, or whose names begin so."""
    since = look.site.clock.wall() - LOOKED_BACK
    found = lots_seen(look.site.engine, since, MOST_LOTS, begins.strip())
    return look.page("lots.html", found=found, begins=begins, most=MOST_LOTS)


@router.get("/lots/{lot:path}", **page_route())
def one_lot(lot: PathWord, look: Looking) -> HTMLResponse:
    """NotFound for a lot of which no pack was ever seen."""
    engine, summary = look.site.engine, lot_summary(look.site.engine, lot)
    wanted = Wanted(lot=lot, verdict=Verdict.NOT_OK)
    return look.page(
        "lot.html",
        lot=lot,
        summary=summary,
        chart=charted(summary.hours),
        defects=defects(engine, Scope(lot=lot)),
        to_packs=lambda one: to_packs(one, {"lot": lot}),
        latest=latest(engine, look.site.places.pictures, wanted, MOST_PACKS),
        all_packs=address("/packs", {"lot": lot, "verdict": Verdict.NOT_OK}),
        export=lambda form: address("/api/v1/exports/records", {"format": form, "lot": lot}),
        words=words_of(look),
    )
