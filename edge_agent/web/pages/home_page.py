"""Home: the picture of the pack that the numbers speak of, and what a person is asked."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from edge_agent.web.pages.page import Looking, page_route

router = APIRouter()


@router.get("/", **page_route())
def home(look: Looking) -> HTMLResponse:
    return look.page("home.html")
