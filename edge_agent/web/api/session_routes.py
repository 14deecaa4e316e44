"""Coming in, proving oneself once more, going out; the first account and one's own secrets."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import AwareDatetime, ConfigDict, Field, model_validator
from starlette.responses import Response

from edge_agent.core.errors import InvalidInput
from edge_agent.core.roles import Act, Machine, Proof, Role, Scope, may
from edge_agent.people.presence import Present
from edge_agent.web.access import (
    COOKIE,
    AtServed,
    VisitingAny,
    operation,
    source_of,
)
from edge_agent.web.api.person_document import PersonDocument, person_document
from edge_agent.web.changes import order
from edge_agent.web.cookies import cookie_of, forget_cookie, set_cookie
from edge_agent.web.listing import Document, json_answer
from edge_agent.web.served import Served

router = APIRouter(prefix="/api/v1", tags=["session"])

LongText = Annotated[str, Field(max_length=400)]
Name = Annotated[LongText, Field(description="Name to sign in with.", examples=["anna"])]
Password = Annotated[LongText, Field(examples=["crane velvet mosaic 71"])]
Pin = Annotated[LongText, Field(description="6 to 12 digits.", examples=["830217"])]
Code = Annotated[LongText, Field(examples=["7XKQ-M3PA-9TBC-2HDW"])]


class Secret(Document):
    """A password, or the PIN of this station's panel: one of the two."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["password"]}, {"required": ["pin"]}]}
    )

    password: Password = ""
    pin: Pin = ""

    @model_validator(mode="after")
    def one_of_two(self) -> "Secret":
        if len(self.model_fields_set & {"password", "pin"}) != 1:
            raise ValueError("give the password or the PIN, one of the two")
        return self

    @property
    def proof(self) -> Proof:
        return Proof.PIN if "pin" in self.model_fields_set else Proof.PASSWORD


class SignIn(Secret):
    name: Name


class SetUp(Document):
    code: Code
    name: Name
    shown_name: Annotated[LongText, Field(examples=["Anna K."])]
    password: Password


class Claim(Document):
    name: Name
    code: Code
    password: Password


class NewPassword(Document):
    password: Password


class NewPin(Document):
    pin: Pin


class SessionDocument(Document):
    """Who is there, and what he may do, alone or as one of two persons."""

    kind: Literal["person", "machine"]
    name: str
    shown_name: str
    role: Role | None = Field(description="null for a machine.")
    scopes: list[Scope] = Field(description="Of a machine's token.")
    proof: Proof = Field(description="The strongest that was given lately.")
    proved_at: AwareDatetime
    may: list[Act]


@router.post(
    "/set-up", status_code=201, response_model=PersonDocument, **operation("setUp", 401, 409)
)
def set_up(body: SetUp, site: AtServed) -> Response:
    """Makes the first account, an engineer's, with the code that the server told at its start."""
    with site.changing() as office:
        person = office.set_up(
            body.code, body.name, body.shown_name, body.password, site.clock.wall()
        )
    return json_answer(person_document(person), 201)


@router.post("/claim", status_code=204, **operation("claimAccount", 401))
def claim_account(body: Claim, site: AtServed) -> None:
    """A person chooses a password with the one-time code."""
    with site.changing() as office:
        office.claim(body.name, body.code, body.password, site.clock.wall())


@router.post(
    "/session", status_code=201, response_model=SessionDocument, **operation("signIn", 401, 429)
)
def sign_in(body: SignIn, site: AtServed, request: Request) -> Response:
    """Signs a person in. The session is a cookie that scripts cannot read."""
    now = site.clock.wall()
    refuse_strange_pin(site, body.proof)
    with site.changing() as office:
        if body.proof is Proof.PASSWORD:
            token = office.enter_with_password(body.name, body.password, source_of(request), now)
        else:
            token = office.enter_with_pin(body.name, body.pin, site.station, now)
        present = office.sessions.present(token, now)
        if before := cookie_of(request, COOKIE):
            office.sessions.end(before)
    answer = json_answer(session_document(present), 201)
    set_cookie(request, answer, COOKIE, token)
    return answer


@router.get("/session", response_model=SessionDocument, **operation("getSession"))
def get_session(visit: VisitingAny) -> Response:
    """Who asks, and what he may do."""
    return json_answer(session_document(visit.present))


@router.delete("/session", status_code=204, **operation("signOut"))
def sign_out(visit: VisitingAny, request: Request) -> Response:
    """Ends the session."""
    with visit.site.changing() as office:
        office.leave(visit.token, visit.now)
    return without_session(request)


@router.post("/session/proof", status_code=204, **operation("proveAgain", 429))
def prove_again(body: Secret, visit: VisitingAny, request: Request) -> Response:
    """Password or PIN once more, before an act that asks for it; stands for two minutes. The
    session goes on under a new cookie."""
    refuse_strange_pin(visit.site, body.proof)
    if body.proof is Proof.PIN:
        secret, source = body.pin, visit.site.station
    else:
        secret, source = body.password, visit.source
    with visit.site.changing() as office:
        token = office.door.prove_again(visit.token, body.proof, secret, source, visit.now)
    answer = Response(status_code=204)
    set_cookie(request, answer, COOKIE, token)
    return answer


@router.put("/session/password", status_code=204, **operation("changePassword"))
def change_password(body: NewPassword, visit: VisitingAny, request: Request) -> Response:
    """One's own. Ends all sessions of the person."""
    with visit.site.changing() as office:
        office.change_password(order(visit, "own choice"), body.password)
    return without_session(request)


@router.put("/session/pin", status_code=204, **operation("changePin"))
def change_pin(body: NewPin, visit: VisitingAny) -> None:
    """One's own, for this station's panel."""
    refuse_strange_pin(visit.site, Proof.PIN)
    with visit.site.changing() as office:
        office.change_pin(order(visit, "own choice"), body.pin)


def refuse_strange_pin(site: Served, proof: Proof) -> None:
    """InvalidInput where there is no panel."""
    if proof is Proof.PIN and not site.takes_pins:
        raise InvalidInput("a PIN is for the panel of a station; give the password here")


def without_session(request: Request) -> Response:
    """Nothing of what was seen stays in the browser."""
    answer = Response(status_code=204, headers={"Clear-Site-Data": '"cache"'})
    forget_cookie(request, answer, COOKIE)
    return answer


def session_document(present: Present) -> SessionDocument:
    actor = present.actor
    is_machine = isinstance(actor, Machine)
    return SessionDocument(
        kind="machine" if is_machine else "person",
        name=actor.name,
        shown_name=actor.name if isinstance(actor, Machine) else actor.shown_name,
        role=None if isinstance(actor, Machine) else actor.role,
        scopes=sorted(actor.scopes) if isinstance(actor, Machine) else [],
        proof=present.proof,
        proved_at=present.proved_at,
        may=[act for act in Act if may(actor, act)],
    )
