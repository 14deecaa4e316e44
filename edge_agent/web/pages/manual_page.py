"""Manual: what a person at the line tells it to do, who may, and what happens then."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from edge_agent.web.pages.diagnostics_page import cause_words
from edge_agent.web.pages.page import Looking, page_route

router = APIRouter()


@router.get("/manual", **page_route())
def manual(look: Looking) -> HTMLResponse:
    return look.page(
        "manual.html", has_gate=look.site.settings.has_gate, causes=cause_words(look.language)
    )
