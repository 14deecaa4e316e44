"""What the centre's API tells of what stations sent."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from deploy.fleet.ingest import Arrival, Ingest
from deploy.fleet.overview import SILENT
from edge_agent.core.packs import Action, Decision, Level, Outcome, Record, Verdict
from edge_agent.core.roles import Role, Scope
from tests.fleet.sent import STATION, say, send_events, send_records
from tests.fleet.web.served_centre import ServedCentre
from tests.people.samples import NOW
from tests.samples import a_record
from tests.web.visitors import Visitor

HOUR = timedelta(hours=1)


@pytest.fixture
def visitor(centre: ServedCentre) -> Visitor:
    return centre.machine(Scope.STATE)


def packs(count: int, **changes: Any) -> list[Record]:
    first = NOW - HOUR
    return [
        a_record(number, seen_at=first + timedelta(seconds=number), **changes)
        for number in range(1, count + 1)
    ]


def rejected(record: Record) -> Record:
    """As the check `expiry` said it."""
    bad = a_record(record.pack_no, Verdict.NOT_OK)
    decision = Decision(Action.REJECT, "not_ok", Level.ACT_WHEN_SURE, driven=True)
    return replace(record, verdict=bad.verdict, decision=decision, outcome=Outcome.REJECTED)


def test_an_empty_fleet_is_told_as_one(visitor: Visitor) -> None:
    assert visitor.get("/api/v1/stations").json() == {"stations": []}
    assert visitor.get("/api/v1/records").json() == {"items": [], "next_cursor": None}
    assert visitor.get("/api/v1/lots").json() == {"lots": []}
    assert visitor.get("/api/v1/findings").json()["items"] == []
    assert visitor.get("/api/v1/downtime").json()["stops"] == []


def test_a_station_is_told_with_its_state_and_its_packs(
    centre: ServedCentre, visitor: Visitor
) -> None:
    engine = centre.site.engine
    ok, *others = packs(4)
    send_records(engine, [ok, *map(rejected, others)], NOW)
    say(engine, NOW, mode="held", health={"troubles": {"camera": "top is dark"}})
    (told,) = visitor.get("/api/v1/stations").json()["stations"]
    assert (told["station"], told["mode"], told["level"]) == (STATION, "held", "recommend")
    assert told["packs_last_day"] == {"ok": 1, "not_ok": 3}
    assert told["packs"] == 4
    assert told["troubles"] == {"camera": "top is dark"}
    assert told["lag_s"] == pytest.approx((HOUR - timedelta(seconds=4)).total_seconds())
    assert not told["is_silent"]
    centre.clock.at += SILENT + timedelta(seconds=1)
    assert visitor.get("/api/v1/stations").json()["stations"][0]["is_silent"]
    details = visitor.get(f"/api/v1/stations/{STATION}").json()
    assert details["sums"]["outcomes"] == {"passed": 1, "rejected": 3}
    assert [lot["name"] for lot in details["lots"]] == ["L123"]


def test_a_station_that_never_sent_anything_is_not_there(visitor: Visitor) -> None:
    assert visitor.get("/api/v1/stations/milan/line-9/top").status_code == 404
    assert visitor.get("/api/v1/records?station=milan/line-9/top").status_code == 404
    assert visitor.get("/api/v1/downtime?station=milan/line-9/top").status_code == 404


def test_pages_of_records_have_every_pack_once(centre: ServedCentre, visitor: Visitor) -> None:
    send_records(centre.site.engine, packs(7), NOW)
    found, path = [], "/api/v1/records?limit=3"
    while path:
        answer = visitor.get(path)
        found += [item["pack_no"] for item in answer.json()["items"]]
        path = answer.links["next"]["url"] if "next" in answer.links else ""
    assert found == [7, 6, 5, 4, 3, 2, 1]


def test_a_cursor_of_another_question_is_refused(centre: ServedCentre, visitor: Visitor) -> None:
    send_records(centre.site.engine, packs(3), NOW)
    cursor = visitor.get("/api/v1/records?limit=1").json()["next_cursor"]
    answer = visitor.get(f"/api/v1/records?limit=1&lot=L123&cursor={cursor}")
    assert (answer.status_code, answer.json()["title"]) == (409, "Strange cursor")


def test_a_lot_is_told_across_stations_with_its_defects(
    centre: ServedCentre, visitor: Visitor
) -> None:
    engine = centre.site.engine
    send_records(engine, packs(3), NOW, "milan/line-1/top")
    send_records(engine, list(map(rejected, packs(2))), NOW, "turin/line-1/top")
    told = visitor.get("/api/v1/lots/L123").json()
    assert told["sums"]["packs"] == 5
    assert [part["name"] for part in told["stations"]] == ["milan/line-1/top", "turin/line-1/top"]
    assert [(one["check"], one["not_ok"]) for one in told["defects"]] == [("expiry", 2)]
    found = visitor.get("/api/v1/records?lot=L123&check=expiry").json()["items"]
    assert {one["station"] for one in found} == {"turin/line-1/top"}
    whole = visitor.get(f"/api/v1/records/{found[0]['key']}").json()
    assert whole["record"]["verdict"]["checks"][0]["name"] == "expiry"
    assert visitor.get("/api/v1/lots/L999").status_code == 404


def test_a_lot_may_be_called_anything(centre: ServedCentre, visitor: Visitor) -> None:
    order = replace(a_record().order, lot="7/A b%")  # type: ignore[type-var]  # it has an order
    send_records(centre.site.engine, packs(1, order=order), NOW)
    assert visitor.get("/api/v1/lots/7%2FA%20b%25").json()["lot"] == "7/A b%"


def test_downtime_is_told_by_cause(centre: ServedCentre, visitor: Visitor) -> None:
    def minutes(count: int) -> Any:
        return NOW - HOUR + timedelta(minutes=count)

    held = {"from": "execute", "to": "holding", "mode": "production"}
    execute = {"from": "unholding", "to": "execute", "mode": "production"}
    told = [
        (minutes(0), "started", {}),
        (minutes(5), "packml", execute),
        (minutes(10), "packml", {**held, "cause": "bin_full", "why": "bin of line 1"}),
        (minutes(11), "packml", {**held, "to": "held"}),
        (minutes(20), "packml", execute),
        (minutes(30), "ended", {}),
    ]
    send_events(centre.site.engine, told, NOW)
    answer = visitor.get("/api/v1/downtime").json()
    stops = [(one["cause"], one["lasted_s"], one["ended_at"] is None) for one in answer["stops"]]
    assert stops == [
        ("line_ended", 1800.0, True),
        ("bin_full", 600.0, False),
        ("not_started", 300.0, False),
    ]
    assert [one["cause"] for one in answer["causes"]] == ["line_ended", "bin_full", "not_started"]
    late = visitor.get(f"/api/v1/downtime?since={minutes(15).isoformat()}".replace("+", "%2B"))
    sums = {one["cause"]: one["lasted_s"] for one in late.json()["causes"]}
    assert sums == {"line_ended": 1800.0, "bin_full": 300.0}
    assert visitor.get("/api/v1/downtime?since=2020-01-01T00:00:00Z").status_code == 422


def test_what_could_not_be_read_is_kept_and_shown(centre: ServedCentre, visitor: Visitor) -> None:
    Ingest(centre.site.engine).take([Arrival("a topic", b"no batch")], NOW)
    (letter,) = visitor.get("/api/v1/dead-letters").json()["items"]
    assert (letter["source"], letter["size_bytes"]) == ("a topic", 8)
    path = f"/api/v1/dead-letters/{letter['id']}"
    assert visitor.get(path).status_code == 403
    whole = centre.person(Role.QUALITY).get(path).json()
    assert whole["payload_base64"] == "bm8gYmF0Y2g="
    assert centre.person(Role.QUALITY).get("/api/v1/dead-letters/999").status_code == 404


def test_a_change_of_state_is_kept_and_the_same_again_is_not(
    centre: ServedCentre, visitor: Visitor
) -> None:
    engine = centre.site.engine
    for second, mode in enumerate(("running", "running", "held", "running")):
        say(engine, NOW + timedelta(seconds=second), mode=mode)
    path = f"/api/v1/stations/{STATION}/changes?limit=2"
    first = visitor.get(path)
    rest = visitor.get(first.links["next"]["url"])
    modes = [one["mode"] for one in (*first.json()["items"], *rest.json()["items"])]
    assert modes == ["running", "held", "running"]


def test_an_event_is_told_with_its_own_body(centre: ServedCentre, visitor: Visitor) -> None:
    send_events(centre.site.engine, [(NOW, "gate_lost", {"why": "no heartbeat"})], NOW)
    (event,) = visitor.get("/api/v1/events?kind=gate_lost").json()["items"]
    assert (event["station"], event["body"]) == (STATION, {"why": "no heartbeat"})


def test_software_and_models_are_told_by_station(centre: ServedCentre, visitor: Visitor) -> None:
    send_records(centre.site.engine, packs(2), NOW)
    (run,) = visitor.get("/api/v1/versions").json()["versions"]
    assert (run["station"], run["recipe"], run["packs"]) == (STATION, "tray", 2)
    assert run["is_current"]


def test_health_says_what_does_not_work(centre: ServedCentre, visitor: Visitor) -> None:
    parts = visitor.get("/api/v1/health").json()["parts"]
    assert {part["name"]: part["works"] for part in parts}["database"]
    assert centre.stranger().get("/readyz").json() == {"status": "ready", "is_set_up": False}
