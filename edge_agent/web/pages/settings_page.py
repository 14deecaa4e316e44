"""Settings of this panel: language, size, colours, and the person who is signed in.

What is set here belongs to this screen, and is kept by its browser; the station's own settings are
a file of its own, shown at the desk.
"""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from edge_agent.core.reasons.languages import Language
from edge_agent.core.roles import Person
from edge_agent.web.pages.page import Looking, page_route

router = APIRouter()


@router.get("/settings", **page_route())
def settings(look: Looking) -> HTMLResponse:
    actor = look.present.actor
    role = actor.role if isinstance(actor, Person) else None
    return look.page("settings.html", languages=list(Language), role=role)
