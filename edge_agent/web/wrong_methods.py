"""What is answered where an address is there, but not for this method."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.routing import Match

from edge_agent.web.errors import WrongMethod
from edge_agent.web.problems import answer


def wrong_method(routers: Sequence[APIRouter], request: Request, _: Exception) -> Response:
    """Allow names every method of the address; the framework would name those of one route."""
    routes = [route for router in routers for route in router.routes]
    at_address = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    methods = {method for route in at_address for method in getattr(route, "methods", ())}
    detail = f"{request.method} is not for {request.url.path}"
    headers = {"Allow": ", ".join(sorted(methods))}
    return answer(WrongMethod, detail, request.scope, headers=headers)
