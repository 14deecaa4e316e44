"""The report of a lot, as a page that is printed and signed."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from edge_agent.web.pages.page import Looking, page_route
from edge_agent.web.pages.statistics_page import points_of, words_of
from edge_agent.web.statistics.drawing import drawn
from edge_agent.web.statistics.lot_report import lot_report

router = APIRouter()


@router.get("/statistics/lot/{lot:path}", **page_route())
def report_of_lot(lot: str, look: Looking) -> HTMLResponse:
    """NotFound for a lot that was never seen; a lot's number may hold a slash."""
    report = lot_report(look.site, lot)
    found = report.statistics
    return look.page(
        "lot_report.html",
        report=report,
        found=found,
        figures=found.report.figures,
        drawing=drawn(found.report.chart),
        words=words_of(look),
        points=points_of(found),
        findings=found.report.pareto,
    )
