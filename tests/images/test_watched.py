"""The first process of a container watches what it began, as systemd would."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from deploy.images.watched import HUNG
from hardware.clock import RealClock

CLOCK = RealClock()
LIVENESS_S = 60
BEGIN = """
import sys
from pathlib import Path
from deploy.images.watched import Watch
sys.exit(Watch(sys.argv[2:], Path(sys.argv[1]), silence_s=1).run())
"""
READY = """
import time, signal, sys
from edge_agent.service_notices import service_notices
from hardware.clock import RealClock
notices = service_notices(RealClock())
def end(*_): notices.stopping(); print("in order", flush=True); sys.exit(7)
signal.signal(signal.SIGTERM, end)
notices.ready()
"""
LIVES = "while True:\n    notices.alive(); time.sleep(0.1)\n"
HANGS = "time.sleep(1000)\n"


def begun(ready: Path, *command: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", BEGIN, str(ready), *command]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(file: Path) -> None:
    end_ns = CLOCK.now_ns() + LIVENESS_S * 1_000_000_000
    while not file.exists() and CLOCK.now_ns() < end_ns:
        CLOCK.sleep_until_ns(CLOCK.now_ns() + 20_000_000)
    assert file.exists()


def test_what_lives_is_ready_is_told_to_end_and_ends_by_its_own_code(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    process = begun(ready, sys.executable, "-c", READY + LIVES)
    wait_for(ready)
    with suppress(subprocess.TimeoutExpired):  # longer than its silence may be
        process.wait(2.5)
    assert process.poll() is None
    assert ready.exists()
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=LIVENESS_S)
    assert (process.returncode, said) == (7, "in order\n")
    assert not ready.exists()


def test_what_hangs_is_killed_and_the_container_ends(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    process = begun(ready, sys.executable, "-c", READY + HANGS)
    wait_for(ready)
    _, said = process.communicate(timeout=LIVENESS_S)
    assert process.returncode == HUNG
    assert "gave no sign of life for 1 s" in said
    assert not ready.exists()


def test_what_says_nothing_is_only_begun(tmp_path: Path) -> None:
    process = begun(tmp_path / "ready", "sh", "-c", "sleep 1.5; kill -9 $$")
    assert process.wait(LIVENESS_S) == 128 + signal.SIGKILL
    process.communicate()


def test_orphans_are_reaped_by_the_first_process_of_a_container() -> None:
    """Here no child is the first process of anything: it is told to adopt (prctl(2))."""
    adopting = (
        "import ctypes, sys; ctypes.CDLL(None).prctl(36, 1);"
        "from deploy.images.watched import Watch; import tempfile; from pathlib import Path;"
        "sys.exit(Watch(sys.argv[1:], Path(tempfile.mkdtemp()) / 'ready').run())"
    )
    shell = "(sleep 0.2 & ) ; sleep 1.5; ps -o stat= --ppid $PPID | grep -c Z; true"
    ended = subprocess.run(
        [sys.executable, "-c", adopting, "sh", "-c", shell],
        capture_output=True,
        text=True,
        timeout=LIVENESS_S,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (0, "0\n"), ended.stderr
    assert os.getpid() > 1
