"""The pages and the API of one station, as an ASGI application, and its description (OpenAPI 3.1).

`operations()` knows no station: what it describes is the same for all.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI
from starlette.types import ASGIApp

from edge_agent.web.alarms.watching import watching
from edge_agent.web.api import (
    alarm_routes,
    audit_routes,
    belt_routes,
    bundle_routes,
    certificate_routes,
    decision_list_routes,
    decision_routes,
    gate_routes,
    health_routes,
    inspect_routes,
    level_raise_routes,
    order_routes,
    packml_routes,
    people_routes,
    recipe_routes,
    record_routes,
    review_routes,
    server_routes,
    session_routes,
    shadow_routes,
    state_routes,
    station_routes,
    statistics_routes,
    stream_routes,
    study_routes,
    teach_routes,
    threshold_routes,
    token_routes,
    what_if_routes,
)
from edge_agent.web.assembling import Parts, assembled
from edge_agent.web.description import OF_STATION
from edge_agent.web.live import live_routes
from edge_agent.web.pages import (
    alarms_page,
    api_docs_page,
    audit_page,
    autonomy_page,
    book,
    bundles_page,
    diagnostics_page,
    home_page,
    in_force_page,
    lot_report_page,
    manual_page,
    people_page,
    products_page,
    review_page,
    settings_page,
    sign_in_pages,
    statistics_page,
    study_page,
    teach_page,
    thresholds_page,
    whatif_page,
)
from edge_agent.web.refusals import Watched
from edge_agent.web.review.count import counting
from edge_agent.web.shield import Shield
from edge_agent.web.site import Site

API_ROUTERS: Final = (
    session_routes.router,
    recipe_routes.router,
    station_routes.router,
    order_routes.router,
    gate_routes.router,
    threshold_routes.router,
    what_if_routes.router,
    certificate_routes.router,
    level_raise_routes.router,
    record_routes.router,
    decision_list_routes.router,
    statistics_routes.router,
    review_routes.router,
    audit_routes.router,
    people_routes.router,
    token_routes.router,
    teach_routes.router,
    study_routes.router,
    inspect_routes.router,
    live_routes.router,
    state_routes.router,
    decision_routes.router,
    alarm_routes.router,
    belt_routes.router,
    bundle_routes.router,
    shadow_routes.router,
    packml_routes.router,
    stream_routes.router,
    health_routes.router,
    server_routes.router,
)
PAGE_ROUTERS: Final = (
    home_page.router,
    products_page.router,
    review_page.router,
    statistics_page.router,
    lot_report_page.router,
    alarms_page.router,
    diagnostics_page.router,
    manual_page.router,
    settings_page.router,
    sign_in_pages.router,
    audit_page.router,
    people_page.router,
    autonomy_page.router,
    thresholds_page.router,
    whatif_page.router,
    teach_page.router,
    study_page.router,
    bundles_page.router,
    in_force_page.router,
    api_docs_page.router,
)
ALL_ROUTERS: Final = (*API_ROUTERS, *PAGE_ROUTERS)


def serve(site: Site) -> ASGIApp:
    """The application over this station, behind its shield."""
    return served_by(operations(), site)


def served_by(app: FastAPI, site: Site) -> ASGIApp:
    """The same over routes that are there already."""
    app.state.site = site
    return Watched(Shield(app), site.clock)


def operations() -> FastAPI:
    """Every route, with no station behind it."""
    return assembled(Parts("Packwarden", ALL_ROUTERS, OF_STATION, book.OF_STATION, talking))


@asynccontextmanager
async def talking(app: FastAPI) -> AsyncIterator[None]:
    """With the line, an eye on alarms and on the review queue, as long as the application runs."""
    site: Site = app.state.site
    async with site.line, site.live, watching(site), counting(site):
        yield
