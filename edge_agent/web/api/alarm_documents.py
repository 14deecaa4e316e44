"""Alarms as the API tells them."""

from pydantic import AwareDatetime, Field

from edge_agent.core.alarms.alarm_list import Happened
from edge_agent.core.alarms.figures import FLOOD, AlarmFigures, BadActor
from edge_agent.core.alarms.raised import RaisedAlarm, Stage, alarm_id
from edge_agent.core.alarms.table import ALARMS, AlarmName, AlarmRow, Unit
from edge_agent.core.reasons.languages import Language, Phrase
from edge_agent.web.alarms.alarm_file import Kept
from edge_agent.web.listing import Document, Page

Words = dict[Language, str]
"""The same in every language."""


class AlarmAnswer(Document):
    """An alarm on the list. What it means, and what to do, says its row of the table."""

    id: str = Field(examples=["camera_lost:top"])
    name: AlarmName
    subject: str = Field(description="A camera, a pack; empty where there is one only.")
    priority: int = Field(ge=1, le=3, description="1: now, 2: within minutes, 3: this shift.")
    stage: Stage
    text: Words
    detail: str = Field(description="What a device says of it, in its own words.")
    value: float | None = Field(description="Of a measured one, in the unit of its row.")
    since: AwareDatetime
    count: int = Field(description="How often it came since it was last off the list.")
    shelved_until: AwareDatetime | None
    shelved_by: str | None
    shelved_for: str | None = Field(description="The reason.")


class AlarmList(Document):
    """By priority, then the newest first; what is shelved at the end."""

    items: list[AlarmAnswer]
    trouble: str | None = Field(description="Why the list is not on the station's disk yet.")


class AlarmRowAnswer(Document):
    """What is said of an alarm, whenever it comes."""

    name: AlarmName
    priority: int
    text: Words
    cause: Words
    consequence: Words
    action: Words
    respond_within_s: float
    shelvable: bool
    on_delay_s: float
    off_delay_s: float
    limit: float | None = Field(description="Of a measured one.")
    deadband: float | None
    unit: Unit | None


class AlarmTable(Document):
    items: list[AlarmRowAnswer]


class HappeningAnswer(Document):
    seq: int
    at: AwareDatetime
    what: Happened
    id: str
    name: AlarmName
    subject: str
    text: Words
    detail: str
    by: str = Field(description="Sign-in name; empty where nobody did it.")
    reason: str


class HistoryPage(Page[HappeningAnswer]):
    pass


class BadActorAnswer(Document):
    id: str
    text: Words
    count: int


class AlarmFiguresAnswer(Document):
    hours: int
    alarms: int
    per_10_min: float = Field(description="Mean; aim at less than 1.")
    most_in_10_min: int
    flood_share: float = Field(description=f"Share of ten minutes with more than {FLOOD}.")
    bad_actors: list[BadActorAnswer] = Field(description="The ten most frequent.")
    standing_over_24_h: int


def in_all(phrase: Phrase, subject: str = "") -> Words:
    return {language: phrase.said(language, subject=subject) for language in Language}


def alarm_answer(alarm: RaisedAlarm) -> AlarmAnswer:
    row, shelf = alarm.row, alarm.shelf
    return AlarmAnswer(
        id=alarm.alarm_id,
        name=alarm.name,
        subject=alarm.subject,
        priority=row.priority,
        stage=alarm.stage,
        text=in_all(row.text, alarm.subject),
        detail=alarm.detail,
        value=alarm.value,
        since=alarm.since,
        count=alarm.count,
        shelved_until=None if shelf is None else shelf.until,
        shelved_by=None if shelf is None else shelf.by,
        shelved_for=None if shelf is None else shelf.reason,
    )


def row_answer(row: AlarmRow) -> AlarmRowAnswer:
    measured = row.measured
    return AlarmRowAnswer(
        name=row.name,
        priority=row.priority,
        text=in_all(row.text, "…"),
        cause=in_all(row.cause),
        consequence=in_all(row.consequence),
        action=in_all(row.action),
        respond_within_s=row.respond_within_s,
        shelvable=row.shelvable,
        on_delay_s=row.on_delay_s,
        off_delay_s=row.off_delay_s,
        limit=None if measured is None else measured.limit,
        deadband=None if measured is None else measured.deadband,
        unit=None if measured is None else measured.unit,
    )


def happening_answer(kept: Kept) -> HappeningAnswer:
    one = kept.happening
    return HappeningAnswer(
        seq=kept.seq,
        at=one.at,
        what=one.what,
        id=alarm_id(one.name, one.subject),
        name=one.name,
        subject=one.subject,
        text=in_all(ALARMS[one.name].text, one.subject),
        detail=one.detail,
        by=one.by,
        reason=one.reason,
    )


def figures_answer(figures: AlarmFigures, hours: int, old: int) -> AlarmFiguresAnswer:
    return AlarmFiguresAnswer(
        hours=hours,
        alarms=figures.comings,
        per_10_min=round(figures.per_window, 3),
        most_in_10_min=figures.most_in_window,
        flood_share=round(figures.flood_share, 4),
        bad_actors=list(map(bad_actor_answer, figures.bad_actors)),
        standing_over_24_h=old,
    )


def bad_actor_answer(actor: BadActor) -> BadActorAnswer:
    name, _, subject = actor.alarm_id.partition(":")
    text = in_all(ALARMS[AlarmName(name)].text, subject)
    return BadActorAnswer(id=actor.alarm_id, text=text, count=actor.count)
