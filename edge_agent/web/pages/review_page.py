"""Review on the panel: packs that a person should look at, one large or many at once."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from edge_agent.core.review import Why
from edge_agent.web.pages.page import Looking, page_route

router = APIRouter()


@router.get("/review", **page_route())
def review(look: Looking) -> HTMLResponse:
    return look.page("review.html", whys=list(Why))
