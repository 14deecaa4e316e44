"""Raising a level of the running line: on a certificate, by a signed act.

Up to act_when_sure an engineer raises. To act_always one person proposes and another one, of the
other responsible role, agrees; the second is who raises.
"""

from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from edge_agent.control.errors import WordRefused
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.errors import Conflict
from edge_agent.core.packs import Level
from edge_agent.people.acts import LONGEST_TEXT
from edge_agent.people.office import Office
from edge_agent.people.raising import propose_raise
from edge_agent.web.access import Visiting, operation
from edge_agent.web.api.gate_routes import CheckName
from edge_agent.web.api.people_routes import Ordering, Proposed
from edge_agent.web.changes import ANSWERED_AGAIN, AskedChange, Change
from edge_agent.web.evidence.raises import (
    AskedRaise,
    OpenProposal,
    asked_raise,
    open_proposals,
    proposal_of,
    why_refused,
)
from edge_agent.web.listing import Document, json_answer
from edge_agent.web.spoken import Word, spoken

router = APIRouter(prefix="/api/v1", tags=["line"])

Reason = Annotated[
    str, Field(min_length=3, max_length=LONGEST_TEXT, examples=["gate passed on 12 March"])
]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Raise(Document):
    to: Level
    certificate: Sha256 | None = Field(
        default=None, description="By default the newest of the check that allows the level."
    )
    reason: Reason


class ProposeRaise(Document):
    """To act_always."""

    certificate: Sha256 | None = None
    reason: Reason


class ConfirmRaise(Document):
    proposal: Sha256 = Field(description="Of the other person.")
    reason: Reason


class RaiseProposal(Document):
    proposal: Sha256
    recipe: str
    check: str
    level_from: Level
    level_to: Level
    certificate: Sha256 | None
    who: str = Field(examples=["anna"])
    reason: str
    at: AwareDatetime
    until: AwareDatetime


class RaiseProposals(Document):
    proposals: list[RaiseProposal]


@router.get("/levels/proposals", response_model=RaiseProposals, **operation("listRaiseProposals"))
def list_raise_proposals(visit: Visiting) -> Response:
    """Raises that wait for a second person, the newest first."""
    found = open_proposals(visit.site, visit.now)
    return json_answer(RaiseProposals(proposals=[told_proposal(one) for one in found]))


@router.post(
    "/levels/{check}/raise", status_code=204, **operation("raiseLevel", 400, 404, 409, 503, 504)
)
async def raise_level(check: CheckName, body: Raise, change: AskedChange) -> Response:
    """Up to act_when_sure."""
    if await run_in_threadpool(change.was_answered):
        return again()
    site = change.visit.site
    asked = await run_in_threadpool(asked_raise, site, check, body.to, body.certificate)
    return await raised(change, asked, body.reason)


@router.post(
    "/levels/{check}/proposals",
    status_code=201,
    response_model=Proposed,
    **operation("proposeRaise", 400, 404, 409, 503),
)
def propose_to_always(check: CheckName, body: ProposeRaise, change: AskedChange) -> Response:
    """The first half of a raise to act_always; stands a day."""

    asked = None if change.was_answered() else to_always(change, check, body.certificate)

    def make(office: Office, ordered: Ordering) -> Proposed:
        assert asked is not None  # what was answered before is not made again
        asked.refuse_revoked()
        act = propose_raise(office, ordered(body.reason), asked.raising)
        return Proposed(proposal=act.sha256, until=OpenProposal(act).until)

    return change.once(201, make)


@router.post(
    "/levels/{check}/confirm",
    status_code=204,
    **operation("confirmRaise", 400, 404, 409, 503, 504),
)
async def confirm_raise(check: CheckName, body: ConfirmRaise, change: AskedChange) -> Response:
    """The second half: agrees to exactly what was proposed, and raises."""
    if await run_in_threadpool(change.was_answered):
        return again()
    asked = await run_in_threadpool(proposed_raise, change, check, body.proposal)
    return await raised(change, asked, body.reason, body.proposal)


def to_always(change: Change, check: str, certificate: str | None) -> AskedRaise:
    """Looked at before anybody's turn is taken: to verify the whole record takes its time."""
    asked = asked_raise(change.visit.site, check, Level.ACT_ALWAYS, certificate)
    asked.thresholds(change.visit.now)
    return asked


def proposed_raise(change: Change, check: str, proposal: str) -> AskedRaise:
    """Conflict where something has changed since it was proposed."""
    site, now = change.visit.site, change.visit.now
    subject = proposal_of(site, check, proposal, now).act.done.subject
    asked = asked_raise(site, check, Level.ACT_ALWAYS, subject.certificate_sha256)
    if asked.raising.subject != subject:
        raise Conflict("the recipe or the level is another one since it was proposed; do it anew")
    return asked


async def raised(
    change: Change, asked: AskedRaise, reason: str, confirms: str | None = None
) -> Response:
    visit = change.visit
    thresholds: Thresholds | None = await run_in_threadpool(asked.thresholds, visit.now)
    word = Word(
        act=asked.raising.act,
        subject=asked.raising.subject,
        told=lambda act: asked.word(act, thresholds, visit.present.actor.name),
        reason=reason,
        line=asked.line,
        confirms=confirms,
        refuse=asked.refuse_revoked,
    )
    try:
        return await spoken(change, word)
    except WordRefused as error:
        await run_in_threadpool(take_back, change, asked, str(error))
        raise


def take_back(change: Change, asked: AskedRaise, why: str) -> None:
    with change.visit.site.changing() as office:
        asked.take_back(office, change.order(why_refused(why)))


def again() -> Response:
    return Response(status_code=204, headers={ANSWERED_AGAIN: "true"})


def told_proposal(proposal: OpenProposal) -> RaiseProposal:
    done = proposal.act.done
    subject = done.subject
    told = {
        "proposal": proposal.act.sha256,
        "recipe": subject.recipe,
        "check": subject.check,
        "level_from": subject.level_from,
        "level_to": subject.level_to,
        "certificate": subject.certificate_sha256,
        "who": done.who,
        "reason": done.reason,
        "at": done.at,
        "until": proposal.until,
    }
    return RaiseProposal.model_validate(told)
