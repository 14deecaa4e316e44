"""The command `check`, on stations that are whole, that lack something, and that run."""

import json
import os
import subprocess
import sys
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.line.checking.findings import Finding, State, check_document, fine, unreachable
from edge_agent.line.checking.table import document_table
from edge_agent.line.checking.whole_station import station_findings
from edge_agent.line.station import Station
from edge_agent.settings import load_station
from hardware.clock import RealClock
from tests.line.running_belt import RunningBelt, running_belt
from tests.line.small_station import box_station
from tests.line.test_station_at_gate import station_at

PROJECT = Path(__file__).resolve().parents[3]
EXAMPLE = PROJECT / "deploy" / "edge" / "station.example.toml"


def packwarden(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "edge_agent", *map(str, arguments)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=PROJECT, env=environment
    )


def looked(file: Path, drives: bool = False) -> dict[str, list[Finding]]:
    """By part."""
    found: dict[str, list[Finding]] = {}
    for finding in station_findings(file, RealClock(), drives, lambda _: None):
        found.setdefault(finding.part, []).append(finding)
    return found


def states(findings: list[Finding]) -> set[State]:
    return {finding.state for finding in findings}


def test_the_example_is_looked_through_where_none_of_its_hardware_is() -> None:
    done = packwarden("check", EXAMPLE, "--json")
    assert done.returncode == 7
    document: dict[str, Any] = json.loads(done.stdout)
    wrong = {one["part"] for one in document["findings"] if one["state"] == "wrong"}
    assert wrong == {"recipe", "camera top", "camera bottom", "gate"}
    assert all(one["mend"] for one in document["findings"] if one["state"] != "ok")
    assert document["counts"]["wrong"] == 4
    assert "Traceback" not in done.stderr


def test_a_person_gets_a_table_with_what_to_do_under_what_is_wrong() -> None:
    findings = [fine("disk", "plenty"), unreachable("gate", "[silent]", "switch it on")]
    console = Console(width=80, record=True, file=StringIO())
    console.print(document_table(check_document("station.toml", findings)))
    text = console.export_text()
    assert text.index("[silent]") < text.index("→ switch it on")
    assert "✓ ok" in text
    assert "✗ wrong" in text


def test_a_whole_station_without_a_gate_has_nothing_wrong(tmp_path: Path) -> None:
    found = looked(box_station(tmp_path, "ggg"))
    assert all(State.WRONG not in states(one) for one in found.values())
    assert "gate" not in found


def test_what_cannot_be_in_force_is_told_and_the_rest_is_tried_all_the_same(tmp_path: Path) -> None:
    file = box_station(tmp_path, "ggg")
    text = file.read_text().replace("[station]", '[station]\nceiling = "act_always"')
    file.write_text(text)
    found = looked(file)
    assert states(found["station.toml"]) == {State.WRONG}
    assert states(found["camera top"]) == {State.OK}


def test_a_file_that_cannot_be_understood_is_all_that_can_be_said(tmp_path: Path) -> None:
    file = box_station(tmp_path, "ggg")
    file.write_text(file.read_text().replace("[data]", "[dta]"))
    found = looked(file)
    assert found.keys() == {"station.toml"}
    assert "did you mean 'data'?" in str(found["station.toml"][0].mend)


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        looked(tmp_path / "station.toml")


def test_records_that_are_damaged_are_told_and_end_nothing(tmp_path: Path) -> None:
    file = box_station(tmp_path, "ggg")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "events.db").write_bytes(b"not a database" * 100)
    found = looked(file)
    assert states(found["records"]) == {State.WRONG}
    assert "timing" in found


def test_the_devices_of_a_running_station_are_left_alone(tmp_path: Path) -> None:
    file = box_station(tmp_path, "ggg")
    with closing(Station(load_station(file), RealClock(), print)):
        found = looked(file)
    assert states(found["devices"]) == {State.WRONG}
    assert "camera top" not in found


def told(belt: RunningBelt, folder: Path, drives: bool = False) -> dict[str, list[Finding]]:
    return looked(station_at(belt, folder), drives)


def test_a_gate_on_a_belt_that_stands_is_reached_and_armed_and_nothing_moves(
    tmp_path: Path,
) -> None:
    with running_belt(0, stands=True) as belt:
        found = told(belt, tmp_path)
        driven = belt.plant.driven
    assert states(found["gate"]) == {State.OK}
    assert any("armed to pass" in one.what for one in found["gate"])
    assert "stands" in found["encoder"][0].what
    assert not driven


def test_a_gate_on_a_belt_that_runs_is_looked_at_and_not_armed(tmp_path: Path) -> None:
    with running_belt(60) as belt:
        found = told(belt, tmp_path)
        armed = belt.plc.program.armed
    assert states(found["gate"]) == {State.OK}
    assert any("was not armed" in one.what for one in found["gate"])
    assert states(found["encoder"]) == states(found["photo-eye"]) == {State.OK}
    assert armed is None


def test_a_driven_gate_rejects_one_pack_and_stops_the_belt(tmp_path: Path) -> None:
    with running_belt(200) as belt:
        found = told(belt, tmp_path, drives=True)
        in_bin = belt.plant.in_bin
    assert any("tracked to the gate and rejected" in one.what for one in found["drive"])
    assert any("confirmed" in one.what for one in found["drive"])
    assert any("the belt stood after" in one.what for one in found["drive"])
    assert State.WRONG not in states(found["drive"])
    assert in_bin >= 1


def test_driving_asks_a_person_and_does_nothing_where_there_is_none(tmp_path: Path) -> None:
    done = packwarden("check", box_station(tmp_path, "g"), "--drive", "--json")
    assert done.returncode == InvalidInput.exit_code
    assert "--yes" in json.loads(done.stdout)["error"]["detail"]
