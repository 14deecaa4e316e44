"""New labels, a drift that the centre found, and the calendar begin a run; each of them once."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster
import pytest

from deploy.fleet.demo.faults import Fault
from deploy.pipeline.definitions import definitions_of
from deploy.pipeline.instances import laid_out
from deploy.pipeline.occasions import CALENDAR, JOB
from deploy.pipeline.opening import OUT_VARIABLE, SETTINGS_VARIABLE
from deploy.pipeline.watching import Watch
from edge_agent.core.errors import InvalidInput, Unreachable
from edge_agent.core.roles import Scope
from tests.fleet.orders.test_routes import at_an_address
from tests.fleet.watching.centres import Centre, emptied
from tests.fleet.watching.packs import FIRST_FAULTY, records, with_fault
from tests.fleet.web.served_centre import served_centre
from tests.pipeline.labelled import Labelled
from tests.pipeline.runs import BIN, SETTINGS, environment, written
from training.bundle_manifests import PROJECT
from training.pipeline.data_stage import DATA_STAGE
from training.pipeline.stage import carry_out
from training.pipeline.work import Work, open_work


def sensor_said(work: Work, name: str, cursor: str | None = None) -> Any:
    """As Dagster itself evaluates the sensor of this name."""
    repository = definitions_of(lambda: work).get_repository_def()
    context = dagster.build_sensor_context(cursor=cursor, repository_def=repository)
    return repository.get_sensor_def(name).evaluate_tick(context)


def run_keys(said: Any) -> list[str]:
    return [one.run_key for one in said.run_requests or ()]


def test_enough_new_labels_begin_a_run_and_fewer_do_not(labelled: Labelled) -> None:
    carry_out(DATA_STAGE, labelled.work(new_labels=3))
    labelled.label(2)
    assert run_keys(sensor_said(labelled.work(new_labels=3), "new_labels")) == []
    (key,) = run_keys(sensor_said(labelled.work(new_labels=2), "new_labels"))
    assert key == f"labels-{labelled.source.version().version[:16]}"


def test_labels_that_were_learned_from_begin_nothing(labelled: Labelled) -> None:
    labelled.label(5)
    carry_out(DATA_STAGE, labelled.work(new_labels=1))
    assert run_keys(sensor_said(labelled.work(new_labels=1), "new_labels")) == []


def finding(number: int, what: str) -> dict[str, Any]:
    return {"id": number, "station": "werk/1/a", "kind": "printer_fades", "what": what}


def told_in(file: Path, *findings: dict[str, Any]) -> Path:
    file.write_text(json.dumps({"items": findings, "next_cursor": None}))
    return file


def test_a_new_drift_begins_a_run_and_a_change_or_an_old_one_does_not(labelled: Labelled) -> None:
    told = told_in(labelled.folder / "findings.json", finding(7, "drift"), finding(9, "change"))
    work = labelled.work(drift={"file": told})
    said = sensor_said(work, "drift")
    assert run_keys(said) == ["drift-7"]
    assert said.cursor == "9"
    assert run_keys(sensor_said(work, "drift", said.cursor)) == []


def test_what_is_no_answer_of_a_centre_is_refused(labelled: Labelled) -> None:
    file = labelled.folder / "findings.json"
    file.write_text('{"items": [{"id": "seven"}]}')
    with pytest.raises(InvalidInput, match="GET /api/v1/findings"):
        sensor_said(labelled.work(drift={"file": file}), "drift")


@pytest.mark.slow
def test_a_drift_that_a_real_centre_found_begins_a_run(labelled: Labelled) -> None:
    token = labelled.folder / "token"
    with served_centre(labelled.folder / "centre") as centre:
        watched = Centre(centre.site.engine)
        watched.write(records(FIRST_FAULTY + 300, with_fault(Fault.FADING_PRINTER)))
        emptied(watched.watcher())
        (found,) = [one for one in watched.found() if one.what == "drift"]
        token.write_text(centre.machine(Scope.RECORDS).headers["Authorization"].split()[1])
        with at_an_address(centre) as address:
            work = labelled.work(drift={"centre": address, "token": token})
            assert run_keys(asked_until_there(work)) == [f"drift-{found.id}"]


def asked_until_there(work: Work) -> Any:
    """The server's socket opens a moment after its thread has begun."""
    for _ in range(10_000):
        try:
            return sensor_said(work, "drift")
        except Unreachable:
            continue
    raise AssertionError("the centre never answered")


