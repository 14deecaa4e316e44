"""What /metrics tells, to whom, and that its labels stay few."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from deploy.fleet.ingest import Arrival, Ingest
from deploy.fleet.metrics import collecting
from deploy.fleet.metrics.metrics_settings import MetricsTable, Reader
from deploy.fleet.metrics.names import FIGURES, PREFIX, REQUESTS, shown_names
from deploy.fleet.pulses.beating import SILENT, Pulse
from deploy.fleet.web.centre_site import CentreSite
from edge_agent.core.roles import Scope
from tests.fleet.sent import STATION, say, send_records
from tests.fleet.web.served_centre import ServedCentre, opened_centre, served_centre
from tests.people.samples import NOW
from tests.samples import a_record
from tests.web.visitors import MovedClock, Visitor

Samples = dict[tuple[str, tuple[str, ...]], float]


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[ServedCentre]:
    with served_centre(tmp_path) as centre:
        yield centre


def told(visitor: Visitor) -> Samples:
    """By name without its beginning, and by the values of its labels."""
    answer = visitor.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name.removeprefix(PREFIX), tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_a_fleet_is_told_in_figures(centre: ServedCentre) -> None:
    engine = centre.site.engine
    send_records(engine, [a_record(1, seen_at=NOW), a_record(2, seen_at=NOW)], NOW)
    say(engine, NOW)
    Ingest(engine).take([Arrival("a topic", b"no batch")], NOW)
    Pulse(engine, "ingest", centre.clock).beat(None, {"stored": 2, "dead": 1})
    found = told(centre.machine(Scope.STATE))
    assert found["stations", ()] == 1
    assert found["station_packs_total", (STATION,)] == 2
    assert found["station_packs_last_day", (STATION, "ok")] == 2
    assert found["station_level", (STATION,)] == 1
    assert found["station_runs", (STATION,)] == 1
    assert found["station_lag_seconds", (STATION,)] == 0
    assert found["dead_letters", ()] == 1
    assert found["database_works", ()] == 1
    stored = {key: value for key, value in found.items() if key[0] == "ingest_stored_total"}
    assert list(stored.values()) == [2]


def test_a_part_that_says_nothing_for_long_does_not_work(centre: ServedCentre) -> None:
    Pulse(centre.site.engine, "ingest", centre.clock).beat()
    visitor = centre.machine(Scope.STATE)
    works = {value for key, value in told(visitor).items() if key[0] == "part_works"}
    centre.clock.at += 2 * SILENT
    later = {value for key, value in told(visitor).items() if key[0] == "part_works"}
    assert (works, later) == ({1.0}, {0.0})


def test_every_figure_has_a_name_in_the_table_and_no_other_is_told(centre: ServedCentre) -> None:
    say(centre.site.engine, NOW)
    send_records(centre.site.engine, [a_record(1, seen_at=NOW)], NOW)
    figures = dict.fromkeys(("batches", "stored", "again", "dead", "failures", "unknown"), 1)
    Pulse(centre.site.engine, "ingest", centre.clock).beat(None, figures)
    visitor = centre.machine(Scope.STATE)
    visitor.get("/api/v1/stations")
    names = {f"{PREFIX}{name}".replace(PREFIX * 2, PREFIX) for name, _ in told(visitor)}
    assert {name for name in names if not name.endswith("_created")} == shown_names()
    assert len({figure.name for figure in FIGURES}) == len(FIGURES)


def test_more_stations_than_are_told_one_by_one_are_counted(
    centre: ServedCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "MOST_STATIONS", 2)
    for number in range(5):
        say(centre.site.engine, NOW, f"milan/line-{number}/top")
    found = told(centre.machine(Scope.STATE))
    assert found["stations_left_out", ()] == 3
    assert sum(name == "station_online" for name, _ in found) == 2


def test_answers_are_timed_by_operation_and_a_scanner_makes_no_labels(
    centre: ServedCentre,
) -> None:
    visitor = centre.machine(Scope.STATE)
    visitor.get("/api/v1/stations/milan/line-1/top")
    for number in range(20):
        visitor.get(f"/wp-admin/{number}")
    name = f"{REQUESTS.removeprefix(PREFIX)}_count"
    counted = {labels: value for (one, labels), value in told(visitor).items() if one == name}
    assert counted == {("getStation", "4xx"): 1, ("none", "4xx"): 20}


def test_a_database_that_is_away_is_a_figure(centre: ServedCentre, tmp_path: Path) -> None:
    visitor = centre.machine(Scope.STATE)
    centre.site.engine.dispose()
    for file in tmp_path.glob("data/centre.db*"):
        file.unlink()
    assert told(visitor)["database_works", ()] == 0


@pytest.mark.parametrize(
    ("reader", "source", "status"),
    [
        (Reader.TOKEN, "127.0.0.1", 401),
        (Reader.THIS_COMPUTER, "127.0.0.1", 200),
        (Reader.THIS_COMPUTER, "::1", 200),
        (Reader.THIS_COMPUTER, "10.0.0.9", 401),
        (Reader.THIS_COMPUTER, "testclient", 401),
    ],
)
def test_who_has_no_token_reads_them_only_from_this_computer(
    tmp_path: Path, reader: Reader, source: str, status: int
) -> None:
    clock = MovedClock()
    with opened_centre(tmp_path, clock) as site:
        table = {"metrics": MetricsTable(open_to=reader)}
        settings = site.settings.model_copy(update=table)
        open_site = CentreSite(settings, site.office, site.engine, clock)
        visitor = ServedCentre(open_site, clock).stranger()
        visitor.source = source
        assert visitor.get("/metrics").status_code == status
