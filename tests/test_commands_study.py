"""`packwarden study` as it is called: a person, the model, a recording, and what it refuses."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from edge_agent.__main__ import run
from edge_agent.core.study.result import from_document
from hardware.pictures import encode_png
from tests.line.small_station import box_picture, save_box_recipe
from tests.study.recordings import recording
from tests.study.sets import picture_folder, write_truth


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


Call = Callable[..., Done]


@pytest.fixture
def packwarden(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """`packwarden study` in this process, with what is typed on standard input."""

    def called(*arguments: str | Path, typed: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["packwarden", "study", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", StringIO(typed))
        code = run()
        told = capsys.readouterr()
        return Done(code, told.out, told.err)

    return called


def document(done: Done) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_model_judges_a_recording_by_the_recipe_it_was_recorded_with(
    packwarden: Call, tmp_path: Path
) -> None:
    folder = recording(tmp_path)
    report = tmp_path / "report.html"
    told = document(packwarden(folder, "--trials", "2", "--report", report, "--json"))
    (model,) = told["appraisers"]
    assert (model["kind"], model["shown"], model["trials"]) == ("model", "same_file", 1)
    assert (model["miss"]["k"], model["miss"]["n"]) == (0, 10)
    assert model["effectiveness"]["k"] == 20
    assert told["recipe_hash"] in {kept.name for kept in (folder / "recipes").iterdir()}
    assert not model["acceptable"]
    assert "nobody is called acceptable" in " ".join(told["notes"])
    for place in (folder / "study", folder):
        kept = json.loads((place / "study.json").read_text())
        assert from_document(kept) == from_document(told)
    assert "report.html" not in report.read_text()


def test_a_person_and_the_model_judge_a_folder_one_after_the_other(
    packwarden: Call, tmp_path: Path
) -> None:
    pictures = picture_folder(tmp_path / "pictures")
    rows = []
    for number in range(20):
        blank = number % 2 == 1
        pixels = box_picture(panel_is_blank=blank)
        pixels[0, 0] = number
        (pictures / f"{number:02}.png").write_bytes(encode_png(pixels))
        rows.append(f"{number:02}.png,{'defective' if blank else 'good'}")
    write_truth(pictures, rows, "file,truth")
    begun = packwarden(pictures, "--appraiser", "Anna", "--trials", "2", "--json", typed="g\n" * 30)
    assert document(begun)["progress"] == {"anna": {"judged": 30, "of": 40}}
    recipe = save_box_recipe(tmp_path / "recipe", ("top",))
    ended = packwarden(
        pictures, "--appraiser", "anna", "--recipe", recipe, "--json", typed="g\n" * 10
    )
    anna, model = document(ended)["appraisers"]
    assert (anna["name"], anna["miss"]["share"], anna["within"]) == ("anna", 1.0, None)
    assert (model["name"], model["miss"]["share"]) == ("model", 0.0)


def test_for_a_person_it_ends_with_tables(packwarden: Call, tmp_path: Path) -> None:
    done = packwarden(recording(tmp_path), "--trials", "2")
    assert done.returncode == 0, done.stderr
    assert "packs judged right" in done.stdout
    assert "says nothing" in done.stdout


def test_what_cannot_be_asked_for_together_is_a_wrong_command_line(
    packwarden: Call, tmp_path: Path
) -> None:
    assert packwarden().returncode == 2
    assert packwarden(tmp_path, "--simulate").returncode == 2
    assert packwarden(recording(tmp_path), "--truth", tmp_path / "truth.csv").returncode == 2


def test_a_folder_without_truth_and_a_set_that_is_too_small_are_refused(
    packwarden: Call, tmp_path: Path
) -> None:
    assert packwarden(tmp_path, "--json").returncode == 3
    small = packwarden(picture_folder(tmp_path / "few", 6), "--json")
    assert small.returncode == 5
    assert "at least 20" in json.loads(small.stdout)["error"]["detail"]
