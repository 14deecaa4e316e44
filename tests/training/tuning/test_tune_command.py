"""The command from settings to model and card: killed and started anew, it ends as unbroken."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="torch is not installed: make setup EXTRAS=training")
pytest.importorskip("optuna", reason="Optuna is not installed: make setup EXTRAS=training")
pytest.importorskip("mlflow", reason="MLflow is not installed: make setup EXTRAS=training")

from edge_agent.releases.nets import refuse_odd_net
from training.card.report_card import stored_card
from training.tracking import STORE

SETTINGS = """seed = 5

[search]
trials = 2
inner_folds = 2

[drawn]
product = "carton"
check = "lot"
lots = 6

[card]
problem = "which fault the print of the lot has"
"""
TIMEOUT_S = 280


@dataclass(frozen=True, slots=True)
class Whole:
    """Where an unbroken run lies, what it ended with, and what it said on its way."""

    out: Path
    document: dict[str, Any]
    progress: str


def command(config: Path, out: Path) -> list[str]:
    options = ["--config", str(config), "--out", str(out), "--json"]
    return [str(Path(sys.executable).parent / "packwarden"), "tune", *options]


def environment() -> dict[str, str]:
    return os.environ | {"OMP_NUM_THREADS": "1"}


def tuned(config: Path, out: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(config, out),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        env=environment(),
        check=False,
    )


def killed_after(line: str, config: Path, out: Path) -> None:
    """SIGKILL as soon as the command has said a line that begins so."""
    with subprocess.Popen(
        command(config, out),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as process:
        assert process.stderr is not None
        assert any(said.startswith(line) for said in process.stderr)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL


def without_place(document: dict[str, Any]) -> dict[str, Any]:
    """All but the folder and the revision of a tree that people work in."""
    model = {name: one for name, one in document["model"].items() if name != "file"}
    return {name: one for name, one in document.items() if name != "revision"} | {"model": model}


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("tuning") / "smoke.toml"
    file.write_text(SETTINGS)
    return file


@pytest.fixture(scope="module")
def whole(config: Path) -> Whole:
    """A run that nothing broke."""
    out = config.parent / "whole"
    ended = tuned(config, out)
    assert ended.returncode == 0, ended.stderr
    return Whole(out, json.loads(ended.stdout), ended.stderr)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_document_tells_what_was_judged_found_and_made(whole: Whole) -> None:
    document = whole.document
    assert document["data"]["items"] == document["outer"]["counts"]["cases"] == 30
    assert document["final"]["plausible"]
    assert "final: trial 2 of 2" in whole.progress
    assert json.loads((whole.out / "tuning.json").read_text()) == document
    refuse_odd_net(whole.out / "head.onnx")
    card = stored_card(json.loads((whole.out / "report_card.json").read_text()))
    assert card.initiation.problem == "which fault the print of the lot has"
    assert document["asked"]["data_version"] in card.initiation.gathering
    assert "<svg" in (whole.out / "report_card.html").read_text()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_run_is_tracked_with_data_code_and_seed(whole: Whole) -> None:
    with closing(sqlite3.connect(whole.out.parent / STORE)) as store:
        asked = dict(store.execute("SELECT key, value FROM params"))
        known = {name for (name,) in store.execute("SELECT DISTINCT key FROM metrics")}
        state = store.execute("SELECT status FROM runs WHERE name = 'whole'").fetchall()
        tags = dict(store.execute("SELECT key, value FROM tags WHERE key LIKE 'sha256%'"))
    assert asked["asked.data_version"] == whole.document["asked"]["data_version"]
    assert asked["asked.settings.seed"] == "5"
    assert asked["revision"] == whole.document["revision"]
    assert {"final.loss", "outer_loss", "outer_loss_low", "final_loss"} <= known
    assert state == [("FINISHED",)]
    assert tags["sha256.head.onnx"] == whole.document["model"]["sha256"]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "lines",
    [
        ["final: trial 1"],
        pytest.param(["outer-3: trial 2", "final: trial 1"], marks=pytest.mark.release),
    ],
)
def test_a_run_that_is_killed_gives_the_same_model_as_an_unbroken_one(
    whole: Whole, config: Path, tmp_path: Path, lines: list[str]
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(whole.out / "crops", broken / "crops")  # drawing is most of a run's time
    for line in lines:
        killed_after(line, config, broken)
    again = tuned(config, broken)
    assert again.returncode == 0, again.stderr
    assert without_place(json.loads(again.stdout)) == without_place(whole.document)
    assert (broken / "head.onnx").read_bytes() == (whole.out / "head.onnx").read_bytes()
    assert "outer-3" not in again.stderr  # nothing that was done is done again


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_figures_that_do_not_agree_stop_the_run_and_leave_all_that_was_done(
    whole: Whole, config: Path, tmp_path: Path
) -> None:
    out = tmp_path / "doubtful"
    shutil.copytree(whole.out, out, ignore=shutil.ignore_patterns("head.onnx", "mlflow_run"))
    folds = {file: file.read_text() for file in (out / "folds").iterdir()}
    for number, (file, content) in enumerate(sorted(folds.items())):
        fold = json.loads(content)
        fold["score"]["loss"] = 9 + number / 10
        file.write_text(json.dumps(fold))
    refused = tuned(config, out)
    assert refused.returncode == 6
    assert "too good" in json.loads(refused.stdout)["error"]["detail"]
    assert not json.loads((out / "tuning.json").read_text())["final"]["plausible"]
    assert not (out / "head.onnx").exists()
    for file, content in folds.items():
        file.write_text(content)
    assert without_place(json.loads(tuned(config, out).stdout)) == without_place(whole.document)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_another_question_in_the_same_folder_is_refused(whole: Whole, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(SETTINGS.replace("trials = 2", "trials = 3"))
    refused = tuned(other, whole.out)
    assert refused.returncode == 4
    assert "holds a run with other settings" in json.loads(refused.stdout)["error"]["detail"]
