"""What works and what does not, as one document."""

from contextlib import closing

from edge_agent.core.alarms.alarm_list import Sight
from edge_agent.core.alarms.raised import Condition
from edge_agent.core.alarms.table import AlarmName
from edge_agent.core.roles import Role, Scope
from tests.browser.panel import ShownLine
from tests.web.visitors import Served
from tests.web.with_line import talking


def test_all_parts_work_while_the_line_answers(station: Served) -> None:
    with closing(ShownLine(station.site.folder)), talking(station):
        health = station.machine(Scope.STATE).get("/api/v1/health").json()
    parts = {part["name"]: part["works"] for part in health["parts"]}
    assert set(parts) == {"line", "store", "people", "alarms", "disk"}
    assert parts.pop("disk") == (health["disk_used_share"] < 0.9)
    assert all(parts.values())


def test_without_a_line_the_station_is_impaired_and_says_why(station: Served) -> None:
    health = station.person(Role.VIEWER).get("/api/v1/health").json()
    assert health["status"] == "impaired"
    (line,) = [part for part in health["parts"] if part["name"] == "line"]
    assert (line["works"], bool(line["detail"])) == (False, True)


def test_a_damaged_store_is_told_and_nothing_else_fails(station: Served) -> None:
    (station.site.folder / "events.db").write_bytes(b"no database" * 100)
    health = station.person(Role.VIEWER).get("/api/v1/health").json()
    works = {part["name"]: part["works"] for part in health["parts"]}
    assert (works["store"], works["people"]) == (False, True)


def test_alarms_on_the_list_are_counted(station: Served) -> None:
    station.site.alarms.look(Sight((Condition(AlarmName.GATE_LOST),)))
    assert station.person(Role.VIEWER).get("/api/v1/health").json()["alarms"] == 1
