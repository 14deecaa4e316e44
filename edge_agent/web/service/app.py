"""The service as an ASGI application: the REST object `inspection`, and whether it lives.

The same routes, limits and refusals as at a station (docs/api.md).
"""

from functools import partial
from importlib.metadata import version
from typing import Annotated, Final

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from edge_agent.people.errors import SignInRefused
from edge_agent.web.inspecting.inspection import answer_to
from edge_agent.web.problems import explanation, handle_all
from edge_agent.web.refusals import Watched
from edge_agent.web.service.service import Service
from edge_agent.web.shield import Shield
from edge_agent.web.wrong_methods import wrong_method

BEARER: Final = "bearer "
REFUSED: Final = "this service wants a token of its token file: Authorization: Bearer …"

router = APIRouter()


def service_of(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


AtService = Annotated[Service, Depends(service_of)]


def let_in(request: Request, service: AtService) -> None:
    """SignInRefused without a token of the file, where there is one."""
    if service.tokens is None:
        return
    given = request.headers.get("authorization", "")
    if not given.lower().startswith(BEARER) or not service.tokens.fit(given[len(BEARER) :].strip()):
        raise SignInRefused(REFUSED)


@router.post("/api/v1/inspect", dependencies=[Depends(let_in)])
async def inspect_pictures(request: Request, service: AtService) -> Response:
    """Inspects the pictures of one pack by a recipe of this service. Nothing is kept of it."""
    return await answer_to(request, service.inspecting, service.clock.wall())


@router.get("/livez")
def live() -> Response:
    """The server answers."""
    return JSONResponse({"status": "live"})


@router.get("/readyz")
def ready(service: AtService) -> Response:
    """What it inspects by; all of it was opened at its start."""
    document = {
        "status": "ready",
        "recipes": [product.recipe.name for product in service.products],
        "model": service.bundle.sha256,
        "software": f"packwarden {version('packwarden')}",
    }
    return JSONResponse(document)


@router.get("/problems/{name}")
def explain_problem(name: str) -> Response:
    """What a problem means; every refusal's type is such an address."""
    return JSONResponse(explanation(name))


def application(service: Service) -> ASGIApp:
    """Behind its shield, its refusals told. Whoever opened the service closes it, once nobody is
    answered any more."""
    app = FastAPI(
        title="Packwarden inspection",
        version=version("packwarden"),
        openapi_url=None,
        redirect_slashes=False,
    )
    app.state.service = service
    app.include_router(router)
    handle_all(app)
    app.add_exception_handler(405, partial(wrong_method, (router,)))
    return Watched(Shield(app), service.clock)
