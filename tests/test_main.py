"""The command as a process: what a person sees who types something wrong, or Ctrl-C."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from signal import SIGINT

COMMAND = [str(Path(sys.executable).parent / "packwarden")]


def wait_until_drawing(folder: Path) -> None:
    """Until the first pack is drawn; the test's own time limit ends a wait in vain."""
    while not any(folder.glob("packwarden-demo-*/*.jpg")):
        time.sleep(0.1)  # noqa: TID251 - another process, in real time


def test_ctrl_c_ends_with_130_and_one_document(tmp_path: Path) -> None:
    hearing = ["env", "--default-signal=INT"]  # a shell's background jobs are deaf to Ctrl-C
    with subprocess.Popen(
        [*hearing, *COMMAND, "demo", "--packs", "5000", "--fast", "--no-web", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as process:
        wait_until_drawing(tmp_path)
        os.killpg(process.pid, SIGINT)
        told, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert json.loads(told)["error"]["exit_code"] == 130
    assert "Traceback" not in said
    assert not list(tmp_path.glob("packwarden-demo-*")), "no picture is left behind"


def test_an_unknown_option_is_a_usage_error_and_one_document() -> None:
    done = subprocess.run(
        [*COMMAND, "read", "--colour", "--json"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "--colour" in json.loads(done.stdout)["error"]["detail"]
