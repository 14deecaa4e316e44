"""The pages and the API of a centre, as an ASGI application, and its description (OpenAPI 3.1).

`operations()` knows no centre: what it describes is the same for all.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from fastapi import APIRouter, FastAPI
from prometheus_client import CollectorRegistry
from starlette.types import ASGIApp

from deploy.fleet.feedback import routes as feedback_routes
from deploy.fleet.metrics.collecting import CentreCollector
from deploy.fleet.metrics.requests import TimedRequests
from deploy.fleet.orders import routes as order_routes
from deploy.fleet.recipes import routes as recipe_routes
from deploy.fleet.rollouts import routes as rollout_routes
from deploy.fleet.web.api import (
    dead_letter_routes,
    downtime_routes,
    export_routes,
    finding_routes,
    health_routes,
    lot_routes,
    metrics_routes,
    record_routes,
    station_routes,
)
from deploy.fleet.web.centre_site import CentreSite
from deploy.fleet.web.description import OF_CENTRE
from deploy.fleet.web.pages import (
    defects_page,
    findings_page,
    fleet_page,
    health_page,
    labels_page,
    lots_page,
    orders_page,
    packs_page,
    recipes_page,
    rollouts_page,
    station_page,
    versions_page,
)
from deploy.fleet.web.pages.page import BOOK
from deploy.fleet.web.uploads import longest_body
from edge_agent.web.alarms.watching import disk_share_of
from edge_agent.web.api import (
    audit_routes,
    people_routes,
    server_routes,
    session_routes,
    token_routes,
)
from edge_agent.web.assembling import Parts, assembled
from edge_agent.web.pages import api_docs_page, people_page, sign_in_pages
from edge_agent.web.refusals import Watched
from edge_agent.web.shield import Shield

API_ROUTERS: Final = (
    station_routes.router,
    record_routes.router,
    export_routes.router,
    lot_routes.router,
    finding_routes.router,
    downtime_routes.router,
    dead_letter_routes.router,
    recipe_routes.router,
    order_routes.router,
    rollout_routes.router,
    feedback_routes.router,
    session_routes.router,
    people_routes.router,
    token_routes.router,
    audit_routes.router,
    health_routes.router,
    metrics_routes.router,
    server_routes.router,
)
PAGE_ROUTERS: Final = (
    fleet_page.router,
    station_page.router,
    lots_page.router,
    defects_page.router,
    packs_page.router,
    findings_page.router,
    labels_page.router,
    versions_page.router,
    recipes_page.router,
    orders_page.router,
    rollouts_page.router,
    health_page.router,
    sign_in_pages.router,
    people_page.router,
    api_docs_page.router,
)
ALL_ROUTERS: Final = (*API_ROUTERS, *PAGE_ROUTERS)


def serve(site: CentreSite, letters: APIRouter | None = None) -> ASGIApp:
    """The application over this centre, behind its shield.

    letters: the address to which stations post theirs, where they may.
    """
    app = operations()
    app.state.site = site
    if letters is not None:
        app.include_router(letters)
    app.state.registry = registry = CollectorRegistry()
    disk_share = partial(disk_share_of, site.folder)
    registry.register(CentreCollector(site.engine, site.clock, disk_share))
    return TimedRequests(Watched(Shield(app, longest_body), site.clock), registry, site.clock)


def operations() -> FastAPI:
    """Every route, with no centre behind it."""
    return assembled(Parts("Packwarden centre", ALL_ROUTERS, OF_CENTRE, BOOK, nothing_beside))


@asynccontextmanager
async def nothing_beside(app: FastAPI) -> AsyncIterator[None]:
    """Whoever takes records, watches and alerts does so in threads and processes of his own."""
    yield
