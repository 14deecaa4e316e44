"""What running containers or processes cost, their children included: memory and computing time.

    python -m deploy.images.measuring PROCESS…

`podman inspect --format '{{.State.Pid}}' NAME` tells a container's process. Memory is the
proportional set size (proc(5)): what several processes share is shared out among them, so that sums
are true. Computing time is that of the processes that live now.
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROC: Final = Path("/proc")
KB_PER_MB: Final = 1_000
TICKS_PER_S: Final = os.sysconf("SC_CLK_TCK")
USER_TICKS, SYSTEM_TICKS = 11, 12
"""Places in `stat`, counted behind the name of the command (proc(5))."""


@dataclass(frozen=True, slots=True)
class Cost:
    processes: int
    memory_mb: float
    computing_s: float


def cost_of(root: int) -> Cost:
    """Of a process and all below it; processes that end meanwhile are left out."""
    tree = list(family(root))
    memory_kb = sum(proportional_kb(process) for process in tree)
    computing_s = sum(computing_ticks(process) for process in tree) / TICKS_PER_S
    return Cost(len(tree), round(memory_kb / KB_PER_MB, 1), round(computing_s, 2))


def family(root: int) -> Iterator[int]:
    yield root
    for thread in (PROC / str(root) / "task").glob("*"):
        for child in told(thread / "children").split():
            yield from family(int(child))


def proportional_kb(process: int) -> int:
    lines = told(PROC / str(process) / "smaps_rollup").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def computing_ticks(process: int) -> int:
    fields = told(PROC / str(process) / "stat").rpartition(") ")[2].split()
    return int(fields[USER_TICKS]) + int(fields[SYSTEM_TICKS]) if fields else 0


def told(file: Path) -> str:
    """Empty where the process has ended."""
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


if __name__ == "__main__":
    costs = {root: cost_of(int(root)) for root in sys.argv[1:]}
    fields = ("processes", "memory_mb", "computing_s")
    document = {
        root: {name: getattr(cost, name) for name in fields} for root, cost in costs.items()
    }
    sys.stdout.write(json.dumps(document, indent=1) + "\n")
