"""Tokens of machines: issued with scopes and an end, shown once, revoked by name."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from edge_agent.core.errors import NotFound
from edge_agent.core.roles import Scope
from edge_agent.people.office import Office
from edge_agent.people.tokens import LONGEST_LIFE, IssuedToken
from edge_agent.web.access import VisitingAny, operation
from edge_agent.web.api.people_routes import Ordering, Reason, Why
from edge_agent.web.changes import AskedChangeAny
from edge_agent.web.listing import Document, json_answer

router = APIRouter(prefix="/api/v1", tags=["tokens"])


class TokenDocument(Document):
    """What is known of a token afterwards."""

    name: str
    scopes: list[Scope]
    issued_at: AwareDatetime
    until: AwareDatetime


class TokensDocument(Document):
    tokens: list[TokenDocument]


class NewToken(Document):
    name: Annotated[str, Field(max_length=100, examples=["line-dashboard"])]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]
    days: Annotated[int, Field(ge=1, le=LONGEST_LIFE.days, description="How long it holds.")] = 90
    reason: Reason = ""


class WithToken(TokenDocument):
    token: str = Field(description="Shown this once.", examples=["pwm_…"])


@router.get("/tokens", response_model=TokensDocument, **operation("listTokens"))
def list_tokens(visit: VisitingAny) -> Response:
    """Every token that was issued and not revoked, by name."""
    issued = visit.site.office.tokens.issued()
    return json_answer(TokensDocument(tokens=list(map(token_document, issued))))


@router.post(
    "/tokens", status_code=201, response_model=WithToken, **operation("issueToken", 400, 409)
)
def issue_token(body: NewToken, change: AskedChangeAny) -> Response:
    """A token for another program; give it in the header `Authorization: Bearer TOKEN`."""

    def make(office: Office, ordered: Ordering) -> WithToken:
        by = ordered(body.reason)
        until = by.now + timedelta(days=body.days)
        token = office.issue_token(by, body.name, body.scopes, until)
        return WithToken(**issued_as(office, body.name).model_dump(), token=token)

    return change.once(201, make)


@router.post(
    "/tokens/{name}/revoke",
    response_model=TokenDocument,
    **operation("revokeToken", 400, 404),
)
def revoke_token(name: str, body: Why, change: AskedChangeAny) -> Response:
    """It is good for nothing from now on. Answers what it was."""

    def make(office: Office, ordered: Ordering) -> TokenDocument:
        document = issued_as(office, name)
        office.revoke_token(ordered(body.reason), name)
        return document

    return change.once(200, make)


def issued_as(office: Office, name: str) -> TokenDocument:
    for issued in office.tokens.issued():
        if issued.name == name:
            return token_document(issued)
    raise NotFound(f"there is no token {name!r}")


def token_document(issued: IssuedToken) -> TokenDocument:
    return TokenDocument(
        name=issued.name,
        scopes=sorted(issued.scopes),
        issued_at=issued.issued_at,
        until=issued.until,
    )
