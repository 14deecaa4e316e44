"""What a run leaves: a release that a station takes, records of how it came about, and no word to
anybody."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.pipeline.instances import instance_in
from deploy.pipeline.opening import opened
from deploy.pipeline.release_stage import opened as releases
from deploy.pipeline.release_stage import released
from deploy.release.errors import ReleaseExists
from deploy.release.verifying import verified
from edge_agent.inspection.bundle import open_bundle
from edge_agent.inspection.head_tables import head_tables
from hardware.clock import RealClock
from tests.pipeline.runs import STAGES, Document, Run, hashes, statuses
from training.card.page import CARD
from training.card.report_card import empty_points, stored_card
from training.document_files import write_document
from training.pipeline.export_stage import BUNDLE
from training.pipeline.final_stage import FINAL_STAGE
from training.pipeline.hashes import document_sha256, results_in
from training.pipeline.in_use import IN_USE, bundle_in_use, champion_in, keep_bundle_in_use
from training.pipeline.stage import Status, carry_out, standing
from training.pipeline.tune_stage import FOLDS, TUNING
from training.pipeline.work import Work
from training.registry.registry import Registry
from training.registry.standing import Alias
from training.tuning.final import NotPlausible

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_a_run_tells_every_stage_the_bundle_and_its_release(whole: Document) -> None:
    assert list(hashes(whole)) == list(STAGES)
    assert set(statuses(whole).values()) == {"done"}
    assert whole["bundle"]["name"] == "small"
    assert whole["bundle"]["version"] == "1.0.1"
    assert whole["release"]["name"] == "small-1.0.1.zip"


def test_a_station_takes_the_release(whole: Document, tmp_path: Path) -> None:
    release = whole["release"]
    seen = verified(
        release["repository"], Path(release["root"]), release["name"], tmp_path, RealClock()
    )
    assert seen["tried"]["bundle_sha256"] == whole["bundle"]["sha256"]
    (head,) = head_tables(open_bundle(tmp_path / "bundle")).values()
    assert head.place == ("carton", "lot")


def test_the_registry_has_it_as_challenger_with_a_whole_card(whole: Document, place: Run) -> None:
    work = opened(place.config, place.out)
    registry = Registry(str(place.out / "registry"))
    entry = registry.entry("carton on plant-sim", Alias.CHALLENGER)
    assert entry.sha256 == whole["bundle"]["sha256"]
    assert entry.data_version == work.document("data", "data.json")["learning"]["version"]
    card = stored_card(json.loads((work.made("export") / CARD).read_bytes()))
    assert empty_points(card) == []
    with closing(sqlite3.connect(place.out / "runs.db")) as store:
        (known,) = store.execute("SELECT run_uuid FROM runs").fetchone()
    assert entry.run_id == known


def test_what_is_done_is_kept_and_shown(whole: Document, copied: Run) -> None:
    again = copied.document("run")
    assert hashes(again) == hashes(whole)
    assert set(statuses(copied.document("show")).values()) == {"done"}


def test_dagster_has_a_record_of_it_and_tells_nobody(whole: Document, copied: Run) -> None:
    with instance_in(copied.out) as instance:
        assert not instance.telemetry_enabled
        (run,) = instance.get_runs()
        assert run.status.value == "SUCCESS"
        keys = {key.to_user_string() for key in instance.all_asset_keys()}
    assert keys == set(STAGES)
    assert whole["stages"]


def test_a_card_with_an_empty_point_stops_it_before_the_registry(copied: Run) -> None:
    text = copied.config.read_text()
    copied.config.write_text(text.replace("Which fault the print of the lot has.", ""))
    code, why = copied.refused("run")
    assert (code, "initiation.problem" in why) == (6, True)
    shown = {one["name"]: one for one in copied.document("show")["stages"]}
    assert shown["evaluate"]["status"] == "done"
    assert shown["register"]["status"] == "stopped"
    assert "initiation.problem" in shown["register"]["why"]
    assert shown["release"]["status"] == "waiting"


def test_figures_that_do_not_agree_stop_it_and_nothing_is_lost(copied: Run) -> None:
    work = opened(copied.config, copied.out)
    with_losses(work, 9.0)
    with pytest.raises(NotPlausible, match="too good"):
        carry_out(FINAL_STAGE, work)
    found = standing(FINAL_STAGE, work.looking())
    assert (found.status, "too good" in str(found.why)) == (Status.STOPPED, True)
    assert (work.made("tune") / TUNING).is_file()
    assert (
        work.record("release")["hash"]
        == opened(copied.config, copied.out).record("release")["hash"]
    )


def with_losses(work: Work, loss: float) -> None:
    """As if the outer folds had been judged so badly; the record agrees."""
    record, folder = work.record("tune"), work.made("tune")
    for number, file in enumerate(sorted((folder / FOLDS).iterdir())):
        fold = json.loads(file.read_bytes())
        fold["score"]["loss"] = loss + number / 10
        file.write_text(json.dumps(fold))
    files = results_in(folder)
    changed = record | {"files": files, "hash": document_sha256(files)}
    write_document(work.record_file("tune", record["key"]), changed)


def test_the_next_data_are_judged_beside_the_champion(
    whole: Document, copied: Run, tmp_path: Path
) -> None:
    work = opened(copied.config, copied.out)
    model = "carton on plant-sim"
    assert champion_in(work, "carton", tmp_path / "passing") is None
    Registry(str(copied.out / "registry")).promote(model, "inga", "as good on 4,000 packs")
    keep_bundle_in_use(work, "carton", tmp_path, tmp_path / "passing")
    assert open_bundle(tmp_path / IN_USE).sha256 == whole["bundle"]["sha256"]
    assert bundle_in_use(work).sha256 != whole["bundle"]["sha256"]


def test_a_bundle_is_released_once_and_its_name_is_no_other_ones(copied: Run) -> None:
    work = opened(copied.config, copied.out)
    repository, made = releases(work), open_bundle(work.made("export") / BUNDLE)
    before = repository.state().timestamp.signed.version
    assert released(repository, made).custom == {"bundle_sha256": made.sha256}
    assert repository.state().timestamp.signed.version == before
    with pytest.raises(ReleaseExists, match="raise `series`"):
        released(repository, replace(made, sha256="0" * 64))
