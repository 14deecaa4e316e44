"""How the line is now, for programs that ask now and then; pages listen to the live socket."""

from fastapi import APIRouter
from starlette.responses import Response

from edge_agent.control.line_state import LineState
from edge_agent.control.message_frames import StateDocument
from edge_agent.web.access import AtSite, operation
from edge_agent.web.listing import json_answer

router = APIRouter(prefix="/api/v1", tags=["live"])


@router.get("/state", response_model=LineState, **operation("getState", 503))
async def get_state(site: AtSite) -> Response:
    """The whole state, at most a second old."""
    return json_answer(StateDocument(site.line.now()))
