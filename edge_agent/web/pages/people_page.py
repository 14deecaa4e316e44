"""People on the desk: accounts, what takes two persons, and tokens of machines.

The page shows who there is; every change goes to the API, as from any other program.
"""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Final

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from edge_agent.core.roles import (
    RESPONSIBLE,
    Act,
    Person,
    Role,
    Scope,
    act_on_account,
    may_together,
)
from edge_agent.people.acts import PROPOSAL_STANDS, SignedAct
from edge_agent.people.audit import AuditReader
from edge_agent.people.tokens import LONGEST_LIFE
from edge_agent.web.api.audit_routes import audit_file, backwards, head
from edge_agent.web.api.people_routes import AccountChange
from edge_agent.web.api.person_document import PersonDocument, person_document
from edge_agent.web.listing import etag_of
from edge_agent.web.pages.page import LookAt, LookingAny, page_route
from edge_agent.web.served import Served

router = APIRouter()

ISSUED: Final = tuple(scope for scope in Scope if scope is not Scope.CONSOLE)
"""What a token may be given."""
CHANGES: Final = {"added": AccountChange.ADD, "reset": AccountChange.RESET}
"""What an act on an account says is new; all else is the new role."""


@dataclass(frozen=True, slots=True)
class Row:
    person: PersonDocument
    etag: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal that nobody has agreed to yet."""

    act: SignedAct
    change: AccountChange
    until: datetime
    may_agree: bool
    etag: str
    """Of the account that it would change; empty for a new one."""


@router.get("/people", **page_route(Act.MANAGE_PEOPLE))
def people(look: LookingAny) -> HTMLResponse:
    documents = [person_document(one) for one in look.site.office.accounts.people()]
    return look.page(
        "people.html",
        rows=[Row(document, etag_of(document)) for document in documents],
        waiting=waiting(look, documents),
        roles=list(Role),
        two_persons=[role.value for role in Role if takes_two(look, role)],
        tokens=look.site.office.tokens.issued(),
        scopes=ISSUED,
        most_days=LONGEST_LIFE.days,
    )


def takes_two(look: LookAt[Served], role: Role) -> bool:
    """To make or reset an account of this role; only the first of the other one is made alone."""
    actor = look.present.actor
    if act_on_account(role) is not Act.APPOINT or not isinstance(actor, Person):
        return False
    others = RESPONSIBLE - {actor.role}
    nobody_yet = not any(one.role in others for one in look.site.office.accounts.people())
    return not (nobody_yet and role in others)


def waiting(look: LookAt[Served], documents: list[PersonDocument]) -> list[Waiting]:
    """The newest first. What was confirmed, or is over, waits no longer."""
    now, etags = look.visit.now, {one.name: etag_of(one) for one in documents}
    acts = list(lately(look, now))
    confirmed = {act.done.confirms for act in acts}
    return [
        as_waiting(look, act, etags)
        for act in acts
        if act.is_proposal and act.done.what is Act.APPOINT and act.sha256 not in confirmed
    ]


def lately(look: LookAt[Served], now: datetime) -> list[SignedAct]:
    """As far back as a proposal stands."""
    site = look.site
    with closing(AuditReader(audit_file(site))) as reader:
        walk = backwards(reader, head(site) + 1)
        return list(takewhile(lambda act: now - act.done.at <= PROPOSAL_STANDS, walk))


def as_waiting(look: LookAt[Served], act: SignedAct, etags: dict[str, str]) -> Waiting:
    done, actor = act.done, look.present.actor
    assert done.role is not None  # a machine's act is no proposal
    proposer = Person(done.who, done.who, done.role)
    return Waiting(
        act,
        CHANGES.get(done.subject.new or "", AccountChange.ASSIGN),
        done.at + PROPOSAL_STANDS,
        may_together(proposer, actor, Act.APPOINT),
        etags.get(done.subject.person or "", ""),
    )
