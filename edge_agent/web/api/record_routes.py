"""What was recorded: packs, pictures and events, the newest first."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from edge_agent.core.packs import Action, Level, Outcome, Record, Verdict
from edge_agent.store.events import StoredEvent, StoredRecord
from edge_agent.store.pages import NEWEST, RecordFilter
from edge_agent.web.access import AtSite, operation
from edge_agent.web.cursors import place_in
from edge_agent.web.listing import (
    USUAL_LIMIT,
    Before,
    Cursor,
    Document,
    Limit,
    Page,
    Since,
    json_answer,
    page_answer,
)
from edge_agent.web.picture_answers import KnownTag, PictureHash, gives_picture, picture_answer
from edge_agent.web.site import Site

router = APIRouter(prefix="/api/v1", tags=["records"])

LARGEST = 2**53
"""JSON's readers know whole numbers up to here."""
Number = Annotated[int, Path(ge=1, le=LARGEST)]
"""A picture is named by its content."""


class RecordAnswer(Document):
    """One pack. (boot, seq) is its number: seq counts from 1 within a start of the line."""

    boot: int = Field(examples=[12])
    seq: int = Field(examples=[3481])
    record: Record


class EventAnswer(Document):
    """Something that happened and is no pack."""

    boot: int = Field(examples=[12])
    seq: int = Field(examples=[7])
    at: AwareDatetime
    kind: str = Field(examples=["gate_lost"])
    body: dict[str, Any] = Field(examples=[{"why": "no heartbeat"}])


class RecordPage(Page[RecordAnswer]):
    pass


class EventPage(Page[EventAnswer]):
    pass


@router.get("/records", response_model=RecordPage, **operation("listRecords", 409))
def list_records(
    request: Request,
    site: AtSite,
    verdict: Annotated[Verdict | None, Query()] = None,
    outcome: Annotated[Outcome | None, Query()] = None,
    decision: Annotated[Action | None, Query()] = None,
    level: Annotated[Level | None, Query()] = None,
    lot: Annotated[str | None, Query(max_length=60)] = None,
    seen_from: Since = None,
    seen_before: Before = None,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """Packs, the newest first."""
    wanted = RecordFilter(
        verdict=verdict,
        outcome=outcome,
        decision=decision,
        level=level,
        lot=lot,
        seen_from=seen_from,
        seen_before=seen_before,
    )
    asked = {"list": "records", **wanted.conditions()}
    found = site.store.records(wanted, limit + 1, where(site, asked, cursor))
    items = [record_answer(stored) for stored in found[:limit]]
    return page_answer(request, site, RecordPage, items, next_place(found, limit), asked)


@router.get("/records/{boot}/{seq}", response_model=RecordAnswer, **operation("getRecord", 404))
def get_record(boot: Number, seq: Number, site: AtSite) -> Response:
    """One pack."""
    return json_answer(record_answer(site.store.record((boot, seq))))


@router.get("/events", response_model=EventPage, **operation("listEvents", 409))
def list_events(
    request: Request,
    site: AtSite,
    kind: Annotated[str | None, Query(max_length=60, description="Only of this kind.")] = None,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """What happened beside the packs, the newest first."""
    asked = {"list": "events", "kind": kind}
    found = site.store.events(kind, limit + 1, where(site, asked, cursor))
    items = [event_answer(stored) for stored in found[:limit]]
    return page_answer(request, site, EventPage, items, next_place(found, limit), asked)


@router.get(
    "/pictures/{sha256}",
    response_class=Response,
    **gives_picture(operation("getPicture", 404)),
)
def get_picture(sha256: PictureHash, site: AtSite, if_none_match: KnownTag = None) -> Response:
    """A picture, by the hash that a record names. It may have been shed since, for the disk."""
    return picture_answer(site.pictures, sha256, if_none_match)


def where(site: Site, asked: dict[str, Any], given: str | None) -> tuple[int, int]:
    if given is None:
        return NEWEST
    boot, seq = place_in(site.cursor_key(), asked, given, 2)
    return boot, seq


def next_place(found: list[StoredRecord] | list[StoredEvent], limit: int) -> tuple[int, int] | None:
    """None where not even one more was found."""
    return (found[limit - 1].boot, found[limit - 1].seq) if len(found) > limit else None


def record_answer(stored: StoredRecord) -> RecordAnswer:
    return RecordAnswer(boot=stored.boot, seq=stored.seq, record=stored.record)


def event_answer(stored: StoredEvent) -> EventAnswer:
    event = stored.event
    return EventAnswer(
        boot=stored.boot, seq=stored.seq, at=event.at, kind=event.kind, body=dict(event.body)
    )
