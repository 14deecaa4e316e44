"""The command `data`, as a person and as a program uses it."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from edge_agent.__main__ import run
from tests.training.data.samples import class_folders, picture, sha256, write


def packwarden(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr(sys, "argv", ["packwarden", "data", *map(str, words)])
    return run()


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_from_a_folder_to_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    into = tmp_path / "set"
    source = class_folders(tmp_path / "caps", {"good": 12, "<bent>": 12})
    assert packwarden(monkeypatch, "import", source, "--into", into, "--json") == 0
    first = document(capsys)
    assert (first["number"], first["pictures_added"]) == (1, 24)
    assert packwarden(monkeypatch, "import", source, "--into", into, "--json") == 0
    assert document(capsys)["events_added"] == 0
    report = tmp_path / "report"
    assert packwarden(monkeypatch, "check", into, "--report", report, "--json") == 0
    assert document(capsys) == json.loads((report / "report.json").read_text())
    assert "&lt;bent&gt;" in (report / "report.html").read_text()
    assert packwarden(monkeypatch, "show", into, "--verify", "--json") == 0
    shown = document(capsys)
    assert (shown["pictures"], shown["verified_pictures"]) == (24, 24)
    assert shown["classes"] == {"class": {"<bent>": 12, "good": 12}}


def test_a_leak_is_exit_code_5_and_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    into = tmp_path / "set"
    source = class_folders(tmp_path / "caps", {"train/good": 3})
    write(source / "val" / "good" / "again.png", picture(0))
    packwarden(monkeypatch, "import", source, "--into", into)
    capsys.readouterr()
    report = tmp_path / "report"
    assert packwarden(monkeypatch, "check", into, "--report", report, "--json") == 5
    found = document(capsys)
    assert found["may_train"] is False
    leak = found["findings"][0]
    assert (leak["level"], leak["pictures"]) == ("forbids", [sha256(picture(0))])
    assert 'src="data:image/jpeg;base64,' in (report / "report.html").read_text()


def test_two_versions_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    into = tmp_path / "set"
    source = class_folders(tmp_path / "caps", {"good": 2, "bent": 1})
    packwarden(monkeypatch, "import", source, "--into", into)
    (source / "good" / "001.png").rename(source / "bent" / "moved.png")
    packwarden(monkeypatch, "import", source, "--into", into)
    capsys.readouterr()
    assert packwarden(monkeypatch, "diff", into, 1, 2) == 0
    assert "class: good -> bent, by import (caps)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("show", "nothing"), 3, "there is no data set"),
        (("import", "nothing", "--into", "set"), 3, "nothing is not there"),
        (("import", ".", "--into", "set", "--as", "voc"), 5, "expected one of folders, set"),
        (("import", ".", "--into", "set", "--class", "ok"), 5, "expected THEIRS=OURS"),
        (("import", ".", "--into", "set", "--trust", "blind"), 5, "expected one of glance"),
        (("check", "nothing", "--by", "moon"), 5, "expected one of lot, day"),
        (("show", "nowhere://set"), 5, "expected a folder, or a URL"),
    ],
)
def test_what_cannot_be_is_told_with_its_code(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    code: int,
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert packwarden(monkeypatch, *words) == code
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    "content", ["[]", "{}", '{"abc": 1}', json.dumps({sha256(picture(0)): [1]})]
)
def test_folds_that_are_none_are_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    content: str,
) -> None:
    into = tmp_path / "set"
    source = class_folders(tmp_path / "caps", {"good": 2})
    packwarden(monkeypatch, "import", source, "--into", into)
    file = write(tmp_path / "folds.json", content)
    assert packwarden(monkeypatch, "check", into, "--folds", file) == 5
    assert "folds.json" in capsys.readouterr().err
