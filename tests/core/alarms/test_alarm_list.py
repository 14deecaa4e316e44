"""How alarms come, are seen, shelved, and go."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from edge_agent.core.alarms.alarm_list import AlarmList, Happened, Happening, Now, Sight
from edge_agent.core.alarms.raised import LONGEST_SHELF, Condition, RaisedAlarm, Shelf, Stage
from edge_agent.core.alarms.table import ALARMS, AlarmName
from edge_agent.core.errors import Conflict, InvalidInput, NotFound
from tests.samples import NOON

CAMERA = Condition(AlarmName.CAMERA_LOST, "top", "no answer")
BUSY = Condition(AlarmName.DECISION_OVERLOAD, value=9.0)
KEY = "camera_lost:top"
OFF_S = ALARMS[AlarmName.CAMERA_LOST].off_delay_s


class Station:
    """Looked at second after second."""

    def __init__(self) -> None:
        self.alarms, self.at, self.happened = AlarmList(), NOON, list[Happening]()

    def sees(
        self, *conditions: Condition, for_s: float = 0, unseen: AlarmName | None = None
    ) -> None:
        """Looks now, and once more after so long."""
        sight = Sight(conditions, frozenset({unseen} if unseen else ()))
        self.look(sight)
        if for_s:
            self.at += timedelta(seconds=for_s)
            self.look(sight)

    def look(self, sight: Sight) -> None:
        self.keep(self.alarms.looked(sight, Now(self.at, self.ns)))

    def keep(self, step: tuple[AlarmList, tuple[Happening, ...]]) -> None:
        self.alarms = step[0]
        self.happened += step[1]

    @property
    def ns(self) -> int:
        return int((self.at - NOON).total_seconds() * 1e9)

    def acknowledge(self, key: str = KEY) -> None:
        self.keep(self.alarms.acknowledged(key, "anna", self.at))

    def shelve(self, key: str, hours: float = 1) -> None:
        shelf = Shelf("tom", "lamp is ordered", self.at, self.at + timedelta(hours=hours))
        self.keep(self.alarms.shelved(key, shelf))

    def stages(self) -> dict[str, Stage]:
        return {key: alarm.stage for key, alarm in self.alarms.raised.items()}

    def told(self) -> list[Happened]:
        return [one.what for one in self.happened]


@pytest.fixture
def station() -> Station:
    return Station()


def test_a_cause_calls_a_person_and_says_what_the_device_says(station: Station) -> None:
    station.sees(CAMERA)
    alarm = station.alarms.alarm(KEY)
    assert (alarm.stage, alarm.detail, alarm.since) == (Stage.UNACKNOWLEDGED, "no answer", NOON)


def test_an_alarm_stays_until_its_cause_is_over_and_somebody_has_seen_it(station: Station) -> None:
    station.sees(CAMERA)
    station.acknowledge()
    assert station.stages() == {KEY: Stage.ACKNOWLEDGED}
    station.sees(for_s=OFF_S)
    assert station.stages() == {}
    assert station.told() == [Happened.RAISED, Happened.ACKNOWLEDGED, Happened.RETURNED]


def test_what_is_over_and_not_seen_stays_on_the_list(station: Station) -> None:
    station.sees(CAMERA)
    station.sees(for_s=OFF_S)
    assert station.stages() == {KEY: Stage.CLEARED}
    station.acknowledge()
    assert station.stages() == {}


def test_what_comes_again_must_be_seen_again_and_is_counted(station: Station) -> None:
    station.sees(CAMERA)
    station.sees(for_s=OFF_S)
    station.sees(CAMERA)
    alarm = station.alarms.alarm(KEY)
    assert (alarm.stage, alarm.count, alarm.since) == (Stage.UNACKNOWLEDGED, 2, station.at)


def test_a_short_interruption_neither_ends_an_alarm_nor_raises_it_again(station: Station) -> None:
    station.sees(CAMERA)
    station.acknowledge()
    station.sees(for_s=OFF_S - 1)
    station.sees(CAMERA)
    assert station.stages() == {KEY: Stage.ACKNOWLEDGED}
    assert station.told().count(Happened.RAISED) == 1


def test_a_cause_that_is_shorter_than_its_delay_calls_nobody(station: Station) -> None:
    delay_s = ALARMS[BUSY.name].on_delay_s
    station.sees(BUSY, for_s=delay_s - 1)
    station.sees(replace(BUSY, value=1.0))
    station.sees(BUSY, for_s=delay_s - 1)
    assert station.stages() == {}
    station.sees(BUSY, for_s=1)
    assert list(station.stages()) == ["decision_overload"]


def test_a_measured_value_must_fall_by_its_deadband(station: Station) -> None:
    row = ALARMS[BUSY.name]
    assert row.measured is not None
    station.sees(BUSY, for_s=row.on_delay_s)
    near = replace(BUSY, value=row.measured.limit - row.measured.deadband)
    station.sees(near, for_s=row.off_delay_s)
    assert station.alarms.alarm("decision_overload").holds
    station.sees(replace(near, value=0.0), for_s=row.off_delay_s)
    assert not station.alarms.alarm("decision_overload").holds


def test_of_what_cannot_be_seen_nothing_is_concluded(station: Station) -> None:
    station.sees(CAMERA)
    station.sees(for_s=3600, unseen=AlarmName.CAMERA_LOST)
    assert station.stages() == {KEY: Stage.UNACKNOWLEDGED}


def test_a_shelved_alarm_is_off_the_list_until_its_time_is_over(station: Station) -> None:
    station.sees(BUSY, for_s=10)
    station.shelve("decision_overload", hours=1)
    station.sees(BUSY, for_s=3599)
    assert station.stages() == {"decision_overload": Stage.SHELVED}
    station.sees(BUSY, for_s=1)
    assert station.stages() == {"decision_overload": Stage.UNACKNOWLEDGED}


def test_a_shelved_alarm_whose_cause_is_over_leaves_with_its_shelf(station: Station) -> None:
    station.sees(BUSY, for_s=10)
    station.shelve("decision_overload")
    station.sees(for_s=30)
    assert station.stages() == {"decision_overload": Stage.SHELVED}
    station.sees(for_s=3600)
    assert station.stages() == {}


def test_a_clock_that_goes_back_ends_a_shelf(station: Station) -> None:
    station.sees(BUSY, for_s=10)
    station.shelve("decision_overload")
    now = Now(NOON - timedelta(days=1), station.ns)
    station.keep(station.alarms.looked(Sight((BUSY,)), now))
    assert station.stages() == {"decision_overload": Stage.UNACKNOWLEDGED}


def test_a_person_takes_an_alarm_from_the_shelf(station: Station) -> None:
    station.sees(BUSY, for_s=10)
    station.shelve("decision_overload")
    with pytest.raises(Conflict, match="shelved"):
        station.acknowledge("decision_overload")
    station.keep(station.alarms.unshelved("decision_overload", "tom", station.at))
    assert station.stages() == {"decision_overload": Stage.UNACKNOWLEDGED}
    with pytest.raises(Conflict, match="not shelved"):
        station.alarms.unshelved("decision_overload", "tom", station.at)


def test_what_must_be_answered_cannot_be_shelved(station: Station) -> None:
    station.sees(CAMERA)
    with pytest.raises(Conflict, match="must be answered"):
        station.shelve(KEY)


@pytest.mark.parametrize("hours", [0, -1, 8.01])
def test_a_shelf_is_for_eight_hours_at_most(station: Station, hours: float) -> None:
    station.sees(BUSY, for_s=10)
    with pytest.raises(InvalidInput):
        station.shelve("decision_overload", hours)


def test_a_shelf_needs_a_reason(station: Station) -> None:
    station.sees(BUSY, for_s=10)
    with pytest.raises(InvalidInput, match="reason"):
        station.alarms.shelved("decision_overload", Shelf("tom", "  ", NOON, NOON + LONGEST_SHELF))


def test_seeing_it_twice_is_seeing_it_once(station: Station) -> None:
    station.sees(CAMERA)
    station.acknowledge()
    station.acknowledge()
    assert station.told().count(Happened.ACKNOWLEDGED) == 1
    with pytest.raises(NotFound):
        station.acknowledge("gate_lost")


def test_the_gravest_stands_first_and_of_two_the_newer(station: Station) -> None:
    station.sees(BUSY, for_s=10)
    station.sees(BUSY, CAMERA)
    station.at += timedelta(seconds=1)
    station.sees(BUSY, CAMERA, Condition(AlarmName.GATE_LOST))
    order = [one.alarm_id for one in station.alarms.in_order()]
    assert order == ["gate_lost", KEY, "decision_overload"]


def a_raised(since: datetime = NOON) -> RaisedAlarm:
    return RaisedAlarm(AlarmName.GATE_LOST, "", "", None, Stage.UNACKNOWLEDGED, True, since)


def test_a_restart_goes_on_where_it_was(station: Station) -> None:
    station.alarms = AlarmList({"gate_lost": a_raised(NOON - timedelta(hours=1))})
    station.sees(Condition(AlarmName.GATE_LOST))
    assert station.alarms.alarm("gate_lost").since == NOON - timedelta(hours=1)
    assert station.happened == []
