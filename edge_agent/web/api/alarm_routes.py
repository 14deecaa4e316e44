"""Alarms: which are on the list, who has seen them, what became of others, how good they are."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field
from starlette.responses import Response

from edge_agent.core.alarms.raised import Shelf
from edge_agent.core.alarms.table import ALARMS
from edge_agent.core.roles import Act
from edge_agent.people.acts import Subject
from edge_agent.people.office import Office, Order
from edge_agent.web.access import AtSite, operation
from edge_agent.web.api.alarm_documents import (
    AlarmFiguresAnswer,
    AlarmList,
    AlarmTable,
    HistoryPage,
    alarm_answer,
    figures_answer,
    happening_answer,
    row_answer,
)
from edge_agent.web.changes import AskedChange, Change
from edge_agent.web.cursors import place_in
from edge_agent.web.listing import USUAL_LIMIT, Cursor, Document, Limit, json_answer, page_answer
from edge_agent.web.site import Site

router = APIRouter(prefix="/api/v1", tags=["alarms"])

LONGEST_ID: Final = 260
USUAL_HOURS: Final = 8
OLD: Final = timedelta(hours=24)
AlarmId = Annotated[str, Path(max_length=LONGEST_ID, examples=["camera_lost:top"])]
Hours = Annotated[int, Query(ge=1, le=24 * 30)]
Ordering = Callable[..., Order]


class AcknowledgeAlarms(Document):
    alarms: list[Annotated[str, Field(max_length=LONGEST_ID)]] = Field(
        min_length=1, max_length=100, description="Ids of those that were seen."
    )


class ShelveAlarm(Document):
    minutes: int = Field(ge=1, le=480, examples=[60])
    reason: str = Field(min_length=3, max_length=300, examples=["lamp is ordered"])


@router.get("/alarms", response_model=AlarmList, **operation("listAlarms"))
def list_alarms(site: AtSite) -> Response:
    """The alarms that are on the list now."""
    return json_answer(alarm_list(site))


@router.get("/alarms/table", response_model=AlarmTable, **operation("listAlarmRows"))
def list_alarm_rows() -> Response:
    """Every alarm there is: cause, consequence, what to do, and how it comes and goes."""
    return json_answer(AlarmTable(items=[row_answer(row) for row in ALARMS.values()]))


@router.get("/alarms/history", response_model=HistoryPage, **operation("listAlarmHistory", 409))
def list_alarm_history(
    request: Request, site: AtSite, limit: Limit = USUAL_LIMIT, cursor: Cursor = None
) -> Response:
    """What became of alarms in the last 90 days, the newest first."""
    asked = {"list": "alarm history"}
    before = 2**62 if cursor is None else place_in(site.cursor_key(), asked, cursor, 1)[0]
    found = site.alarms.history(limit + 1, before)
    items = [happening_answer(kept) for kept in found[:limit]]
    place = (found[limit - 1].seq,) if len(found) > limit else None
    return page_answer(request, site, HistoryPage, items, place, asked)


@router.get("/alarms/figures", response_model=AlarmFiguresAnswer, **operation("getAlarmFigures"))
def get_alarm_figures(site: AtSite, hours: Hours = USUAL_HOURS) -> Response:
    """How many alarms there were, in floods or not, and which ones most."""
    figures = site.alarms.figures(timedelta(hours=hours))
    now = site.clock.wall()
    old = sum(now - one.since > OLD for one in site.alarms.listed())
    return json_answer(figures_answer(figures, hours, old))


@router.post(
    "/alarms/acknowledge", response_model=AlarmList, **operation("acknowledgeAlarms", 400, 409)
)
def acknowledge_alarms(body: AcknowledgeAlarms, change: AskedChange) -> Response:
    """Somebody has seen these; one that has left the list meanwhile is passed over."""

    def make(office: Office, ordered: Ordering) -> AlarmList:
        on_list = {one.alarm_id for one in change.visit.site.alarms.listed()}
        for key in dict.fromkeys(body.alarms):
            if key in on_list:
                acknowledge(office, change, key)
        return alarm_list(change.visit.site)

    return change.once(200, make)


@router.post(
    "/alarms/{alarm}/acknowledge",
    response_model=AlarmList,
    **operation("acknowledgeAlarm", 400, 404, 409),
)
def acknowledge_alarm(alarm: AlarmId, change: AskedChange) -> Response:
    """Somebody has seen it. It leaves the list when its cause is over, at once where it is."""

    def make(office: Office, ordered: Ordering) -> AlarmList:
        acknowledge(office, change, alarm)
        return alarm_list(change.visit.site)

    return change.once(200, make)


@router.post(
    "/alarms/{alarm}/shelve",
    response_model=AlarmList,
    **operation("shelveAlarm", 400, 404, 409),
)
def shelve_alarm(alarm: AlarmId, body: ShelveAlarm, change: AskedChange) -> Response:
    """Off the list for up to eight hours, for a reason. Not every alarm may be."""
    visit = change.visit
    until = visit.now + timedelta(minutes=body.minutes)
    shelf = Shelf(visit.present.actor.name, body.reason, visit.now, until)

    def make(office: Office, ordered: Ordering) -> AlarmList:
        visit.site.alarms.alarm(alarm).shelved(shelf)  # refused before anything is recorded
        subject = Subject(old=alarm, new=f"shelved for {body.minutes} minutes")
        office.record(ordered(body.reason), Act.SHELVE_ALARM, subject)
        visit.site.alarms.shelve(alarm, shelf)
        return alarm_list(visit.site)

    return change.once(200, make)


@router.post(
    "/alarms/{alarm}/unshelve",
    response_model=AlarmList,
    **operation("unshelveAlarm", 400, 404, 409),
)
def unshelve_alarm(alarm: AlarmId, change: AskedChange) -> Response:
    """Back on the list, where its cause still holds."""
    site, person = change.visit.site, change.visit.present.actor.name

    def make(office: Office, ordered: Ordering) -> AlarmList:
        site.alarms.alarm(alarm).unshelved()  # refused before anything is recorded
        office.record(ordered(""), Act.SHELVE_ALARM, Subject(old=alarm, new="unshelved"))
        site.alarms.unshelve(alarm, person)
        return alarm_list(site)

    return change.once(200, make)


def acknowledge(office: Office, change: Change, key: str) -> None:
    alarms = change.visit.site.alarms
    alarms.alarm(key).acknowledged()  # refused before anything is recorded
    office.record(change.order(""), Act.ACKNOWLEDGE, Subject(new=key))
    alarms.acknowledge(key, change.visit.present.actor.name)


def alarm_list(site: Site) -> AlarmList:
    items = [alarm_answer(alarm) for alarm in site.alarms.listed()]
    return AlarmList(items=items, trouble=site.alarms.trouble)
