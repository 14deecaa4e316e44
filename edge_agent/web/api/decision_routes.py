"""A person's answer to a recommendation: the first one in time is carried out.

Confirm does what is recommended, override lets the pack pass; which action that is, is looked up
here and now, so that nobody confirms something else than the line recommends.
"""

from collections.abc import Callable
from typing import Annotated, Final

from fastapi import APIRouter, Path
from pydantic import Field
from starlette.responses import Response

from edge_agent.control.errors import WordRefused
from edge_agent.control.line_state import LineState, Recommendation
from edge_agent.core.packs import Action, Outcome
from edge_agent.core.roles import Act
from edge_agent.core.told import TOO_LATE, Answer
from edge_agent.people.acts import Subject
from edge_agent.web.access import operation
from edge_agent.web.changes import AskedChange, Change
from edge_agent.web.errors import DecisionTooLate
from edge_agent.web.listing import Document
from edge_agent.web.site import Site
from edge_agent.web.spoken import Word, spoken

router = APIRouter(prefix="/api/v1", tags=["live"])

PackNo = Annotated[int, Path(ge=1, le=2**53, examples=[118])]
Choice = Callable[[Recommendation], Action]
BECAME: Final = {
    Outcome.PASSED: "it has passed",
    Outcome.REJECTED: "it was rejected",
    Outcome.HELD: "it is held",
    Outcome.MISSED: "it should not have passed, and nothing has confirmed that it did not",
}


class AnswerToAsked(Document):
    """`line` is the start of the line that the person saw: another one numbers its packs anew."""

    line: str = Field(min_length=1, max_length=100, examples=["0123456789abcdef"])
    reason: str = Field(default="", max_length=300, examples=["only a drop of water"])


@router.post(
    "/recommendations/{pack_no}/confirm",
    status_code=204,
    **operation("confirmRecommendation", 400, 409, 422, 503, 504),
)
async def confirm(pack_no: PackNo, body: AnswerToAsked, change: AskedChange) -> Response:
    """What is recommended is done. 409 decision-too-late says what happened to the pack."""
    return await answered(change, pack_no, body, lambda asked: asked.recommended)


@router.post(
    "/recommendations/{pack_no}/override",
    status_code=204,
    **operation("overrideRecommendation", 400, 409, 422, 503, 504),
)
async def override(pack_no: PackNo, body: AnswerToAsked, change: AskedChange) -> Response:
    """The pack passes. 409 decision-too-late says what happened to it."""
    return await answered(change, pack_no, body, lambda _: Action.PASS)


async def answered(change: Change, pack_no: int, body: AnswerToAsked, choice: Choice) -> Response:
    """The act is recorded in any case: the person has answered, whether it still counts or not."""
    site, person = change.visit.site, change.visit.present.actor.name

    def answer(_: str) -> Answer:
        return Answer(pack_no, choice(asked_about(site, pack_no, body.line)), person)

    word = Word(Act.ANSWER, Subject(pack=str(pack_no)), answer, body.reason, body.line)
    try:
        return await spoken(change, word)
    except WordRefused as error:
        if str(error).startswith(TOO_LATE):
            raise DecisionTooLate(became_of(site.line.state, pack_no) or str(error)) from error
        raise


def asked_about(site: Site, pack_no: int, line: str) -> Recommendation:
    """NoLine where there is none; DecisionTooLate where nobody is asked about the pack any more."""
    state = site.line.now()
    if state.identity.line != line:
        raise DecisionTooLate(f"pack {pack_no} was seen by a start of the line that has ended")
    found = [one for one in state.recommendations if one.pack_no == pack_no]
    if not found:
        happened = became_of(state, pack_no)
        raise DecisionTooLate(happened or f"nobody is asked about pack {pack_no} any more")
    return found[0]


def became_of(state: LineState | None, pack_no: int) -> str | None:
    """None as long as the pack has not ended, and where that is too long ago."""
    ended = () if state is None else state.lately.strip
    outcomes = [one.outcome for one in ended if one.pack_no == pack_no]
    return f"too late for pack {pack_no}: {BECAME[outcomes[0]]}" if outcomes else None
