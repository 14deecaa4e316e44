"""Commands and modes in the words of PackML; the state has how the station stands in them.

Each is recorded as a signed act, said to the line, and answered when the line has heard it.
"""

from typing import Literal

from fastapi import APIRouter
from starlette.responses import Response

from edge_agent.core import told
from edge_agent.core.packml.acts import ACTS
from edge_agent.core.packml.words import PackmlCommand, PackmlMode
from edge_agent.core.roles import Act
from edge_agent.people.acts import Subject
from edge_agent.web.access import operation
from edge_agent.web.api.belt_routes import WORD, Say, line_of, person_of, said
from edge_agent.web.changes import AskedChange

router = APIRouter(prefix="/api/v1/packml", tags=["line"])

CommandWord = Literal[
    "reset",
    "start",
    "stop",
    "hold",
    "unhold",
    "suspend",
    "unsuspend",
    "abort",
    "clear",
    "complete",
]
ModeWord = Literal["production", "maintenance", "manual"]


class SayCommand(Say):
    command: CommandWord


class SayMode(Say):
    mode: ModeWord


@router.post("/command", status_code=204, **operation("commandPackml", *WORD))
async def command_packml(body: SayCommand, change: AskedChange) -> Response:
    """Stop, hold, suspend, abort and complete bring the station to stand; the others let it go on,
    and take back nothing else for which the belt stands."""
    command = PackmlCommand[body.command.upper()]
    subject = Subject(old=line_of(change).packml.state.name.lower(), new=body.command)
    word = told.CommandPackml(command, person_of(change))
    return await said(change, body, ACTS[command], subject, word)


@router.post("/mode", status_code=204, **operation("setPackmlMode", *WORD))
async def set_packml_mode(body: SayMode, change: AskedChange) -> Response:
    """Only while the station is stopped, idle or aborted."""
    mode = PackmlMode[body.mode.upper()]
    subject = Subject(old=line_of(change).packml.mode.name.lower(), new=body.mode)
    word = told.SetPackmlMode(mode, person_of(change))
    return await said(change, body, Act.SET_MODE, subject, word)