def test_a_centre_that_is_away_is_unreachable(labelled: Labelled) -> None:
    token = labelled.folder / "token"
    token.write_text("none")
    work = labelled.work(drift={"centre": "http://127.0.0.1:9", "token": token})
    with pytest.raises(Unreachable, match="http"):
        sensor_said(work, "drift")


def test_the_schedule_asks_for_the_job_at_its_time(labelled: Labelled) -> None:
    repository = definitions_of(lambda: labelled.work(calendar="0 3 * * 1")).get_repository_def()
    schedule = repository.get_schedule_def(CALENDAR)
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 3 * * 1", "UTC")
    monday = datetime(2026, 11, 23, 3, tzinfo=UTC)
    context = dagster.build_schedule_context(
        scheduled_execution_time=monday, repository_def=repository
    )
    (request,) = schedule.evaluate_tick(context).run_requests or ()
    assert request.run_key is None
    assert schedule.job_name == JOB


def test_a_calendar_that_is_none_is_refused(labelled: Labelled) -> None:
    with pytest.raises(InvalidInput, match="five fields"):
        definitions_of(lambda: labelled.work(calendar="on Mondays"))


def names(watch: Watch) -> list[str]:
    return [one.name for one in watch.occasions()]


def test_a_watch_names_each_occasion_once_also_after_a_restart(labelled: Labelled) -> None:
    told = told_in(labelled.folder / "findings.json", finding(7, "drift"))
    wish = {"new_labels": 5, "drift": {"file": told}}
    carry_out(DATA_STAGE, labelled.work(**wish))
    watch = Watch(labelled.work(**wish))
    assert names(watch) == ["drift-7"]
    assert names(watch) == []
    labelled.label(5)
    (name,) = names(watch)
    assert name.startswith("labels-")
    watch.remember()
    assert names(Watch(labelled.work(**wish))) == []


def test_a_watch_counts_missed_times_of_the_calendar_once(labelled: Labelled) -> None:
    watch = Watch(labelled.work(calendar="0 3 * * *"))
    assert names(watch) == []
    labelled.clock.wall_offset += timedelta(days=3)
    (name,) = names(watch)
    assert name.startswith("calendar-")
    assert names(watch) == []


def test_a_sensor_that_fails_is_told_and_the_others_go_on(labelled: Labelled) -> None:
    carry_out(DATA_STAGE, labelled.work())
    labelled.label(1)
    heard: list[str] = []
    work = labelled.work(new_labels=1, drift={"file": labelled.folder / "not there"})
    watch = Watch(open_work(work.settings, work.out, work.clock, heard.append))
    assert [one.partition("-")[0] for one in names(watch)] == ["labels"]
    assert any("not there" in one for one in heard)


def test_a_run_that_was_cut_off_is_an_occasion(labelled: Labelled) -> None:
    watch = Watch(labelled.work())
    assert names(watch) == []
    (labelled.folder / "out" / "under_way.json").write_text("{}")
    assert names(watch) == ["unfinished"]


@pytest.mark.slow
def test_dagsters_own_program_loads_the_definitions(tmp_path: Path) -> None:
    run = written(tmp_path, SETTINGS + '[triggers]\ncalendar = "0 3 * * 1"\n')
    variables = {
        SETTINGS_VARIABLE: str(run.config),
        OUT_VARIABLE: str(run.out),
        "DAGSTER_HOME": str(laid_out(run.out)),
    }
    ended = subprocess.run(
        [str(BIN / "dagster"), "definitions", "validate", "-m", "deploy.pipeline.definitions"],
        capture_output=True,
        text=True,
        timeout=100,
        env=environment() | variables,
        cwd=PROJECT,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "All code locations passed validation" in ended.stderr + ended.stdout
