"""The live socket: /api/v1/live. docs/api.md says what is spoken on it."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, WebSocket
from starlette.concurrency import run_in_threadpool

from edge_agent.core.reasons.languages import Language
from edge_agent.core.roles import Act, Machine
from edge_agent.people.errors import SignInRefused
from edge_agent.web.access import Visit, Visiting, allowed
from edge_agent.web.live.conversation import Conversation, End
from edge_agent.web.live.viewer import Viewer

router = APIRouter(prefix="/api/v1")

MOST_VIEWERS: Final = 64
TOO_MANY: Final = End(1013, f"{MOST_VIEWERS} pages look already")


@router.websocket("/live", dependencies=[allowed(Act.SEE)])
async def live(
    websocket: WebSocket,
    visiting: Visiting,
    language: Annotated[Language, Query()] = Language.EN,
) -> None:
    await websocket.accept()
    site = visiting.site

    async def is_still_there() -> bool:
        return await run_in_threadpool(still_holds, visiting)

    talk = Conversation(websocket, site.live, language, site.clock, is_still_there, Viewer())
    if len(site.live.bells) >= MOST_VIEWERS:
        await talk.hang_up(TOO_MANY)
    else:
        await talk.talk()


def still_holds(visit: Visit) -> bool:
    """Looking on is no use of a session: who went away is signed out, though his page is open."""
    site, now = visit.site, visit.site.clock.wall()
    if not visit.token:
        return site.settings.web.anybody_may_look
    if not isinstance(visit.present.actor, Machine):
        return site.office.sessions.holds(visit.token, now)
    try:
        site.office.tokens.present(visit.token, now)
    except SignInRefused:
        return False
    return True
