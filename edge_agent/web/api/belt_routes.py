"""What people say to the line: stop and start, take over, lower, bypass, release, declare.

Each is recorded as a signed act, said to the line, and answered when the line has heard it.
"""

from typing import Annotated, Final

from fastapi import APIRouter, Path
from pydantic import Field
from starlette.responses import Response

from edge_agent.control.line_state import CheckState, LineState
from edge_agent.core import told
from edge_agent.core.errors import Conflict, NotFound
from edge_agent.core.packs import Level
from edge_agent.core.roles import Act
from edge_agent.people.acts import Subject
from edge_agent.web.access import operation
from edge_agent.web.changes import AskedChange, Change
from edge_agent.web.listing import Document
from edge_agent.web.spoken import Word, spoken

router = APIRouter(prefix="/api/v1", tags=["line"])

LONGEST_BYPASS_MINUTES: Final = 60.0
"""As the line has it: what lasts longer is a lower level, and is accepted as one."""
LARGEST: Final = 2**53
"""JSON's readers know whole numbers up to here."""
WORD: Final = (400, 409, 503, 504)
"""What any word may be answered."""
PackNo = Annotated[int, Path(ge=1, le=LARGEST)]
CheckName = Annotated[str, Path(max_length=200, examples=["expiry"])]
Reason = Annotated[str, Field(max_length=300)]
SaidReason = Annotated[str, Field(min_length=3, max_length=300, examples=["camera is changed"])]


class Say(Document):
    """A word to the line."""

    line: str | None = Field(
        default=None,
        max_length=100,
        description="The start of the line that was seen (its state names it): another one does "
        "not hear the word. Without it, the one that is there.",
    )
    reason: Reason = ""


class StartBypass(Say):
    minutes: float = Field(gt=0, le=LONGEST_BYPASS_MINUTES, examples=[15])
    reason: SaidReason


class LowerLevel(Say):
    to: Level


class DeclareChallenge(Say):
    name: str = Field(min_length=1, max_length=200, examples=["wrong expiry"])
    pack_no: int = Field(ge=1, le=LARGEST)


@router.post("/belt/stop", status_code=204, **operation("stopBelt", *WORD))
async def stop_belt(body: Say, change: AskedChange) -> Response:
    """The belt stands until a person starts it again."""
    word = told.StopBelt(person_of(change))
    return await said(change, body, Act.STOP_BELT, Subject(), word)


@router.post("/belt/start", status_code=204, **operation("startBelt", *WORD))
async def start_belt(body: Say, change: AskedChange) -> Response:
    """Takes back a person's stop, and no other reason for which the belt stands."""
    word = told.StartBelt(person_of(change))
    return await said(change, body, Act.START_BELT, Subject(), word)


@router.post("/levels/accept", status_code=204, **operation("acceptLowerLevel", *WORD))
async def accept_lower_level(body: Say, change: AskedChange) -> Response:
    """A level has fallen: from now on people decide, and the belt runs."""
    word = told.Accept(person_of(change))
    return await said(change, body, Act.ACCEPT_LOWER_LEVEL, Subject(), word)


@router.post("/bypass", status_code=204, **operation("startBypass", *WORD))
async def start_bypass(body: StartBypass, change: AskedChange) -> Response:
    """The same for so many minutes; then the belt stops again and waits."""
    person, subject = person_of(change), Subject(new=f"{body.minutes:g} minutes")

    def word(act_sha256: str) -> told.Told:
        return told.StartBypass(body.minutes, person, act_sha256)

    return await spoken(change, Word(Act.START_BYPASS, subject, word, body.reason, body.line))


@router.post("/suspensions/clear", status_code=204, **operation("clearSuspension", *WORD))
async def clear_suspension(body: Say, change: AskedChange) -> Response:
    """Gives back what was suspended, once nothing is lacking for it."""
    person = person_of(change)

    def word(act_sha256: str) -> told.Told:
        return told.ClearSuspension(person, act_sha256)

    return await spoken(change, Word(Act.CLEAR_SUSPENSION, Subject(), word, body.reason, body.line))


@router.post("/levels/{check}/lower", status_code=204, **operation("lowerLevel", 404, *WORD))
async def lower_level(check: CheckName, body: LowerLevel, change: AskedChange) -> Response:
    """Takes decisions from a check; to regain them takes a signed raise."""
    state = line_of(change)
    before = granted(state, check)
    if body.to.rank >= before.rank:
        raise Conflict(f"{check} is granted {before.value}; choose a lower level")
    subject = Subject(
        recipe=state.identity.recipe, check=check, level_from=before, level_to=body.to
    )
    word = told.LowerLevel(check, body.to, person_of(change))
    return await said(change, body, Act.LOWER_LEVEL, subject, word)


@router.post("/packs/{pack_no}/release", status_code=204, **operation("releaseHeld", *WORD))
async def release_held(pack_no: PackNo, body: Say, change: AskedChange) -> Response:
    """The held pack was taken off the stopped belt; the belt goes on."""
    word = told.Release(pack_no, person_of(change))
    return await said(change, body, Act.RELEASE_HELD, Subject(pack=str(pack_no)), word)


@router.post("/challenges/declare", status_code=204, **operation("declareChallenge", *WORD))
async def declare_challenge(body: DeclareChallenge, change: AskedChange) -> Response:
    """This pack on the belt is the challenge pack of this name."""
    subject = Subject(pack=str(body.pack_no), new=body.name)
    word = told.DeclareChallenge(body.name, body.pack_no, person_of(change))
    return await said(change, body, Act.DECLARE_CHALLENGE, subject, word)


async def said(change: Change, body: Say, act: Act, subject: Subject, word: told.Told) -> Response:
    return await spoken(change, Word(act, subject, lambda _: word, body.reason, body.line))


def person_of(change: Change) -> str:
    return change.visit.present.actor.name


def line_of(change: Change) -> LineState:
    return change.visit.site.line.now()


def granted(state: LineState, check: str) -> Level:
    found: list[CheckState] = [one for one in state.checks if one.name == check]
    if not found:
        raise NotFound(f"recipe {state.identity.recipe} has no check {check!r}")
    return found[0].granted
