"""Documents of the API and pages of a list, as every list of the API has them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Annotated, Any, Final, Generic, TypeVar

from fastapi import Query, Request
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from starlette.responses import Response

from edge_agent.web.cursors import cursor
from edge_agent.web.served import Served

MOST_AT_ONCE: Final = 500
USUAL_LIMIT: Final = 50
DATE_FIRST: Final = re.compile(r"\d{4}-\d{2}-\d{2}T")
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Document(BaseModel):
    """What is answered or asked. Unknown fields are refused; a score may be the text "NaN"."""

    model_config = ConfigDict(extra="forbid", frozen=True, ser_json_inf_nan="strings")


Item = TypeVar("Item")


class Page(Document, Generic[Item]):
    """A part of a list. A page may be short and still have a next one."""

    items: list[Item]
    next_cursor: str | None = Field(description="Of the next page; null where there is none.")


Limit = Annotated[int, Query(ge=1, le=MOST_AT_ONCE, description="Most items of a page.")]
Cursor = Annotated[
    str | None, Query(max_length=400, description="The next_cursor of the page before.")
]


def rfc_3339(given: object) -> object:
    """A bare number is no time here, though it could be taken for seconds."""
    if isinstance(given, str) and not DATE_FIRST.match(given):
        raise ValueError("give a time with its zone, like 2026-11-22T13:24:58Z")
    return given


def iso_day(given: object) -> object:
    """Nor is it a day."""
    if not isinstance(given, date) and not (isinstance(given, str) and DAY.fullmatch(given)):
        raise ValueError("give a day like 2026-12-24")
    return given


Time = Annotated[AwareDatetime, BeforeValidator(rfc_3339)]
Day = Annotated[date, BeforeValidator(iso_day)]
Since = Annotated[Time | None, Query(description="Not before this time (RFC 3339).")]
Before = Annotated[Time | None, Query(description="Before this time (RFC 3339).")]


def json_answer(
    document: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    content = document.model_dump_json()
    return Response(content, status, headers=headers, media_type="application/json")


def page_answer(
    request: Request,
    site: Served,
    page: type[Page[Any]],
    items: Sequence[Any],
    next_place: Sequence[int] | None,
    asked: Mapping[str, Any],
) -> Response:
    """`next_place` are the numbers where the next page begins; None at the end."""
    if next_place is None:
        return json_answer(page(items=list(items), next_cursor=None))
    following = cursor(site.cursor_key(), asked, next_place)
    link = f'<{request.url.include_query_params(cursor=following)}>; rel="next"'
    return json_answer(page(items=list(items), next_cursor=following), headers={"Link": link})


def etag_of(document: BaseModel) -> str:
    return f'"{sha256(document.model_dump_json().encode()).hexdigest()[:32]}"'
