"""What the kernel tells of a process, told of one whose memory is known."""

import subprocess
import sys

from simulators.processes import peak_mb, resident_mb

GREEDY = "hold = bytearray(300_000_000); del hold; print('let go', flush=True); input()"
MODEST = "print('here', flush=True); input()"


def started(code: str) -> subprocess.Popen[str]:
    """It has said its word."""
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_a_peak_is_the_most_that_was_held_and_nobody_else_s() -> None:
    with started(GREEDY) as greedy, started(MODEST) as modest:
        assert peak_mb(greedy.pid) > 280 > resident_mb(greedy.pid)
        assert resident_mb(modest.pid) <= peak_mb(modest.pid) < 280
        for process in (greedy, modest):
            process.communicate("\n")
