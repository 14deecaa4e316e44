"""A process that is held to a share of a core computes no more than that."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from deploy.fleet.bench.cpu_share import held_to, stopping
from hardware.clock import RealClock
from simulators.processes import cpu_s

SHARE, MOST = 0.2, 0.45
"""The kernel gives what is left of a period; a busy machine may give less, never much more."""
CLOCK = RealClock()
BUSY = "print(flush=True)\nwhile True: pass"


@contextmanager
def stop_and_go(share: float, pids: list[int]) -> Iterator[str]:
    with stopping(share, pids):
        yield "stop and go"


@pytest.mark.parametrize("hold", [held_to, stop_and_go])
def test_a_held_process_computes_its_share(
    hold: Callable[[float, list[int]], AbstractContextManager[str]],
) -> None:
    with subprocess.Popen([sys.executable, "-c", BUSY], stdout=subprocess.PIPE) as busy:
        assert busy.stdout is not None
        busy.stdout.readline()
        with hold(SHARE, [busy.pid]) as how:
            begun_ns, before_s = CLOCK.now_ns(), cpu_s(busy.pid)
            CLOCK.sleep_until_ns(begun_ns + 1_500_000_000)
            share = (cpu_s(busy.pid) - before_s) / ((CLOCK.now_ns() - begun_ns) / 1e9)
        busy.kill()
    assert how in {"cgroup v2", "cgroup v1", "stop and go"}
    assert share < MOST
