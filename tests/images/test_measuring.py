"""What a process costs is what the kernel says of it and of its children."""

import os
import subprocess
import sys

from deploy.images.measuring import cost_of

MB = 1_000_000
HOLDS = "held = bytearray({size}); held[::4096] = b'x' * len(held[::4096]); {more}; input()"


def test_memory_of_children_is_counted_and_what_is_gone_costs_nothing() -> None:
    child = HOLDS.format(size=60 * MB, more="print('held', flush=True)")
    begins = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}])"
    parent = HOLDS.format(size=30 * MB, more=begins)
    words = [sys.executable, "-c", parent]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    cost = cost_of(process.pid)
    process.communicate("\n\n")
    assert cost.processes == 2
    assert 90 < cost.memory_mb < 180
    assert cost.computing_s > 0
    assert cost_of(process.pid).memory_mb == 0
    assert cost_of(os.getpid()).memory_mb > 0
