"""Products: what is made, and the way to another order, from the scan to its first packs."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from edge_agent.web.pages.page import Looking, page_route

router = APIRouter()

STEPS = ("choose", "compare", "change", "verify", "run")
"""Each has its own section of the page, and its title among the texts: step_NAME."""


@router.get("/products", **page_route())
def products(look: Looking) -> HTMLResponse:
    return look.page("products.html", steps=STEPS)
