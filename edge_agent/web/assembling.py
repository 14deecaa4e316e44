"""An ASGI application out of routers: what holds for every server of ours, whatever it is about.

Refusals are problem documents for programs and pages for people; scripts, styles and fonts come
from the server itself; the API describes itself.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, FastAPI

from edge_agent.web.description import Described, description_of
from edge_agent.web.pages.book import Book
from edge_agent.web.pages.page import SignInNeeded, sign_in_first
from edge_agent.web.pages.refusal_page import show_refusals
from edge_agent.web.problems import handle_all
from edge_agent.web.static_files import OwnFiles
from edge_agent.web.wrong_methods import wrong_method

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class Parts:
    """What one server has of its own."""

    title: str
    routers: Sequence[APIRouter]
    described: Described
    book: Book
    """What its pages are made of."""
    lifespan: Lifespan
    """What runs beside the application."""


def assembled(parts: Parts) -> FastAPI:
    """Every route, with nothing behind it: who serves it sets `app.state.site`."""
    app = FastAPI(
        title=parts.title,
        version=version("packwarden"),
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        redirect_slashes=False,
        lifespan=parts.lifespan,
    )
    app.state.book = parts.book
    app.mount("/static", OwnFiles(parts.book.static), name="static")
    for router in parts.routers:
        app.include_router(router)
    handle_all(app)
    app.add_exception_handler(SignInNeeded, sign_in_first)
    app.add_exception_handler(405, partial(wrong_method, parts.routers))
    show_refusals(app)
    describe_once(app, parts.described)
    return app


def describe_once(app: FastAPI, told: Described) -> None:
    document: dict[str, Any] = {}

    def describe() -> dict[str, Any]:
        if not document:
            document.update(description_of(app, told))
        return document

    app.openapi = describe  # type: ignore[method-assign]  # FastAPI's own way to extend it
