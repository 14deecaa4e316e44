"""Statistics on the panel: one chart large, what is found most, and the figures beside."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from functools import partial
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.responses import HTMLResponse

from edge_agent.core.statistics.report import Charted
from edge_agent.web.pages.formats import Formats
from edge_agent.web.pages.page import Look, Looking, page_route
from edge_agent.web.pages.texts import texts_of
from edge_agent.web.statistics.asked import (
    Answered,
    Asked,
    latest_lots,
    statistics_of,
    usual_charted,
)
from edge_agent.web.statistics.drawing import PANEL, drawn
from edge_agent.web.statistics.words import Words

router = APIRouter()

HOURS: Final = (8, 24, 168, 720)
"""What a panel offers: a shift, a day, a week, a month."""
SHOWN_FINDINGS: Final = 5


class View(StrEnum):
    CHART = "chart"
    TABLE = "table"
    LOTS = "lots"


Hours = Annotated[int, Query(ge=1, le=8784)]
Lot = Annotated[str | None, Query(min_length=1, max_length=60)]


@router.get("/statistics", **page_route())
def statistics(
    look: Looking,
    hours: Hours = HOURS[0],
    charted: Annotated[Charted | None, Query()] = None,
    view: Annotated[View, Query()] = View.CHART,
    lot: Lot = None,
) -> HTMLResponse:
    """Of the last hours, or of a whole lot."""
    found = statistics_of(look.site, asked(look, hours, charted, lot))
    return look.page(
        "statistics.html",
        found=found,
        hours=hours,
        view=view,
        lot=lot,
        offered_hours=HOURS,
        offered_charted=[usual_charted(look.site), *others(look)],
        to=partial(address, {"hours": hours, "charted": found.charted, "view": view, "lot": lot}),
        lots=latest_lots(look.site) if view is View.LOTS else [],
        drawing=drawn(found.report.chart, PANEL),
        findings=found.report.pareto[:SHOWN_FINDINGS],
        words=words_of(look),
        points=points_of(found),
    )


def address(shown: Mapping[str, Any], **changed: Any) -> str:
    """Of this page with something changed; None leaves it out."""
    asked = {name: value for name, value in {**shown, **changed}.items() if value is not None}
    return f"/statistics?{urlencode(asked)}"


def asked(look: Look, hours: int, charted: Charted | None, lot: str | None) -> Asked:
    if lot is not None:
        return Asked(lot=lot, charted=charted)
    now = look.site.clock.wall()
    return Asked(seen_from=now - timedelta(hours=hours), seen_before=now, charted=charted)


def others(look: Look) -> list[Charted]:
    """What else is worth a chart on a panel; the API has them all."""
    wanted = (Charted.NOT_OK, Charted.UNSURE)
    return [one for one in wanted if one is not usual_charted(look.site)]


def words_of(look: Look) -> Words:
    return Words(look.language, texts_of("statistics", look.language), Formats(look.language))


def points_of(found: Answered) -> list[tuple[object, ...]]:
    """(part, subgroup, point), row by row of the table behind the chart."""
    report = found.report
    return list(zip(report.parts, report.subgroups, report.chart.points, strict=True))
