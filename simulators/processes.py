"""What the kernel tells of processes (proc(5)): what they cost, and which are whose children.

One that has ended costs nothing and has no children.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

PROC: Final = Path("/proc")
KB_PER_MB: Final = 1024
TICKS_PER_S: Final = os.sysconf("SC_CLK_TCK")
USER_TICKS, SYSTEM_TICKS = 11, 12
"""Places in `stat`, counted behind the name of the command, which may hold anything."""


def cpu_s(pid: int) -> float:
    """Of user and system in all its threads, since it began."""
    fields = told(PROC / str(pid) / "stat").rpartition(") ")[2].split()
    return (int(fields[USER_TICKS]) + int(fields[SYSTEM_TICKS])) / TICKS_PER_S if fields else 0.0


def resident_mb(pid: int) -> float:
    return kb_of(PROC / str(pid) / "status", "VmRSS:") / KB_PER_MB


def peak_mb(pid: int) -> float:
    """The most that was resident. Unlike getrusage's, it begins anew with a new program."""
    return kb_of(PROC / str(pid) / "status", "VmHWM:") / KB_PER_MB


def proportional_mb(pid: int) -> float:
    """What several processes share is shared out among them, so that sums are true."""
    return kb_of(PROC / str(pid) / "smaps_rollup", "Pss:") / KB_PER_MB


def kb_of(file: Path, name: str) -> int:
    lines = told(file).splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)


def children_of(pid: int) -> Iterator[int]:
    """Whichever of its threads started them."""
    for thread in (PROC / str(pid) / "task").glob("*"):
        yield from map(int, told(thread / "children").split())


def family_of(pid: int) -> Iterator[int]:
    """The process, and all below it."""
    yield pid
    for child in children_of(pid):
        yield from family_of(child)


def command_of(pid: int) -> list[str]:
    return told(PROC / str(pid) / "cmdline").split("\0")


def told(file: Path) -> str:
    """Empty where the process has ended."""
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
