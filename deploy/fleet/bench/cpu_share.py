"""Holds a process to a share of one core, by what this computer allows.

The kernel's quota (cgroup, version 2 or 1) where we may set one; else by stopping the process and
letting it go on, fifty times a second (SIGSTOP, SIGCONT), which counts time and not work.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from threading import Event, Thread
from typing import Final

CGROUPS: Final = Path("/sys/fs/cgroup")
PERIOD_US: Final = 20_000


@contextmanager
def held_to(share: float, pids: list[int]) -> Iterator[str]:
    """Each of them by itself; what does it: "cgroup v2", "cgroup v1" or "stop and go"."""
    for kind, parent, limits in ways(round(share * PERIOD_US)):
        groups: list[Path] = []
        try:
            for pid in pids:
                groups.append(parent / f"packwarden-{token_hex(4)}")
                enter(groups[-1], limits, pid)
        except OSError:
            leave(groups, parent, pids)
            continue
        try:
            yield kind
        finally:
            leave(groups, parent, pids)
        return
    with stopping(share, pids):
        yield "stop and go"


def ways(quota_us: int) -> list[tuple[str, Path, dict[str, str]]]:
    version_1 = {"cpu.cfs_period_us": str(PERIOD_US), "cpu.cfs_quota_us": str(quota_us)}
    return [
        ("cgroup v2", CGROUPS, {"cpu.max": f"{quota_us} {PERIOD_US}"}),
        ("cgroup v1", CGROUPS / "cpu", version_1),
    ]


def enter(group: Path, limits: dict[str, str], pid: int) -> None:
    group.mkdir()
    for name, value in limits.items():
        with (group / name).open("r+") as file:
            file.write(value)
    (group / "cgroup.procs").write_text(str(pid), encoding="ascii")


def leave(groups: list[Path], parent: Path, pids: list[int]) -> None:
    for pid in pids:
        with suppress(OSError):  # it may have ended
            (parent / "cgroup.procs").write_text(str(pid), encoding="ascii")
    for group in groups:
        with suppress(OSError):
            group.rmdir()


@contextmanager
def stopping(share: float, pids: list[int]) -> Iterator[None]:
    ends = Event()
    period_s = PERIOD_US / 1e6

    def work() -> None:
        while not ends.is_set():
            send(pids, signal.SIGCONT)
            ends.wait(share * period_s)
            send(pids, signal.SIGSTOP)
            ends.wait((1 - share) * period_s)
        send(pids, signal.SIGCONT)

    thread = Thread(target=work, name="cpu-share")
    thread.start()
    try:
        yield
    finally:
        ends.set()
        thread.join()


def send(pids: list[int], what: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, what)
