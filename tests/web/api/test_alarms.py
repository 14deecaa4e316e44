"""Alarms over the API: seen, shelved, and what became of them."""

from datetime import timedelta
from typing import Any

import pytest

from edge_agent.core.alarms.alarm_list import Sight
from edge_agent.core.alarms.raised import Condition
from edge_agent.core.alarms.table import ALARMS, AlarmName
from edge_agent.core.roles import Act, Role
from edge_agent.people.audit import AuditReader
from tests.web.visitors import Served, Visitor

LOST = Condition(AlarmName.CAMERA_LOST, "top", "no answer")
GATE = Condition(AlarmName.GATE_LOST)
FULL = Condition(AlarmName.DISK_FILLING, value=0.95)
CAMERA = "camera_lost:top"


def looks(station: Served, *conditions: Condition, seconds: float = 10) -> None:
    """Now, and after so many seconds."""
    station.site.alarms.look(Sight(conditions))
    station.clock.at += timedelta(seconds=seconds)
    station.site.alarms.look(Sight(conditions))


def listed(visitor: Visitor) -> dict[str, Any]:
    """Stage by id."""
    items = visitor.get("/api/v1/alarms").json()["items"]
    return {one["id"]: one["stage"] for one in items}


def acts(station: Served) -> list[tuple[Act, str, str | None]]:
    """What was recorded about alarms: act, person, alarm."""
    done = [act.done for act in AuditReader(station.office.audit.path).acts()]
    alarms = [one for one in done if one.what in (Act.ACKNOWLEDGE, Act.SHELVE_ALARM)]
    return [(one.what, one.who, one.subject.old or one.subject.new) for one in alarms]


def test_the_list_says_in_both_languages_what_is_wrong(station: Served) -> None:
    looks(station, LOST)
    (alarm,) = station.person(Role.VIEWER).get("/api/v1/alarms").json()["items"]
    assert (alarm["id"], alarm["priority"], alarm["stage"]) == (CAMERA, 1, "unacknowledged")
    assert alarm["text"]["en"].startswith("Camera top")
    assert alarm["text"]["de"].startswith("Kamera top")
    assert alarm["detail"] == "no answer"


def test_somebody_who_has_seen_an_alarm_is_recorded(station: Served) -> None:
    looks(station, LOST)
    operator = station.person(Role.OPERATOR)
    answer = operator.change("POST", f"/api/v1/alarms/{CAMERA}/acknowledge", None)
    assert answer.status_code == 200
    assert listed(operator) == {CAMERA: "acknowledged"}
    assert acts(station) == [(Act.ACKNOWLEDGE, "some-operator", CAMERA)]


