"""What a person reads who asked for a page and is refused: the problem in his language, and its
number for whoever looks into the server's log. Programs get the problem document instead.
"""

from collections.abc import Callable
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from edge_agent.core.errors import PackwardenError
from edge_agent.web.access import served_of
from edge_agent.web.pages.languages import language_of
from edge_agent.web.pages.page import rendered
from edge_agent.web.problems import MEDIA_TYPE, Problem

REFUSALS: Final = (PackwardenError, HTTPException, RequestValidationError, Exception, 405)
FOR_PROGRAMS: Final = ("/api/", "/problems/")
TOLD: Final = frozenset({403, 404, 405, 429, 500, 503})
"""Statuses that have words of their own; the others share some."""
LEFT_OUT: Final = frozenset({"content-length", "content-type"})

Handler = Callable[[Request, Exception], Response]


def show_refusals(app: FastAPI) -> None:
    """Lets every handler of refusals answer people with a page."""
    for refusal in REFUSALS:
        handler: Handler = app.exception_handlers[refusal]  # type: ignore[assignment]  # all plain
        app.add_exception_handler(refusal, for_readers(handler))


def for_readers(handler: Handler) -> Handler:
    def handle(request: Request, error: Exception) -> Response:
        told = handler(request, error)
        return page_of(request, told) if wants_page(request) and is_problem(told) else told

    return handle


def wants_page(request: Request) -> bool:
    """Browsers name HTML when they go somewhere, and not when a script asks."""
    is_page = not request.url.path.startswith(FOR_PROGRAMS)
    return is_page and "text/html" in request.headers.get("accept", "")


def is_problem(told: Response) -> bool:
    return told.media_type == MEDIA_TYPE


def page_of(request: Request, told: Response) -> Response:
    problem = Problem.model_validate_json(bytes(told.body))
    page = rendered(
        request,
        "refusal.html",
        language_of(request),
        problem.status,
        station=served_of(request).station,
        problem=problem,
        words=problem.status if problem.status in TOLD else "other",
    )
    page.headers.update({k: v for k, v in told.headers.items() if k not in LEFT_OUT})
    return page
