import json
import os
import subprocess
import sys
from pathlib import Path
from signal import SIGINT, SIGTERM, Signals, getsignal, raise_signal
from typing import Any

import pytest

from edge_agent.line.commands import interruptions
from tests.contract.frame_rigs import film_of
from tests.line.small_station import box_station


def packwarden(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "edge_agent", *map(str, arguments)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "COLUMNS": "120"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def document_of(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_run_ends_with_one_document_and_replay_finds_it_unchanged(tmp_path: Path) -> None:
    file = box_station(tmp_path, "gbxg")
    done = packwarden("run", "--station", file, "--no-web", "--json")
    document = document_of(done)
    assert document["ledger"] == {"seen": 4, "passed": 4, "rejected": 0, "held": 0, "missed": 0}
    assert sum(document["verdicts"].values()) == 4
    assert {pack["pack_no"] for pack in document["not_ok"]} == {2, 3}
    assert len(document["refused_pictures"]) == 1
    in_force, told = done.stderr.rsplit("\n\n", 1)
    assert 'ceiling = "report"' in in_force
    assert told.count("\n") == 1
    assert "003.png" in told
    again = document_of(packwarden("replay", tmp_path / "data", "--json"))
    assert (again["packs"], again["unchanged"], again["not_replayable"]) == (4, 3, 1)


def test_for_a_person_both_end_with_tables(tmp_path: Path) -> None:
    file = box_station(tmp_path, "gb")
    ran = packwarden("run", "--station", file, "--no-web", "--packs", "2")
    assert ran.returncode == 0, ran.stderr
    assert "Ledger" in ran.stdout
    assert "not_ok" in ran.stdout
    said = packwarden("replay", tmp_path / "data", "--level", "act_always")
    assert said.returncode == 0, said.stderr
    assert "pass -> reject" in said.stdout


def test_a_lost_camera_is_told_with_exit_code_7_and_the_document_is_there(tmp_path: Path) -> None:
    file = box_station(tmp_path, "g")
    text = file.read_text().replace('"files"', '"opencv"')
    film = film_of(tmp_path)
    file.write_text(text.replace('path = "top"', f'device = "file://{film}"'))
    done = packwarden("run", "--station", file, "--no-web", "--json")
    assert done.returncode == 7
    assert json.loads(done.stdout)["lost_cameras"] == ["top"]
    assert "cameras lost: top" in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "exit_code", "says"),
    [
        ("[data]", "[dta]", 5, "unknown key 'dta'; did you mean 'data'?"),
        ('recipe = "recipe"', 'recipe = "other"', 5, "other is not there"),
        ('view = "top"', 'view = "side"', 4, "give every view its camera"),
    ],
)
def test_a_station_that_cannot_start_says_why_in_one_line(
    tmp_path: Path, old: str, new: str, exit_code: int, says: str
) -> None:
    file = box_station(tmp_path, "g")
    file.write_text(file.read_text().replace(old, new))
    done = packwarden("run", "--station", file, "--no-web", "--json")
    assert done.returncode == exit_code
    assert json.loads(done.stdout)["error"]["exit_code"] == exit_code
    assert says in done.stderr.splitlines()[-1]


def test_a_recording_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    done = packwarden("replay", tmp_path, "--json")
    assert done.returncode == 3
    assert "events.db" in json.loads(done.stdout)["error"]["detail"]


@pytest.mark.parametrize("number", [SIGINT, SIGTERM])
def test_a_signal_asks_for_an_orderly_end_and_no_more(number: Signals) -> None:
    before = getsignal(number)
    with interruptions() as is_interrupted:
        assert not is_interrupted()
        raise_signal(number)
        assert is_interrupted()
    assert getsignal(number) is before