def test_two_taps_are_recorded_once(station: Served) -> None:
    looks(station, LOST)
    operator = station.person(Role.OPERATOR)
    path, key = f"/api/v1/alarms/{CAMERA}/acknowledge", {"Idempotency-Key": "one-tap-0000000001"}
    answers = [operator.change("POST", path, None, **key) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert len(acts(station)) == 1


def test_all_that_were_seen_are_acknowledged_and_no_other(station: Served) -> None:
    looks(station, LOST, GATE)
    operator = station.person(Role.OPERATOR)
    seen = {"alarms": [CAMERA, "bin_full"]}
    assert operator.change("POST", "/api/v1/alarms/acknowledge", seen).status_code == 200
    assert listed(operator) == {CAMERA: "acknowledged", "gate_lost": "unacknowledged"}


def test_what_is_not_on_the_list_cannot_be_acknowledged(station: Served) -> None:
    operator = station.person(Role.OPERATOR)
    answer = operator.change("POST", "/api/v1/alarms/gate_lost/acknowledge", None)
    assert (answer.status_code, acts(station)) == (404, [])


def test_a_shift_lead_shelves_an_alarm_for_a_reason_and_takes_it_back(station: Served) -> None:
    looks(station, FULL)
    lead, path = station.person(Role.SHIFT_LEAD), "/api/v1/alarms/disk_filling"
    asked = {"minutes": 60, "reason": "disk is ordered"}
    (alarm,) = lead.change("POST", f"{path}/shelve", asked).json()["items"]
    assert (alarm["stage"], alarm["shelved_by"]) == ("shelved", "some-shift-lead")
    assert alarm["shelved_for"] == "disk is ordered"
    (alarm,) = lead.change("POST", f"{path}/unshelve", None).json()["items"]
    assert alarm["stage"] == "unacknowledged"
    assert [act for act, _, _ in acts(station)] == [Act.SHELVE_ALARM, Act.SHELVE_ALARM]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"minutes": 481, "reason": "long"}, 422),
        ({"minutes": 60, "reason": ""}, 422),
        ({"minutes": 60}, 422),
        ({"minutes": 0, "reason": "none"}, 422),
    ],
)
def test_a_shelf_needs_a_time_and_a_reason(
    station: Served, asked: dict[str, Any], status: int
) -> None:
    looks(station, FULL)
    lead = station.person(Role.SHIFT_LEAD)
    answer = lead.change("POST", "/api/v1/alarms/disk_filling/shelve", asked)
    assert (answer.status_code, acts(station)) == (status, [])


def test_what_must_be_answered_is_not_shelved_and_nothing_is_recorded(station: Served) -> None:
    looks(station, LOST)
    lead, asked = station.person(Role.SHIFT_LEAD), {"minutes": 60, "reason": "known"}
    answer = lead.change("POST", f"/api/v1/alarms/{CAMERA}/shelve", asked)
    assert (answer.status_code, acts(station)) == (409, [])
    answer = lead.change("POST", f"/api/v1/alarms/{CAMERA}/unshelve", None)
    assert (answer.status_code, acts(station)) == (409, [])


def test_an_operator_shelves_nothing(station: Served) -> None:
    looks(station, FULL)
    asked = {"minutes": 60, "reason": "it beeps"}
    path = "/api/v1/alarms/disk_filling/shelve"
    assert station.person(Role.OPERATOR).change("POST", path, asked).status_code == 403


def test_the_history_tells_who_did_what_page_by_page(station: Served) -> None:
    looks(station, LOST)
    viewer = station.person(Role.VIEWER)
    station.person(Role.OPERATOR).change("POST", f"/api/v1/alarms/{CAMERA}/acknowledge", None)
    looks(station)
    first = viewer.get("/api/v1/alarms/history", params={"limit": 2}).json()
    assert [one["what"] for one in first["items"]] == ["returned", "acknowledged"]
    assert first["items"][1]["by"] == "some-operator"
    place = {"limit": 2, "cursor": first["next_cursor"]}
    rest = viewer.get("/api/v1/alarms/history", params=place).json()
    assert [one["what"] for one in rest["items"]] == ["raised"]
    assert rest["next_cursor"] is None


def test_figures_name_the_most_frequent(station: Served) -> None:
    for _ in range(2):
        looks(station, LOST)
        looks(station)
    figures = station.person(Role.VIEWER).get("/api/v1/alarms/figures").json()
    assert (figures["alarms"], figures["most_in_10_min"], figures["flood_share"]) == (2, 2, 0)
    assert figures["bad_actors"][0]["text"]["en"].startswith("Camera top")


def test_what_stands_for_a_day_is_counted(station: Served) -> None:
    looks(station, LOST, seconds=25 * 3600)
    figures = station.person(Role.VIEWER).get("/api/v1/alarms/figures").json()
    assert figures["standing_over_24_h"] == 1


def test_the_table_has_every_alarm(station: Served) -> None:
    rows = station.person(Role.VIEWER).get("/api/v1/alarms/table").json()["items"]
    assert [one["name"] for one in rows] == [name.value for name in ALARMS]
    assert all(len(one["action"]) == 2 for one in rows)
