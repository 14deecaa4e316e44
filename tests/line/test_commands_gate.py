"""The command `gate`: one document, exit code 6 until every check has passed."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from edge_agent.__main__ import app
from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.core.labels import LabelSource
from edge_agent.core.study.result import as_document
from edge_agent.line.gate_tables import gate_tables
from tests.core.autonomy.gates import study
from tests.evidence.gate_folders import BUNDLE, CAMERA, CHECK, STATION, Folder
from tests.line.small_station import save_box_recipe


def asked(*words: str) -> tuple[int, dict[str, Any]]:
    """Exit code and document."""
    result = CliRunner().invoke(app, ["gate", *words, "--json"], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.return_value, json.loads(result.stdout)


def items(document: dict[str, Any], check: int = 0) -> dict[str, Any]:
    return {item["name"]: item for item in document["checks"][check]["items"]}


def test_without_data_it_says_what_a_level_needs_from_nothing() -> None:
    code, document = asked()
    assert code == 6
    assert (document["level"], document["passed"], document["data"]) == (
        *("act_when_sure", False),
        None,
    )
    (check,) = document["checks"]
    assert (check["check"], check["missing_packs"], check["thresholds"]) == (
        "any check",
        1000,
        None,
    )
    needs = {name: item["missing_packs"] for name, item in items(document).items()}
    assert needs == {
        "good_packs": 368,
        "defective_packs": 183,
        "lots_or_days": 0,
        "false_reject": 368,
        "miss": 183,
        "study": 50,
        "challenge_packs": 3,
        "shadow_run": 1000,
        "late_verdicts": 598,
        "monitors": 1000,
        "health": 0,
    }
    assert not any(item["met"] for item in items(document).values())


def test_a_recipe_names_the_checks(tmp_path: Path) -> None:
    recipe = str(save_box_recipe(tmp_path / "recipe", ("top", "side")))
    _, document = asked("--recipe", recipe, "--level", "recommend")
    assert [check["check"] for check in document["checks"]] == ["top-panel", "side-panel"]
    _, document = asked("--recipe", recipe, "--check", "side-panel")
    assert [check["check"] for check in document["checks"]] == ["side-panel"]
    with pytest.raises(NotFound, match="no check 'lid'"):
        asked("--recipe", recipe, "--check", "lid")


def earning(folder: Path, asked_for: dict[str, dict[str, float]] | None = None) -> None:
    """A shadow run that earns act_when_sure."""
    with Folder(folder) as station:
        station.started(asked=asked_for)
        for lot in ("L1", "L2", "L3"):
            station.label(station.packs_seen(130, 0.1, lot))
        station.label(station.packs_seen(180, 0.9, "L1"), defective=True)
        station.label(station.packs_seen(3, 0.9), True, LabelSource.CHALLENGE, (CHECK,))
        station.packs_seen(430)
    document = as_document(study(recipe_hash=station.recipe_hash, bundle_sha256=BUNDLE))
    (folder / "study.json").write_text(json.dumps(document))


def test_a_gate_is_passed_when_every_item_is_met(tmp_path: Path) -> None:
    earning(tmp_path)
    code, document = asked(str(tmp_path))
    assert [item for item in items(document).values() if not item["met"]] == []
    assert (code, document["passed"], document["simulated"]) == (0, True, False)
    assert (document["station"], document["camera_profile"]) == (STATION, CAMERA)
    assert (document["recipe"], document["bundle_sha256"]) == ("box", BUNDLE)
    assert document["checks"][0]["thresholds"] == {"ok_up_to": 0.11, "not_ok_from": 0.11}
    assert items(document)["good_packs"] == {
        "name": "good_packs",
        "have": 390,
        "needed": 368,
        "missing_packs": 0,
        "met": True,
        "sentence": "390 good packs with confirmed truth; 368 are needed",
    }
    events = str(tmp_path / "events.db")
    assert asked(events)[1]["checks"] == document["checks"]
    assert asked(str(tmp_path), "--level", "act_always")[0] == 6


def test_a_station_whose_settings_ask_for_more_gets_more(tmp_path: Path) -> None:
    earning(tmp_path, {"act_when_sure": {"false_reject": 0.001}})
    code, document = asked(str(tmp_path))
    assert code == 6
    assert items(document)["false_reject"]["needed"] == 0.001


def test_settings_edited_to_ask_for_less_are_refused(tmp_path: Path) -> None:
    earning(tmp_path, {"act_when_sure": {"false_reject": 0.5}})
    with pytest.raises(InvalidInput, match=r"false_reject 0\.5 is milder than 0\.01"):
        asked(str(tmp_path))


def test_a_person_reads_a_table_and_what_is_missing(tmp_path: Path) -> None:
    earning(tmp_path)
    shown = CliRunner().invoke(app, ["gate", str(tmp_path)], standalone_mode=False)
    assert (shown.return_value, shown.stdout.count("yes")) == (0, 11)
    missing = CliRunner().invoke(app, ["gate", "--level", "act_always"], standalone_mode=False)
    assert missing.return_value == 6
    assert "736 packs" in missing.stdout
    assert "no agreement study was made" in missing.stdout
    assert "act_always is not earned" in missing.stderr


def test_simulated_packs_are_called_so(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
        station.label(station.packs_seen(3), False, LabelSource.SIMULATED)
        station.packs_seen(1, bundle_sha256=BUNDLE)
        station.store.append_records([station.record(9, 0.1, "L1")])
    _, document = asked(str(tmp_path))
    assert document["simulated"]
    assert any("says nothing of a real camera" in str(line) for line in gate_tables(document))
