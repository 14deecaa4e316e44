"""Statistics, lots and decisions over the API: the numbers that one counts by hand."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from edge_agent.core.labels import LABEL_EVENT, Label, LabelSource
from edge_agent.core.packs import Action, Outcome, Record
from edge_agent.core.roles import Role, Scope
from edge_agent.store.events import Event, EventStore
from edge_agent.store.labels import label_body
from tests.core.statistics.records import a_bad_pack, a_pack, an_asked_pack, an_unsure_pack
from tests.people.samples import NOW
from tests.web.api.test_records import walked
from tests.web.visitors import Served, Visitor

STATISTICS = "/api/v1/statistics"


def a_shift() -> list[Record]:
    """Four hours before now, a pack a minute; every twentieth is not ok."""
    start = NOW - timedelta(hours=4)
    made = [a_bad_pack if i % 20 == 0 else a_pack for i in range(1, 221)]
    return [
        make(i, seen_at=start + timedelta(minutes=i), lot="A" if i <= 120 else "B/2")
        for i, make in enumerate(made, start=1)
    ]


def wrote(station: Served, records: list[Record], events: list[Event] | None = None) -> None:
    with closing(EventStore.open(station.site.folder / "events.db")) as store:
        store.append_together(records, events or [])


def asked(visitor: Visitor, query: str = "") -> dict[str, Any]:
    answer = visitor.get(STATISTICS + query)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


@pytest.fixture
def program(station: Served) -> Visitor:
    return station.machine(Scope.STATE)


def test_a_station_that_has_not_run_has_no_rates(program: Visitor) -> None:
    found = asked(program)
    assert (found["figures"]["packs"], found["figures"]["quality"]) == (0, None)
    assert found["chart"]["points"] == found["pareto"] == []
    assert program.get("/api/v1/lots").json() == {"items": []}
    assert program.get("/api/v1/lot-report?lot=A").status_code == 404
    assert program.get("/api/v1/decisions").json()["items"] == []


def test_figures_chart_and_pareto_are_of_the_same_packs(station: Served, program: Visitor) -> None:
    wrote(station, a_shift())
    found = asked(program, "?charted=not_ok")
    figures, chart = found["figures"], found["chart"]
    assert (figures["packs"], figures["not_ok"], figures["good"]) == (220, 11, 209)
    assert figures["quality"] == pytest.approx(209 / 220)
    assert sum(point["packs"] for point in chart["points"]) == 220
    assert sum(point["hits"] for point in chart["points"]) == 11
    assert chart["by"] == "quarter"
    assert chart["centre"] == pytest.approx(11 / 220)
    assert [(one["check"], one["not_ok"]) for one in found["pareto"]] == [("lot", 11)]


def test_what_is_charted_is_chosen(station: Served, program: Visitor) -> None:
    wrote(station, [an_unsure_pack(1, seen_at=NOW - timedelta(minutes=30))])
    assert asked(program, "?charted=unsure")["chart"]["points"][0]["hits"] == 1
    assert asked(program, "?charted=rejected")["chart"]["points"][0]["hits"] == 0
    assert asked(program)["chart"]["charted"] == "not_ok", "nothing is rejected without a gate"


def test_a_lot_is_asked_for_with_its_own_time(station: Served, program: Visitor) -> None:
    wrote(station, a_shift())
    station.clock.at += timedelta(days=30)
    later = station.machine(Scope.STATE, Scope.RECORDS)
    assert asked(later)["figures"]["packs"] == 0
    assert asked(later, "?lot=B/2")["figures"]["packs"] == 100
    lots = later.get("/api/v1/lots").json()["items"]
    assert [(one["lot"], one["packs"]) for one in lots] == [("B/2", 100), ("A", 120)]
    assert later.get(f"{STATISTICS}?lot=C").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "?seen_from=2026-01-02T00:00:00Z&seen_before=2026-01-01T00:00:00Z",
        "?by=minute",
        "?charted=all",
        "?lot=",
        "?seen_from=yesterday",
    ],
)
def test_a_question_that_cannot_be_right_is_refused(program: Visitor, query: str) -> None:
    assert program.get(STATISTICS + query).status_code == 422


def test_too_many_points_are_refused(station: Served, program: Visitor) -> None:
    packs = [a_pack(i, seen_at=NOW - timedelta(hours=i)) for i in range(1, 1100)]
    wrote(station, packs)
    begin = (NOW - timedelta(days=60)).isoformat().replace("+00:00", "Z")
    answer = program.get(f"{STATISTICS}?seen_from={begin}&by=quarter")
    assert answer.status_code == 422
    assert "too many" in answer.json()["detail"]
    assert len(asked(program, f"?seen_from={begin}")["chart"]["points"]) < 60


def test_a_lot_report_says_what_who_and_when_with_the_same_numbers(
    station: Served, program: Visitor
) -> None:
    records = [replace(one, bundle_sha256="ab", software="packwarden 1") for one in a_shift()]
    records.append(an_asked_pack(300, Action.PASS, lot="A", seen_at=NOW - timedelta(hours=3)))
    label = Label(1, 20, True, LabelSource.OPERATOR, ("lot",), "boris")
    wrote(station, records, [Event(LABEL_EVENT, label_body(label), NOW)])
    report = program.get("/api/v1/lot-report?lot=A").json()
    assert report["statistics"] == asked(program, "?lot=A")
    assert report["statistics"]["figures"]["packs"] == 121
    assert (report["first_seen"], report["station"]) == (
        "2026-11-22T08:01:00Z",
        station.site.station,
    )
    assert report["people"] == [
        {"person": "anna", "answered": 1, "reviewed": 0, "examined": 0},
        {"person": "boris", "answered": 0, "reviewed": 1, "examined": 0},
    ]
    assert (report["found_defective"], report["found_good"]) == (1, 0)
    assert report["made_with"][0]["software"] == "packwarden 1"
    quality = station.person(Role.QUALITY)
    assert report["audit_head_sha256"] in [
        act["sha256"] for act in quality.get("/api/v1/audit").json()["items"]
    ]


def test_decisions_tell_who_answered_what_and_what_became(
    station: Served, program: Visitor
) -> None:
    records = [
        a_bad_pack(1),
        an_asked_pack(2, Action.REJECT),
        an_asked_pack(3, Action.PASS),
        an_asked_pack(4, None),
    ]
    body = {"pack_no": 3, "by": "anna", "action": "pass", "left_s": 1.5}
    wrote(station, records, [Event("answered", body, NOW)])
    items = walked(program, "/api/v1/decisions?limit=2")
    assert [(one["pack_no"], one["answer"], one["is_override"]) for one in items] == [
        (4, None, False),
        (3, "pass", True),
        (2, "reject", False),
    ]
    assert (items[1]["answered_by"], items[1]["left_s"]) == ("anna", 1.5)
    assert items[1]["answered_at"] is not None
    assert (items[0]["no_answer"], items[2]["outcome"]) == (True, Outcome.REJECTED)
    own = program.get("/api/v1/decisions?answered_by=anna").json()["items"]
    assert [one["pack_no"] for one in own] == [3, 2]
