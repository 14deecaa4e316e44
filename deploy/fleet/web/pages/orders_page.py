"""Orders for stations, and what became of each where."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import HTMLResponse

from deploy.fleet.orders import entering
from deploy.fleet.orders.asked import Begins
from deploy.fleet.orders.documents import OrderAnswer, order_document
from deploy.fleet.recipes import shelf
from deploy.fleet.web.pages.asked import Asked
from deploy.fleet.web.pages.page import CentreLook, Looking, page_route
from deploy.fleet.web.pages.recipes_page import stations_of
from deploy.fleet.web.pages.words import words_of

router = APIRouter()

MOST: Final = 50


@router.get("/orders", **page_route())
def orders(look: Looking, station: Annotated[Asked, Query()] = "") -> HTMLResponse:
    """The one that is planned last first."""
    with look.site.reading() as connection:
        recipes = sorted({one.recipe for one in shelf.versions(connection)})
        known = stations_of(connection)
    return look.page(
        "orders.html",
        orders=orders_of(look, station),
        station=station,
        stations=known,
        recipes=recipes,
        begins=list(Begins),
        words=words_of(look),
    )


@router.get("/orders/now", **page_route())
def orders_part(look: Looking, station: Annotated[Asked, Query()] = "") -> HTMLResponse:
    """What of the page changes while stations take orders."""
    return look.page("orders.now.html", orders=orders_of(look, station), words=words_of(look))


def orders_of(look: CentreLook, station: str) -> list[OrderAnswer]:
    with look.site.reading() as connection:
        rows = entering.listed(connection, station or None, MOST)
        fates = entering.fates_of(connection, [row.id for row in rows])
    return [order_document(row, fates[row.id]) for row in rows]
