"""What came in and could not be read: kept for a person to look at, never lost in silence."""

from base64 import b64encode
from typing import Any, Final

from fastapi import APIRouter, Request
from pydantic import AwareDatetime, Field
from sqlalchemy import Row, desc, func, select
from starlette.responses import Response

from deploy.fleet.tables import dead_letters
from deploy.fleet.web.access import AtCentre, operation
from deploy.fleet.web.api.words import Number
from edge_agent.core.errors import NotFound
from edge_agent.web.cursors import place_in
from edge_agent.web.listing import (
    Cursor,
    Document,
    Limit,
    Page,
    json_answer,
    page_answer,
)

router = APIRouter(prefix="/api/v1", tags=["watching"])

USUAL_LIMIT: Final = 50
LETTER: Final = (
    *(dead_letters.c.id, dead_letters.c.at, dead_letters.c.source, dead_letters.c.reason),
    func.length(dead_letters.c.payload).label("size_bytes"),
)


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
    query = select(*LETTER).order_by(desc(dead_letters.c.id)).limit(limit + 1)
    if cursor is not None:
        (before,) = place_in(site.cursor_key(), asked, cursor, 1)
        query = query.where(dead_letters.c.id < before)
    with site.reading() as connection:
        rows = connection.execute(query).all()
    place = (int(rows[limit - 1].id),) if len(rows) > limit else None
    items = [DeadLetterAnswer(**letter_values(row)) for row in rows[:limit]]
    return page_answer(request, site, DeadLetterPage, items, place, asked)


@router.get("/dead-letters/{number}", response_model=WholeLetter, **operation("getDeadLetter", 404))
def get_dead_letter(number: Number, site: AtCentre) -> Response:
    """One of them, with what came: it may be anything."""
    query = select(*LETTER, dead_letters.c.payload).where(dead_letters.c.id == number)
    with site.reading() as connection:
        row = connection.execute(query).first()
    if row is None:
        raise NotFound(f"there is no dead letter {number}; the oldest of many go")
    payload = b64encode(row.payload).decode()
    return json_answer(WholeLetter(**letter_values(row), payload_base64=payload))


def letter_values(row: Row[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in DeadLetterAnswer.model_fields}
