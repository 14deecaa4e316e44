"""The pages and the API of one station, as an ASGI application, and its description (OpenAPI 3.1).

`operations()` knows no station: what it describes is the same for all.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any, Final

from fastapi import FastAPI, Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp

from edge_agent.web.alarms.watching import watching
from edge_agent.web.api import (
    alarm_routes,
    audit_routes,
    belt_routes,
    certificate_routes,
    decision_list_routes,
    decision_routes,
    gate_routes,
    health_routes,
    inspect_routes,
    level_raise_routes,
    order_routes,
    people_routes,
    recipe_routes,
    record_routes,
    review_routes,
    session_routes,
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
from edge_agent.web.description import description_of
from edge_agent.web.errors import WrongMethod
from edge_agent.web.live import live_routes
from edge_agent.web.pages import (
    alarms_page,
    api_docs_page,
    audit_page,
    autonomy_page,
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
from edge_agent.web.pages.page import SignInNeeded, sign_in_first
from edge_agent.web.pages.refusal_page import show_refusals
from edge_agent.web.problems import answer, handle_all
from edge_agent.web.review.count import counting
from edge_agent.web.shield import Shield
from edge_agent.web.site import Site
from edge_agent.web.static_files import OwnFiles

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
    stream_routes.router,
    health_routes.router,
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
    in_force_page.router,
    api_docs_page.router,
)
ALL_ROUTERS: Final = (*API_ROUTERS, *PAGE_ROUTERS)


def serve(site: Site) -> ASGIApp:
    """The application over this station, behind its shield."""
    app = operations()
    app.state.site = site
    return Shield(app)


def operations() -> FastAPI:
    """Every route, with no station behind it."""
    app = FastAPI(
        title="Packwarden",
        version=version("packwarden"),
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        redirect_slashes=False,
        lifespan=talking,
    )
    app.mount("/static", OwnFiles(), name="static")
    for router in ALL_ROUTERS:
        app.include_router(router)
    handle_all(app)
    app.add_exception_handler(SignInNeeded, sign_in_first)
    app.add_exception_handler(405, wrong_method)
    show_refusals(app)
    described: dict[str, Any] = {}

    def describe() -> dict[str, Any]:
        if not described:
            described.update(description_of(app))
        return described

    app.openapi = describe  # type: ignore[method-assign]  # FastAPI's own way to extend it
    return app


@asynccontextmanager
async def talking(app: FastAPI) -> AsyncIterator[None]:
    """With the line, an eye on alarms and on the review queue, as long as the application runs."""
    site: Site = app.state.site
    async with site.line, site.live, watching(site), counting(site):
        yield


def wrong_method(request: Request, _: Exception) -> Response:
    """Allow names every method of the address; the framework would name those of one route."""
    routes = [route for router in ALL_ROUTERS for route in router.routes]
    at_address = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    methods = {method for route in at_address for method in getattr(route, "methods", ())}
    detail = f"{request.method} is not for {request.url.path}"
    headers = {"Allow": ", ".join(sorted(methods))}
    return answer(WrongMethod, detail, request.scope, headers=headers)
