"""The first page of a centre: every station, and how it is."""

from fastapi import APIRouter
from sqlalchemy import select
from starlette.responses import HTMLResponse

from deploy.fleet.tables import stations
from deploy.fleet.web.pages.page import Looking, page_route

router = APIRouter()


@router.get("/", **page_route())
def fleet(look: Looking) -> HTMLResponse:
    query = select(stations.c.name.label("station"), stations.c.last_heard)
    with look.site.reading() as connection:
        found = connection.execute(query.order_by(stations.c.name)).all()
    return look.page("fleet.html", stations=found)
