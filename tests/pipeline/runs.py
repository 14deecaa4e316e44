"""Runs of `packwarden pipeline` as a user starts them, in processes that can be killed."""

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent
SETTINGS = """name = "small"
seed = 5

[drawn]
product = "carton"
check = "lot"
lots = 4
judging_lots = 1

[search]
outer_folds = 2
inner_folds = 2
trials = 2

[card]
problem = "Which fault the print of the lot has."
quality = "Drawn packs: every label is known."
improvement = "Watched for drift."
robustness = "Drawn packs only."
"""
TIMEOUT_S = 400
STAGES = (
    "data",
    "checks",
    "tune",
    "final",
    "calibrate",
    "export",
    "evaluate",
    "register",
    "release",
)

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """One pipeline's settings and folder."""

    config: Path
    out: Path

    def command(self, *words: str) -> list[str]:
        options = ["--config", str(self.config), "--out", str(self.out)]
        return [str(BIN / "packwarden"), "pipeline", *words, *options]

    def ended(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words),
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            env=environment(),
            check=False,
        )

    def document(self, *words: str) -> Document:
        ended = self.ended(*words, "--json")
        assert ended.returncode == 0, ended.stderr
        found: Document = json.loads(ended.stdout)
        return found

    def refused(self, *words: str) -> tuple[int, str]:
        """Exit code and what was said."""
        ended = self.ended(*words, "--json")
        return ended.returncode, json.loads(ended.stdout)["error"]["detail"]

    def killed_after(self, line: str, more_s: float = 0) -> None:
        """SIGKILL so long after the command has said a line that begins so, if it lives still."""
        code = self.signalled_after(line, signal.SIGKILL, more_s)
        assert more_s or code == -signal.SIGKILL

    def signalled_after(self, line: str, sent: signal.Signals, more_s: float = 0) -> int:
        """The exit code."""
        with subprocess.Popen(
            self.command("run"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        ) as process:
            assert process.stderr is not None
            assert any(said.startswith(line) for said in process.stderr)
            with suppress(subprocess.TimeoutExpired):
                process.wait(more_s)
            process.send_signal(sent)
            process.stderr.read()
        return process.returncode


def environment() -> dict[str, str]:
    """Without git: the revision of a tree that people work in is none of a run's inputs."""
    known = {name: value for name, value in os.environ.items() if name not in ("PATH", "HOME")}
    assert shutil.which("git", path=str(BIN)) is None
    return known | {"PATH": str(BIN), "OMP_NUM_THREADS": "1"}


def hashes(document: Document) -> dict[str, str]:
    return {one["name"]: one["hash"] for one in document["stages"]}


def statuses(document: Document) -> dict[str, str]:
    return {one["name"]: one["status"] for one in document["stages"]}


def written(folder: Path, text: str = SETTINGS) -> Run:
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "pipeline.toml"
    config.write_text(text)
    return Run(config, folder / "out")
