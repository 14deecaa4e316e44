"""Pages of nobody yet: to sign in, to make the first account, to choose a password; the language.

They only show forms; what is typed goes to the API, as from any other program.
"""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from edge_agent.core.errors import NotFound
from edge_agent.core.reasons.languages import Language
from edge_agent.web.access import AtServed
from edge_agent.web.cookies import set_cookie
from edge_agent.web.pages.languages import LANGUAGE_COOKIE, language_of
from edge_agent.web.pages.page import rendered

router = APIRouter(include_in_schema=False)

A_YEAR: Final = timedelta(days=365)
Next = Annotated[str, Query(alias="next", max_length=1000)]


def own_path(wanted: str) -> str:
    """Never leads to another server."""
    return wanted if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) else "/"


@router.get("/sign-in")
def sign_in(request: Request, site: AtServed, wanted: Next = "/") -> HTMLResponse:
    """Where nobody has an account yet, the page leads to the first."""
    return rendered(
        request,
        "sign_in.html",
        language_of(request),
        station=site.station,
        wanted=own_path(wanted),
        is_new=not site.office.accounts.people(),
        shown_accounts=site.shown_accounts,
        takes_pins=site.takes_pins,
    )


@router.get("/set-up")
def set_up(request: Request, site: AtServed) -> HTMLResponse:
    return rendered(request, "set_up.html", language_of(request), station=site.station)


@router.get("/claim")
def claim(request: Request, site: AtServed) -> HTMLResponse:
    return rendered(request, "claim.html", language_of(request), station=site.station)


@router.get("/language/{code}")
def choose_language(request: Request, code: str, wanted: Next = "/") -> Response:
    if code not in list(Language):
        raise NotFound(f"no language {code!r}; there are {', '.join(Language)}")
    answer = RedirectResponse(own_path(wanted), 303)
    set_cookie(request, answer, LANGUAGE_COOKIE, code, int(A_YEAR.total_seconds()))
    return answer
