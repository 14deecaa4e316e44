"""Packs of the whole fleet, what happened beside them, and their pictures: the newest first."""

import json
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from deploy.fleet.moments import EPOCH, MICROSECOND
from deploy.fleet.searching import (
    EntryKey,
    FoundEvent,
    FoundRecord,
    Place,
    Wanted,
    find_events,
    find_records,
    record,
)
from deploy.fleet.web.access import AtCentre, operation
from deploy.fleet.web.api.asked_records import asked_of, asked_records
from deploy.fleet.web.api.words import NO_NUL, Word
from deploy.fleet.web.centre_site import CentreSite
from edge_agent.web.cursors import place_in
from edge_agent.web.listing import (
    USUAL_LIMIT,
    Cursor,
    Document,
    Limit,
    Page,
    json_answer,
    page_answer,
)
from edge_agent.web.picture_answers import KnownTag, PictureHash, gives_picture, picture_answer

router = APIRouter(prefix="/api/v1", tags=["records"])

NUMBERS_OF_A_PLACE: Final = 4
Key = Annotated[
    str,
    Path(
        pattern=r"^\d{1,15}-\d{1,15}-\d{1,15}$",
        description="As a list of records names it.",
        examples=["3-12-1024"],
    ),
]


class RecordAnswer(Document):
    """One pack."""

    key: str = Field(description="Names it at this centre.", examples=["3-12-1024"])
    station: str
    pack_no: int
    seen_at: AwareDatetime
    stored_at: AwareDatetime = Field(description="At the centre.")
    recipe: str
    recipe_hash: str
    lot: str | None
    verdict: str = Field(examples=["not_ok"])
    score: float | None
    decision: str = Field(examples=["reject"])
    level: str = Field(examples=["act_when_sure"])
    outcome: str = Field(examples=["rejected"])
    late: bool
    latency_ms: float | None
    software: str
    bundle_sha256: str


class WholeRecord(RecordAnswer):
    record: dict[str, Any] = Field(
        description="The whole of it, as its station wrote it.", examples=[{"pack_no": 118}]
    )


class EventAnswer(Document):
    """Something that happened at a station and is no pack."""

    key: str = Field(examples=["3-12-7"])
    station: str
    at: AwareDatetime
    kind: str = Field(examples=["gate_lost"])
    body: dict[str, Any] = Field(examples=[{"why": "no heartbeat"}])


class RecordPage(Page[RecordAnswer]):
    pass


class EventPage(Page[EventAnswer]):
    pass


@router.get("/records", response_model=RecordPage, **operation("listRecords", 404, 409))
def list_records(
    request: Request,
    site: AtCentre,
    wanted: Annotated[Wanted, Depends(asked_records)],
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """Packs of every station, the newest first."""
    asked = {"list": "records", **asked_of(wanted)}
    page = find_records(site.engine, wanted, limit, place_of(site, asked, cursor))
    items = list(map(record_answer, page.records))
    place = None if page.later is None else numbers_of(page.later)
    return page_answer(request, site, RecordPage, items, place, asked)


@router.get("/records/{key}", response_model=WholeRecord, **operation("getRecord", 404))
def get_record(key: Key, site: AtCentre) -> Response:
    """One pack, as its station wrote it."""
    found = record(site.engine, EntryKey.from_text(key))
    values = record_answer(found).model_dump()
    return json_answer(WholeRecord(**values, record=json.loads(found.body)))


@router.get("/events", response_model=EventPage, **operation("listEvents", 404, 409))
def list_events(
    request: Request,
    site: AtCentre,
    station: Word = None,
    kind: Annotated[
        str | None, Query(max_length=200, pattern=NO_NUL, description="Only of this kind.")
    ] = None,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """What happened beside the packs, the newest first."""
    asked = {"list": "events", "station": station, "kind": kind}
    before = place_of(site, asked, cursor)
    found = find_events(site.engine, limit + 1, station, kind, before)
    last = found[limit - 1] if len(found) > limit else None
    place = None if last is None else numbers_of(Place(last.at, last.key))
    items = list(map(event_answer, found[:limit]))
    return page_answer(request, site, EventPage, items, place, asked)


@router.get(
    "/pictures/{sha256}",
    response_class=Response,
    **gives_picture(operation("getPicture", 404)),
)
def get_picture(sha256: PictureHash, site: AtCentre, if_none_match: KnownTag = None) -> Response:
    """A picture, by the hash that a record names; not every picture comes to the centre."""
    return picture_answer(site.places.pictures, sha256, if_none_match)


def place_of(site: CentreSite, asked: dict[str, Any], given: str | None) -> Place | None:
    if given is None:
        return None
    at, *key = place_in(site.cursor_key(), asked, given, NUMBERS_OF_A_PLACE)
    return Place(EPOCH + timedelta(microseconds=at), EntryKey(*key))


def numbers_of(place: Place) -> tuple[int, ...]:
    return (microseconds(place.seen_at), *place.key)


def microseconds(at: datetime) -> int:
    """Since 1970."""
    return (at - EPOCH) // MICROSECOND


def record_answer(found: FoundRecord) -> RecordAnswer:
    values = {name: getattr(found, name) for name in RecordAnswer.model_fields if name != "key"}
    return RecordAnswer(key=str(found.key), **values)


def event_answer(found: FoundEvent) -> EventAnswer:
    body = json.loads(found.body).get("body", {})
    return EventAnswer(
        key=str(found.key), station=found.station, at=found.at, kind=found.kind, body=body
    )
