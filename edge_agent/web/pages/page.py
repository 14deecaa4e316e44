"""How a page is made: who looks, in which language, and the frame around it.

    router = APIRouter()

    @router.get("/statistics", **page_route())
    def statistics(look: Looking) -> HTMLResponse:
        return look.page("statistics.html", figures=figures_of(look.site))

A page shows to anybody who may see the line; what he may not do stands there disabled, with the
role that it needs. Somebody who is not signed in is sent to the sign-in page and back.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Generic
from urllib.parse import quote

from fastapi import Depends, Request
from starlette.responses import HTMLResponse

from edge_agent.core.reasons.languages import Language
from edge_agent.core.roles import RULES, Act, Person, Role, may
from edge_agent.people.errors import NotPermitted, SignInRefused
from edge_agent.people.presence import Present, described
from edge_agent.web.access import VisitAt, visit
from edge_agent.web.pages import menu
from edge_agent.web.pages.book import Book
from edge_agent.web.pages.formats import Formats
from edge_agent.web.pages.languages import language_of
from edge_agent.web.pages.texts import texts_of
from edge_agent.web.served import Place, Served
from edge_agent.web.site import Site


class SignInNeeded(SignInRefused):
    """A page was asked for by nobody; the answer leads to the sign-in page."""

    title = "Sign in first"


@dataclass(frozen=True, slots=True)
class LookAt(Generic[Place]):
    """Somebody looks at a page."""

    request: Request
    visit: VisitAt[Place]
    language: Language

    @property
    def site(self) -> Place:
        return self.visit.site

    @property
    def present(self) -> Present:
        return self.visit.present

    @property
    def name(self) -> str:
        """As others see it; empty for nobody."""
        actor = self.present.actor
        return actor.shown_name if isinstance(actor, Person) else ""

    @property
    def is_nobody(self) -> bool:
        """The line may be seen here without signing in."""
        return not isinstance(self.present.actor, Person)

    def may(self, act: Act) -> bool:
        return may(self.present.actor, act)

    def needs(self, act: Act) -> list[Role]:
        """The roles that may, in the order of the roles; said beside what is disabled."""
        return [role for role in Role if role in RULES[act].by]

    def page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """The template with the texts of the file that is named like it."""
        menus = {
            name: [place for place in places if self.may(place.act)]
            for name, places in book_of(self.request).menus.items()
        }
        return rendered(self.request, template, self.language, status, look=self, **menus, **values)

    def is_at(self, place: menu.Place) -> bool:
        """Also on a page below it."""
        here = self.request.url.path
        return here == place.path or (place.path != "/" and here.startswith(f"{place.path}/"))


Look = LookAt[Site]
"""At a station."""


def book_of(request: Request) -> Book:
    book: Book = request.app.state.book
    return book


def rendered(
    request: Request, template: str, language: Language, status: int = 200, **values: Any
) -> HTMLResponse:
    """Also pages of nobody, as the one to sign in on. A part of a page, as `audit.rows.html`, has
    the texts of the page."""
    book, formats = book_of(request), Formats(language)
    t = texts_of(template.split(".")[0], language, book.texts)
    content = book.environment.get_template(template).render(
        request=request, t=t, formats=formats, language=language, **values
    )
    return HTMLResponse(content, status)


def looked_at(request: Request) -> LookAt[Any]:
    """SignInNeeded where nobody is signed in."""
    try:
        visiting = visit(request)
    except SignInRefused as error:
        raise SignInNeeded(str(error)) from error
    return LookAt(request, visiting, language_of(request))


Looking = Annotated[Look, Depends(looked_at)]
LookingAny = Annotated[LookAt[Served], Depends(looked_at)]
"""For pages that are the same at every server."""


def sign_in_first(request: Request, error: Exception) -> HTMLResponse:
    """See Other; comes back to where one wanted to go."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return HTMLResponse("", 303, {"Location": f"/sign-in?next={quote(wanted, safe='')}"})


def page_route(act: Act = Act.SEE) -> dict[str, Any]:
    """What a page's route is declared with; NotPermitted for who may not do `act`."""

    def check(look: LookingAny) -> None:
        if not look.may(act):
            raise NotPermitted(f"{described(look.present.actor)} may not {RULES[act].does}")

    return {
        "dependencies": [Depends(check)],
        "include_in_schema": False,
        "response_class": HTMLResponse,
    }
