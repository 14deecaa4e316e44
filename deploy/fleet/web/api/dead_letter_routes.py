"""What came in and could not be read: kept for a person to look at, never lost in silence."""

from base64 import b64encode
from typing import Any

from fastapi import APIRouter, Request
from pydantic import AwareDatetime, Field
from sqlalchemy import Row
from starlette.responses import Response

from deploy.fleet.dead_letters import letter_by_number, newest_letters
from deploy.fleet.web.access import AtCentre, operation
from deploy.fleet.web.api.by_number import before_of, numbered_answer
from deploy.fleet.web.api.words import Number
from edge_agent.web.listing import USUAL_LIMIT, Cursor, Document, Limit, Page, json_answer

router = APIRouter(prefix="/api/v1", tags=["watching"])


class DeadLetterAnswer(Document):
    """Something that came in and could not be read."""

    id: int = Field(examples=[7])
    at: AwareDatetime
    source: str = Field(examples=["packwarden/v1/milan/line-1/top/records"])
    reason: str
    size_bytes: int = Field(description="Of what is kept of it.", examples=[512])


class WholeLetter(DeadLetterAnswer):
    payload_base64: str = Field(examples=["bm90IGEgYmF0Y2g="])


class DeadLetterPage(Page[DeadLetterAnswer]):
    pass


@router.get("/dead-letters", response_model=DeadLetterPage, **operation("listDeadLetters", 409))
def list_dead_letters(
    request: Request, site: AtCentre, limit: Limit = USUAL_LIMIT, cursor: Cursor = None
) -> Response:
    """What came in and could not be read, the newest first. Nothing of it is in the records."""
    asked = {"list": "dead letters"}
    before = before_of(site, asked, cursor)
    with site.reading() as connection:
        found = newest_letters(connection, limit + 1, before)
    return numbered_answer(request, site, DeadLetterPage, asked, found, limit, letter_answer)


@router.get("/dead-letters/{number}", response_model=WholeLetter, **operation("getDeadLetter", 404))
def get_dead_letter(number: Number, site: AtCentre) -> Response:
    """One of them, with what came: it may be anything."""
    with site.reading() as connection:
        row = letter_by_number(connection, number)
    payload = b64encode(row.payload).decode()
    return json_answer(WholeLetter(**letter_values(row), payload_base64=payload))


def letter_answer(row: Row[Any]) -> DeadLetterAnswer:
    return DeadLetterAnswer(**letter_values(row))


def letter_values(row: Row[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in DeadLetterAnswer.model_fields}
