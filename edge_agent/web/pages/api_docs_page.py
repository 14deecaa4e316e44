"""The API as other programs see it, to read in a browser: made there from its description."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from edge_agent.web.pages.page import LookingAny, page_route

router = APIRouter()


@router.get("/api", **page_route())
def api_docs(look: LookingAny) -> HTMLResponse:
    return look.page("api_docs.html")
