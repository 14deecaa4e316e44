"""What the watching of the fleet found: what goes on, what is over, and one finding whole."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.responses import HTMLResponse

from deploy.fleet.watching.reading import finding_by_id, findings_of
from deploy.fleet.web.api.words import BeforeNumber, Number
from deploy.fleet.web.pages.asked import Asked
from deploy.fleet.web.pages.defects_page import sites_of
from deploy.fleet.web.pages.packs_shown import evidence_of
from deploy.fleet.web.pages.page import Looking, page_route
from deploy.fleet.web.pages.words import words_of
from edge_agent.core.errors import NotFound

router = APIRouter()

MOST: Final = 60
MOST_PICTURES: Final = 3


@router.get("/findings", **page_route())
def findings(
    look: Looking,
    station: Asked = "",
    past: Annotated[bool, Query()] = False,
    before: BeforeNumber = None,
) -> HTMLResponse:
    """Those that go on; with `past` also those that are over. The newest first."""
    folder = look.site.places.pictures
    with look.site.reading() as connection:
        found = findings_of(connection, station or None, not past, most=MOST + 1, before_id=before)
    return look.page(
        "findings.html",
        found=found[:MOST],
        pictures={one.id: evidence_of(one, folder)[:MOST_PICTURES] for one in found[:MOST]},
        older=found[MOST - 1].id if len(found) > MOST else None,
        station=station,
        past=past,
        sites=sites_of(look),
        words=words_of(look),
    )


@router.get("/findings/{number}", **page_route())
def one_finding(number: Number, look: Looking) -> HTMLResponse:
    with look.site.reading() as connection:
        found = finding_by_id(connection, number)
    if found is None:
        raise NotFound(f"there is no finding {number}")
    return look.page(
        "finding.html",
        one=found,
        pictures=evidence_of(found, look.site.places.pictures),
        records=[f"{one.log_id}-{one.boot}-{one.seq}" for one in found.evidence],
        figures=dict(plain_figures(found.figures)),
        words=words_of(look),
    )


def plain_figures(figures: Any) -> Any:
    """(name, value) of those that are a number, a text or a list of such."""
    for name, value in figures.items():
        if isinstance(value, list):
            yield name, ", ".join(map(str, value))
        elif isinstance(value, int | float | str):
            yield name, value
