"""When the lines did not run, and why."""

from datetime import datetime, timedelta
from typing import Final

from fastapi import APIRouter
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from deploy.fleet.downtime import Stop, stops_between
from deploy.fleet.web.access import AtCentre, operation
from deploy.fleet.web.api.words import Word
from edge_agent.core.errors import InvalidInput
from edge_agent.web.listing import (
    Before,
    Document,
    Since,
    json_answer,
)

router = APIRouter(prefix="/api/v1", tags=["watching"])

LOOKED_BACK: Final = timedelta(days=1)
LONGEST: Final = timedelta(days=92)


class StopAnswer(Document):
    """A stretch without running, for one cause."""

    station: str
    began_at: AwareDatetime
    ended_at: AwareDatetime | None = Field(description="null while it goes on.")
    lasted_s: float = Field(description="Until now where it goes on.", examples=[312.4])
    state: str = Field(description="Of PackML, in small letters.", examples=["held"])
    cause: str = Field(examples=["first_packs"])
    why: str | None = Field(description="In detail, as the station said it.")


class CauseSum(Document):
    cause: str = Field(examples=["first_packs"])
    stops: int = Field(examples=[4])
    lasted_s: float = Field(description="Within the time that was asked for.", examples=[640.0])


class DowntimeAnswer(Document):
    """When stations did not run."""

    since: AwareDatetime
    before: AwareDatetime
    stops: list[StopAnswer] = Field(description="The latest first.")
    causes: list[CauseSum] = Field(description="The longest first.")
    is_whole: bool = Field(description="False: more happened than is told; ask for less time.")


@router.get("/downtime", response_model=DowntimeAnswer, **operation("getDowntime", 404))
def get_downtime(
    site: AtCentre, station: Word = None, since: Since = None, before: Before = None
) -> Response:
    """When stations did not run, and why; of the last 24 hours where no time is given."""
    now = site.clock.wall()
    begin, end = window(since, before, now)
    found = stops_between(site.engine, begin, end, station)
    answer = DowntimeAnswer(
        since=begin,
        before=end,
        stops=[stop_answer(stop, now) for stop in found.stops],
        causes=cause_sums(found.stops, begin, min(end, now)),
        is_whole=found.is_whole,
    )
    return json_answer(answer)


def window(
    since: datetime | None, before: datetime | None, now: datetime
) -> tuple[datetime, datetime]:
    """InvalidInput for what is no time, or too long a one."""
    try:
        end = before or now
        begin = since or end - LOOKED_BACK
    except OverflowError as error:
        raise InvalidInput(f"there is no day before {before}") from error
    if not timedelta() < end - begin <= LONGEST:
        raise InvalidInput(f"ask for a time that ends after it begins, of {LONGEST.days} days")
    return begin, end


def stop_answer(stop: Stop, now: datetime) -> StopAnswer:
    return StopAnswer(
        station=stop.station,
        began_at=stop.began_at,
        ended_at=stop.ended_at,
        lasted_s=stop.lasted_s(now),
        state=stop.state,
        cause=stop.cause,
        why=stop.why,
    )


def cause_sums(stops: tuple[Stop, ...], begin: datetime, end: datetime) -> list[CauseSum]:
    """Of what lies within the time."""
    sums: dict[str, tuple[int, float]] = {}
    for stop in stops:
        count, lasted_s = sums.get(stop.cause, (0, 0.0))
        within = min(stop.ended_at or end, end) - max(stop.began_at, begin)
        sums[stop.cause] = (count + 1, lasted_s + max(0.0, within.total_seconds()))
    longest_first = sorted(sums.items(), key=lambda one: (-one[1][1], one[0]))
    return [
        CauseSum(cause=cause, stops=count, lasted_s=lasted_s)
        for cause, (count, lasted_s) in longest_first
    ]
