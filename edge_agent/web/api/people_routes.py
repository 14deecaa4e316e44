"""Accounts: who there is, in which role. Every change is signed into the audit record.

What takes two persons is proposed by one (`proposeAccount`) and made by the other, who names the
proposal in `confirms`.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from edge_agent.core.errors import InvalidInput
from edge_agent.core.roles import Role, act_on_account
from edge_agent.people.acts import LONGEST_TEXT, PROPOSAL_STANDS, Subject
from edge_agent.people.office import Office, Order, subject_of
from edge_agent.web.access import VisitingAny, operation
from edge_agent.web.api.person_document import PersonDocument, person_document
from edge_agent.web.changes import AskedChangeAny, Seen, order, refuse_if_changed
from edge_agent.web.listing import Document, etag_of, json_answer

router = APIRouter(prefix="/api/v1", tags=["people"])

Reason = Annotated[str, Field(max_length=LONGEST_TEXT, examples=["joined the late shift"])]
Confirms = Annotated[
    str | None,
    Field(
        pattern=r"^[0-9a-f]{64}$",
        description="sha256 of another person's proposal of exactly this.",
    ),
]
Name = Annotated[str, Field(max_length=100, examples=["olga"])]
Ordering = Callable[..., Order]


class PeopleDocument(Document):
    people: list[PersonDocument]


class NewPerson(Document):
    name: Name
    shown_name: Annotated[str, Field(max_length=200, examples=["Olga P."])]
    role: Role
    reason: Reason = ""
    confirms: Confirms = None


class NewRole(Document):
    role: Role
    reason: Reason = ""
    confirms: Confirms = None


class Why(Document):
    reason: Reason = ""


class Reset(Why):
    confirms: Confirms = None


class AccountChange(StrEnum):
    ADD = "add"
    ASSIGN = "assign"
    RESET = "reset"


class Proposal(Document):
    """What another person shall agree to."""

    change: AccountChange
    name: Name
    role: Role = Field(description="The new role; of a reset the role that the person has.")
    reason: Reason = ""


class Proposed(Document):
    proposal: str = Field(description="sha256 to be named in confirms.", examples=["9f86d081…"])
    until: AwareDatetime


class WithCode(PersonDocument):
    code: str = Field(
        description="With it the person chooses a password, once, within 72 hours.",
        examples=["7XKQ-M3PA-9TBC-2HDW"],
    )


@router.get("/people", response_model=PeopleDocument, **operation("listPeople"))
def list_people(visit: VisitingAny) -> Response:
    """Everybody who ever had an account, by name."""
    people = [person_document(person) for person in visit.site.office.accounts.people()]
    return json_answer(PeopleDocument(people=people))


@router.get("/people/{name}", response_model=PersonDocument, **operation("getPerson", 404))
def get_person(name: str, visit: VisitingAny) -> Response:
    """One account, with the ETag that an edit names."""
    document = person_document(visit.site.office.accounts.person(name))
    return json_answer(document, headers={"ETag": etag_of(document)})


@router.post(
    "/people",
    status_code=201,
    response_model=WithCode,
    **operation("addPerson", 400, 404, 409),
)
def add_person(body: NewPerson, change: AskedChangeAny) -> Response:
    """Adds a person, who then chooses a password with the code."""

    def make(office: Office, ordered: Ordering) -> WithCode:
        by = ordered(body.reason, body.confirms)
        code = office.add(by, body.name, body.shown_name, body.role)
        return with_code(office, body.name, code)

    return change.once(201, make)


@router.put(
    "/people/{name}/role",
    response_model=PersonDocument,
    **operation("assignRole", 404, 409, 412, 428),
)
def assign_role(name: str, body: NewRole, visit: VisitingAny, seen: Seen) -> Response:
    """Another role. Ends the person's sessions."""
    with visit.site.changing() as office:
        before = person_document(office.accounts.person(name))
        refuse_if_changed(seen, etag_of(before))
        office.assign(order(visit, body.reason, body.confirms), name, body.role)
        document = person_document(office.accounts.person(name))
    return json_answer(document, headers={"ETag": etag_of(document)})


@router.post(
    "/people/{name}/reset",
    response_model=WithCode,
    **operation("resetPerson", 400, 404, 409),
)
def reset_person(name: str, body: Reset, change: AskedChangeAny) -> Response:
    """Ends password, PIN and sessions, and lets a disabled person back in, with a new code."""

    def make(office: Office, ordered: Ordering) -> WithCode:
        return with_code(office, name, office.reset(ordered(body.reason, body.confirms), name))

    return change.once(200, make)


@router.post(
    "/people/{name}/disable",
    response_model=PersonDocument,
    **operation("disablePerson", 400, 404, 409),
)
def disable_person(name: str, body: Why, change: AskedChangeAny) -> Response:
    """Lets the person in no longer, at once. The name stays taken."""

    def make(office: Office, ordered: Ordering) -> PersonDocument:
        office.disable(ordered(body.reason), name)
        return person_document(office.accounts.person(name))

    return change.once(200, make)


@router.post(
    "/proposals",
    status_code=201,
    response_model=Proposed,
    **operation("proposeAccount", 400, 404, 409),
)
def propose_account(body: Proposal, change: AskedChangeAny) -> Response:
    """The first half of an act on an engineer's or a quality person's account; stands a day."""

    def make(office: Office, ordered: Ordering) -> Proposed:
        subject = proposed_subject(office, body)
        act = office.propose(ordered(body.reason), act_on_account(body.role), subject)
        return Proposed(proposal=act.sha256, until=stands_until(act.done.at))

    return change.once(201, make)


def proposed_subject(office: Office, body: Proposal) -> Subject:
    """Exactly what the act itself will be about."""
    if body.change is AccountChange.ADD:
        return subject_of(office.accounts.new(body.name, body.name, body.role), "added")
    person = office.accounts.person(body.name)
    if body.change is AccountChange.RESET:
        if person.role is not body.role:
            raise InvalidInput(f"{person.name!r} is {person.role.value}, not {body.role.value}")
        return subject_of(person, "reset")
    return Subject(person=person.name, role=body.role, old=person.role.value, new=body.role.value)


def stands_until(at: datetime) -> datetime:
    return at + PROPOSAL_STANDS


def with_code(office: Office, name: str, code: str) -> WithCode:
    return WithCode(**person_document(office.accounts.person(name)).model_dump(), code=code)
