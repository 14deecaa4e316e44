"""What a supervisor and a collector of figures are told."""

from edge_agent.core.roles import Role, Scope
from edge_agent.store.events import EventStore
from tests.samples import NOON, a_record
from tests.web.visitors import Served


def test_a_fresh_station_lives_and_is_ready_before_anybody_has_an_account(station: Served) -> None:
    assert station.stranger().get("/livez").json() == {"status": "live"}
    fresh = {"status": "ready", "is_set_up": False, "has_packs": False}
    assert station.stranger().get("/readyz").json() == fresh
    station.person(Role.ENGINEER)
    record(station, 3)
    ready = {"status": "ready", "is_set_up": True, "has_packs": True}
    assert station.stranger().get("/readyz").json() == ready


def test_a_station_whose_files_are_broken_is_not_ready_and_tells_no_path(station: Served) -> None:
    station.site.store.path.write_bytes(b"this is no store" * 100)
    answer = station.stranger().get("/readyz")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/not-ready")
    assert str(station.site.folder) not in answer.text
    assert station.stranger().get("/livez").status_code == 200


def test_figures_are_in_the_format_of_prometheus(station: Served) -> None:
    record(station, 1)
    record(station, 3)
    answer = station.machine(Scope.STATE).get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    assert "# TYPE packwarden_packs_total counter" in lines
    figures = dict(line.split() for line in lines if not line.startswith("#"))
    assert figures["packwarden_packs_total"] == "3"
    assert figures["packwarden_boot"] == "2"
    assert float(figures["packwarden_last_pack_seen_seconds"]) == NOON.timestamp()


def record(station: Served, count: int) -> None:
    store = EventStore.open(station.site.store.path)
    store.append_records([a_record(i) for i in range(count)])
    store.close()
