"""Every alarm comes from a state that a station can be in, and none from a quiet one."""

from dataclasses import replace

import pytest

from edge_agent.control.line_state import LineState
from edge_agent.core.alarms.alarm_list import AlarmList, Now
from edge_agent.core.alarms.table import ALARMS, AlarmName
from edge_agent.core.autonomy.causes import SUSPENDING, Cause
from edge_agent.line.stops import BIN_FULL, hold_of, no_answer_for
from edge_agent.web.alarms.conditions import (
    OF_BELT_STOP,
    OF_TROUBLE,
    SEEN_BY_PAGES,
    SiteFacts,
    sight_of,
)
from edge_agent.web.alarms.decision_rate import DecisionRate
from tests.samples import NOON
from tests.web.alarms.floors import RAISING, SUSPENDED, asked, in_trouble, quiet

FACTS = {
    AlarmName.DISK_FILLING: SiteFacts(disk_share=0.95),
    AlarmName.STORE_UNREADABLE: SiteFacts(store_trouble="events.db is damaged"),
    AlarmName.RELEASE_REFUSED: SiteFacts(refused_releases={"a-1.0.0.zip": "forged"}),
    AlarmName.CENTRE_BEHIND: SiteFacts(centre_waits_s=40.0),
    AlarmName.DECISION_OVERLOAD: SiteFacts(decisions_per_min=9.0),
}
NOTHING = SiteFacts()
LONG_NS = 3_600_000_000_000


def raised(line: LineState | None, facts: SiteFacts = NOTHING) -> set[str]:
    """After an hour of it."""
    alarms = AlarmList()
    for ns in (0, LONG_NS):
        alarms, _ = alarms.looked(sight_of(line, facts), Now(NOON, ns))
    return set(alarms.raised)


def test_a_quiet_station_calls_nobody() -> None:
    assert raised(quiet(), SiteFacts(disk_share=0.4, centre_waits_s=20.0)) == set()


@pytest.mark.parametrize("name", AlarmName)
def test_every_alarm_is_raised_by_some_state(name: AlarmName) -> None:
    line = None if name is AlarmName.NO_LINE else RAISING.get(name, quiet())
    ids = raised(line, FACTS.get(name, SiteFacts()))
    assert name in {one.partition(":")[0] for one in ids}


@pytest.mark.parametrize("name", RAISING)
def test_an_alarm_says_what_a_person_reads(name: AlarmName) -> None:
    for condition in sight_of(RAISING[name], SiteFacts()).conditions:
        assert ("{subject}" in ALARMS[condition.name].text.en) == bool(condition.subject)


def test_every_trouble_of_a_device_calls_somebody() -> None:
    """A gate that is lost, and a challenge pack that does not come, stand in the state."""
    told_otherwise = {Cause.GATE_LOST, Cause.CHALLENGE_OVERDUE}
    assert set(OF_TROUBLE) == SUSPENDING - told_otherwise


def test_the_line_names_its_stops_as_they_are_read_here() -> None:
    assert {BIN_FULL, hold_of(7).split()[0], no_answer_for(7).split()[0]} == set(OF_BELT_STOP)


def test_a_lost_camera_is_told_once() -> None:
    lost = replace(in_trouble(Cause.CAMERA_FAULT), lost_cameras={"top": "no answer"})
    assert raised(lost) == {"camera_lost:top"}


def test_without_a_line_what_it_last_showed_neither_comes_nor_goes() -> None:
    alarms, _ = AlarmList().looked(
        sight_of(RAISING[AlarmName.GATE_LOST], SiteFacts()), Now(NOON, 0)
    )
    for ns in (LONG_NS, 2 * LONG_NS):
        alarms, _ = alarms.looked(sight_of(None, SiteFacts(why_no_line="hung up")), Now(NOON, ns))
    assert set(alarms.raised) == {"gate_lost", "no_line"}
    assert alarms.alarm("gate_lost").holds
    assert alarms.alarm("no_line").detail == "hung up"


def test_what_the_pages_see_themselves_is_seen_without_a_line() -> None:
    assert raised(None, SiteFacts(disk_share=0.95)) == {"no_line", "disk_filling"}
    assert sight_of(None, SiteFacts()).unseen == set(AlarmName) - SEEN_BY_PAGES


def test_a_challenge_pack_is_due_until_it_is_overdue() -> None:
    assert raised(asked(0)) == {"challenge_due"}
    assert raised(asked(-0.1)) == {"challenge_overdue"}


def test_a_suspension_can_be_cleared_when_nothing_is_lacking() -> None:
    still = quiet(suspensions=(SUSPENDED,), lacking=("camera_fault goes on",))
    assert raised(still) == {"level_fell"}


def test_decisions_are_counted_over_one_minute_and_each_once() -> None:
    rate, second_ns = DecisionRate(), 1_000_000_000
    assert rate.saw("a", [1, 2], 0) == 2
    assert rate.saw("a", [1, 2, 3], second_ns) == 3
    assert rate.saw("a", [3], 60 * second_ns) == 3
    assert rate.saw("a", [], 61 * second_ns) == 1
    assert rate.saw("b", [1], 61 * second_ns) == 2


def test_a_line_that_is_still_on_its_way_is_no_alarm_and_ends_none() -> None:
    starting = SiteFacts(is_starting=True, disk_share=0.95)
    assert raised(None, starting) == {"disk_filling"}
    alarms, _ = AlarmList().looked(sight_of(None, NOTHING), Now(NOON, 0))
    alarms, _ = alarms.looked(sight_of(None, NOTHING), Now(NOON, LONG_NS))
    alarms, _ = alarms.looked(sight_of(None, starting), Now(NOON, 2 * LONG_NS))
    assert alarms.alarm("no_line").holds
