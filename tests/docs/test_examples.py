"""The examples beside the API's page do what they say, against a station that is really served."""

import csv
import io
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_agent.core.roles import Scope
from hardware.pictures import encode_png
from tests.client.floor import PACKS, Floor, a_floor
from tests.line.small_station import box_picture
from tests.peers import needs

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
PYTHON, R = sys.executable, "Rscript"


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    with a_floor(tmp_path_factory.mktemp("floor")) as floor, floor.serving():
        yield floor


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A good pack, one whose panel is missing, and what is no picture."""
    (tmp_path / "blank.png").write_bytes(encode_png(box_picture(panel_is_blank=True)))
    (tmp_path / "good.png").write_bytes(encode_png(box_picture()))
    (tmp_path / "notes.txt").write_text("line 3, late shift")
    return tmp_path


def environment(floor: Floor, *scopes: Scope) -> dict[str, str]:
    return {**os.environ, "STATION": floor.address, "TOKEN": floor.token(*scopes)}


def ran(
    floor: Floor, scope: Scope, *words: str | Path, code: int = 0
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        words, env=environment(floor, scope), capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == code, done.stderr
    return done


@needs("curl")
def test_a_shell_has_pictures_inspected_with_curl(floor: Floor, pictures: Path) -> None:
    program = EXAMPLES / "inspect.sh"
    good = ran(floor, Scope.INSPECT, program, "box", pictures / "good.png")
    assert good.stdout.startswith("The pack is ok")
    bad = ran(floor, Scope.INSPECT, program, "box", pictures / "blank.png", code=1)
    assert "top-panel" in bad.stdout
    none = ran(floor, Scope.INSPECT, program, "box", pictures / "notes.txt", code=3)
    assert "picture 1: is no picture" in none.stderr
    both = [pictures / "good.png"] * 2
    assert "two pictures" in ran(floor, Scope.INSPECT, program, "box", *both, code=3).stderr


@needs("R")
def test_r_has_all_packs_of_a_verdict_as_a_table(floor: Floor) -> None:
    done = ran(floor, Scope.RECORDS, R, EXAMPLES / "records.R", "not_ok")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [int(row["pack_no"]) for row in rows] == list(range(PACKS, 0, -10))
    assert {row["outcome"] for row in rows} == {"rejected"}
    everything = ran(floor, Scope.RECORDS, R, EXAMPLES / "records.R")
    assert f"{PACKS} packs" in everything.stderr


@needs("R")
def test_r_says_why_it_was_refused(floor: Floor) -> None:
    done = ran(floor, Scope.INSPECT, R, EXAMPLES / "records.R", code=1)
    assert "may not see the line" in done.stderr


def test_python_has_a_folder_inspected(floor: Floor, pictures: Path) -> None:
    done = ran(floor, Scope.INSPECT, PYTHON, EXAMPLES / "sort_folder.py", "box", pictures)
    rows = dict(line.split("\t", 1) for line in done.stdout.splitlines())
    assert (rows["blank.png"], rows["good.png"]) == ("not_ok", "ok")
    assert "is no picture" in rows["notes.txt"]


def test_python_watches_what_happens(floor: Floor) -> None:
    argv = (PYTHON, EXAMPLES / "watch.py")
    told = environment(floor, Scope.STATE)
    heard = threading.Event()

    def happening() -> None:
        """Again and again, since nobody knows from when on it listens."""
        while not heard.wait(0.1):
            floor.happens("gate_lost")

    happens = threading.Thread(target=happening)
    with subprocess.Popen(argv, env=told, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        happens.start()
        try:
            assert "gate_lost" in process.stdout.readline()
        finally:
            heard.set()
            happens.join()
            process.kill()
