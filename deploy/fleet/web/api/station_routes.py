"""The fleet and its stations: how each is, and how it came to that."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from deploy.fleet.overview import StateChange, StationNow, changes_of, fleet_now
from deploy.fleet.summaries import StationSummary, station_summary
from deploy.fleet.web.access import AtCentre, operation
from deploy.fleet.web.api.by_number import before_of, numbered_answer
from deploy.fleet.web.api.sums import (
    HourAnswer,
    PartAnswer,
    SumsAnswer,
    hour_answer,
    part_answer,
    sums_answer,
)
from deploy.fleet.web.api.words import NO_NUL
from edge_agent.web.listing import (
    USUAL_LIMIT,
    Before,
    Cursor,
    Document,
    Limit,
    Page,
    Since,
    json_answer,
)

router = APIRouter(prefix="/api/v1", tags=["fleet"])

Name = Annotated[str, Path(max_length=60, pattern=NO_NUL)]


class StationAnswer(Document):
    """How one station is now."""

    station: str
    first_heard: AwareDatetime
    last_heard: AwareDatetime = Field(description="Of anything: a state, records, events.")
    is_silent: bool = Field(description="Nothing was heard for two minutes.")
    online: bool | None = Field(description="null where it never said how it is.")
    mode: str | None = Field(examples=["running"])
    since: AwareDatetime | None = Field(description="Of the state as it is.")
    level: str | None = Field(examples=["act_when_sure"])
    recipe: str | None
    lot: str | None
    bundle_sha256: str | None
    software: str | None
    troubles: dict[str, str] = Field(description="What is wrong with it, as it says.")
    lag_s: float | None = Field(
        description="From the photo-eye to the centre, of its newest pack.", examples=[0.4]
    )
    newest_pack_at: AwareDatetime | None
    packs: int = Field(description="Ever.")
    packs_last_day: dict[str, int] = Field(
        description="By verdict, of the last 24 whole hours and this one.",
        examples=[{"ok": 18148, "not_ok": 273}],
    )
    open_findings: int = Field(description="Of the watching, changes left out.", examples=[0])


class FleetAnswer(Document):
    """Every station, by name."""

    stations: list[StationAnswer]


class StationDetails(Document):
    """One station: how it is, and what its packs of a time add up to."""

    now: StationAnswer
    sums: SumsAnswer
    lots: list[PartAnswer] = Field(description="The latest first.")
    hours: list[HourAnswer] = Field(description="Hours without a pack lack.")


class ChangeAnswer(Document):
    """What a station said when it changed."""

    heard_at: AwareDatetime
    online: bool
    mode: str
    said: dict[str, Any] = Field(examples=[{"mode": "held", "level": "recommend"}])


class ChangePage(Page[ChangeAnswer]):
    pass


@router.get("/stations", response_model=FleetAnswer, **operation("listStations"))
def list_stations(site: AtCentre) -> Response:
    """The whole fleet at one glance."""
    found = fleet_now(site.engine, site.clock.wall())
    return json_answer(FleetAnswer(stations=list(map(station_answer, found))))


@router.get(
    "/stations/{plant}/{line}/{name}",
    response_model=StationDetails,
    **operation("getStation", 404),
)
def get_station(
    plant: Name, line: Name, name: Name, site: AtCentre, since: Since = None, before: Before = None
) -> Response:
    """One station, with the sums of whole hours that begin in this time."""
    station, now = f"{plant}/{line}/{name}", site.clock.wall()
    (current,) = fleet_now(site.engine, now, station)
    summary = station_summary(site.engine, station, since, before)
    return json_answer(station_details(current, summary))


@router.get(
    "/stations/{plant}/{line}/{name}/changes",
    response_model=ChangePage,
    **operation("listStationChanges", 409),
)
def list_station_changes(
    request: Request,
    plant: Name,
    line: Name,
    name: Name,
    site: AtCentre,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """What it said of itself, whenever that changed, the newest first."""
    station = f"{plant}/{line}/{name}"
    asked = {"list": "changes", "station": station}
    found = changes_of(site.engine, station, limit + 1, before_of(site, asked, cursor))
    return numbered_answer(request, site, ChangePage, asked, found, limit, change_answer)


def station_answer(now: StationNow) -> StationAnswer:
    values = {name: getattr(now, name) for name in StationAnswer.model_fields}
    return StationAnswer(**values)


def station_details(now: StationNow, summary: StationSummary) -> StationDetails:
    return StationDetails(
        now=station_answer(now),
        sums=sums_answer(summary.sums),
        lots=list(map(part_answer, summary.lots)),
        hours=list(map(hour_answer, summary.hours)),
    )


def change_answer(change: StateChange) -> ChangeAnswer:
    return ChangeAnswer(
        heard_at=change.heard_at, online=change.online, mode=change.mode, said=dict(change.said)
    )
