"""All alarms of a station at one moment, and what becomes of them with each look. Pure.

    alarms, happened = alarms.looked(sight, now)                  # often
    alarms, happened = alarms.acknowledged("camera_lost:top", "anna", now.at)

A cause must hold for its row's on-delay before anybody is called, and be over for its off-delay
before that counts. Of what cannot be seen nothing is concluded: its alarms stay as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from edge_agent.core.alarms.raised import Condition, RaisedAlarm, Shelf, Stage
from edge_agent.core.alarms.table import ALARMS, AlarmName
from edge_agent.core.errors import NotFound


class Happened(StrEnum):
    RAISED = "raised"
    RETURNED = "returned"
    """The cause is over."""
    ACKNOWLEDGED = "acknowledged"
    SHELVED = "shelved"
    UNSHELVED = "unshelved"


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history."""

    what: Happened
    name: AlarmName
    subject: str
    at: datetime
    detail: str = ""
    by: str = ""
    """Empty where nobody did it."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Now:
    at: datetime
    """For people, and for what outlives a restart."""
    ns: int
    """Monotonic, for delays."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen of the station in one look."""

    conditions: tuple[Condition, ...]
    """What holds, and every measured value."""
    unseen: frozenset[AlarmName] = frozenset()
    """Of which nothing is known now."""


@dataclass(frozen=True, slots=True)
class AlarmList:
    raised: Mapping[str, RaisedAlarm] = field(default_factory=dict)
    """By id."""
    coming: Mapping[str, int] = field(default_factory=dict)
    """By id: since when (monotonic) a cause holds that has called nobody yet."""

    # A look

    def looked(self, sight: Sight, now: Now) -> tuple[Self, tuple[Happening, ...]]:
        holding = {one.alarm_id: one for one in sight.conditions if self.holds(one)}
        after, told = self.without_missing(holding, sight, now)
        after, come = after.with_holding(holding, now)
        after, over = after.without_old_shelves(now.at)
        return after, (*told, *come, *over)

    def holds(self, condition: Condition) -> bool:
        measured = ALARMS[condition.name].measured
        if measured is None or condition.value is None:
            return measured is None
        before = self.raised.get(condition.alarm_id)
        return measured.is_beyond(condition.value, before is not None and before.holds)

    def without_missing(
        self, holding: Mapping[str, Condition], sight: Sight, now: Now
    ) -> tuple[Self, tuple[Happening, ...]]:
        """What held before and is not there now, longer than its off-delay."""
        raised, told = dict(self.raised), []
        for key, alarm in self.raised.items():
            if key in holding or not alarm.holds or alarm.name in sight.unseen:
                continue
            since_ns = now.ns if alarm.gone_ns is None else alarm.gone_ns
            if now.ns - since_ns < alarm.row.off_delay_s * 1e9:
                raised[key] = replace(alarm, gone_ns=since_ns)
                continue
            put(raised, key, alarm.gone())
            told.append(Happening(Happened.RETURNED, alarm.name, alarm.subject, now.at))
        return replace(self, raised=raised), tuple(told)

    def with_holding(
        self, holding: Mapping[str, Condition], now: Now
    ) -> tuple[Self, tuple[Happening, ...]]:
        raised, coming, told = dict(self.raised), {}, []
        for key, condition in holding.items():
            before = self.raised.get(key)
            if before is not None and before.holds:
                raised[key] = before.seen(condition)
                continue
            since_ns = self.coming.get(key, now.ns)
            if now.ns - since_ns < ALARMS[condition.name].on_delay_s * 1e9:
                coming[key] = since_ns
                continue
            raised[key] = come(before, condition, now.at)
            told.append(
                Happening(
                    *(Happened.RAISED, condition.name, condition.subject, now.at),
                    detail=condition.detail,
                )
            )
        return replace(self, raised=raised, coming=coming), tuple(told)

    def without_old_shelves(self, now: datetime) -> tuple[Self, tuple[Happening, ...]]:
        raised, told = dict(self.raised), []
        for key, alarm in self.raised.items():
            if alarm.shelf is not None and alarm.shelf.is_over(now):
                put(raised, key, alarm.unshelved())
                told.append(Happening(Happened.UNSHELVED, alarm.name, alarm.subject, now))
        return replace(self, raised=raised), tuple(told)

    # What people do

    def acknowledged(
        self, key: str, person: str, now: datetime
    ) -> tuple[Self, tuple[Happening, ...]]:
        """NotFound where it is off the list. A second time changes nothing."""
        alarm = self.alarm(key)
        if alarm.stage is Stage.ACKNOWLEDGED:
            return self, ()
        return self.done(alarm, alarm.acknowledged(), Happened.ACKNOWLEDGED, now, person)

    def shelved(self, key: str, shelf: Shelf) -> tuple[Self, tuple[Happening, ...]]:
        """As `RaisedAlarm.shelved`; NotFound where it is off the list."""
        alarm = self.alarm(key)
        after = alarm.shelved(shelf)
        return self.done(alarm, after, Happened.SHELVED, shelf.since, shelf.by, shelf.reason)

    def unshelved(self, key: str, person: str, now: datetime) -> tuple[Self, tuple[Happening, ...]]:
        alarm = self.alarm(key)
        return self.done(alarm, alarm.unshelved(), Happened.UNSHELVED, now, person)

    def alarm(self, key: str) -> RaisedAlarm:
        if key not in self.raised:
            raise NotFound(f"no alarm {key!r} is on the list")
        return self.raised[key]

    def done(
        self,
        alarm: RaisedAlarm,
        after: RaisedAlarm | None,
        what: Happened,
        now: datetime,
        person: str,
        reason: str = "",
    ) -> tuple[Self, tuple[Happening, ...]]:
        raised = dict(self.raised)
        put(raised, alarm.alarm_id, after)
        told = Happening(what, alarm.name, alarm.subject, now, by=person, reason=reason)
        return replace(self, raised=raised), (told,)

    # How it is shown

    def in_order(self) -> tuple[RaisedAlarm, ...]:
        """By priority, then the newest first; what is shelved at the end."""
        newest = sorted(self.raised.values(), key=lambda one: one.since, reverse=True)
        return tuple(sorted(newest, key=lambda one: (one.stage is Stage.SHELVED, one.row.priority)))


def come(before: RaisedAlarm | None, condition: Condition, now: datetime) -> RaisedAlarm:
    if before is not None:
        return before.come_again(condition, now)
    return RaisedAlarm(
        *(condition.name, condition.subject, condition.detail, condition.value),
        stage=Stage.UNACKNOWLEDGED,
        holds=True,
        since=now,
    )


def put(raised: dict[str, RaisedAlarm], key: str, after: RaisedAlarm | None) -> None:
    """None takes it off the list."""
    if after is None:
        del raised[key]
    else:
        raised[key] = after
