"""A process that this one starts, watches and ends, and that this one never waits for.

The child ends with its standard input, so it also ends when this process is killed. It has a group
of its own: Ctrl-C reaches only the process that a person started. It has no session of its own:
there the kernel may give it as much as it gives its starter, however nice it is (sched(7), the
autogroup feature). When the child dies, or cannot be started, that is told, and it is started anew:
soon the first time, more and more seldom while it goes on dying.
"""

import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Final

from hardware.interfaces import Clock

FIRST_WAIT_S: Final = 0.5
LONGEST_WAIT_S: Final = 60.0
LIVED_NS: Final = 60_000_000_000
"""A child that lived that long died of something new."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is started."""

    name: str
    """As a person is told of it."""
    command: Sequence[str]
    given: str = ""
    """What it reads first: whatever must not stand on a command line."""
    files: tuple[int, ...] = ()
    """Open files that it inherits, by their numbers."""
    longest_end_s: float = 8.0
    """For what it is doing when it is to end; then it is killed."""


class Child:
    """Of a `Wanted`, from creation to `close`."""

    def __init__(self, wanted: Wanted, clock: Clock, tell: Callable[[str], None]) -> None:
        self.wanted, self.clock, self.tell = wanted, clock, tell
        self.process: subprocess.Popen[str] | None = None
        self._ends = threading.Event()
        self._turn = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name=wanted.name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends the child and waits for it; kills it where it does not end by itself."""
        self._ends.set()
        with self._turn:
            process = self.process
        if process is not None:
            end(process, self.wanted.longest_end_s)
        self._thread.join()

    def _keep(self) -> None:
        wait_s = FIRST_WAIT_S
        while not self._ends.is_set():
            begun_ns = self.clock.now_ns()
            how = self._run_once()
            if self._ends.is_set():
                return
            lived = self.clock.now_ns() - begun_ns >= LIVED_NS
            wait_s = FIRST_WAIT_S if lived else wait_s
            self.tell(f"{self.wanted.name} {how}; started again in {wait_s:g} s")
            self._ends.wait(wait_s)
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)

    def _run_once(self) -> str:
        """From its start to its end; how it ended, for a person."""
        try:
            process = self._started()
        except OSError as error:  # no memory or no process left, for now
            return f"could not be started: {error.strerror}"
        if process is None:
            return ""
        code = process.wait()
        if not self._ends.is_set():
            let_go(process)
        return told_end(code)

    def _started(self) -> subprocess.Popen[str] | None:
        """None where it is to end meanwhile."""
        with self._turn:
            if self._ends.is_set():
                return None
            process = self.process = started(self.wanted)
            with suppress(BrokenPipeError):  # it died at once; whoever waits for it says so
                stdin_of(process).write(self.wanted.given)
                stdin_of(process).flush()
            return process


def started(wanted: Wanted) -> subprocess.Popen[str]:
    """Its errors are seen where ours are; its results would stand among ours, and are dropped."""
    return subprocess.Popen(  # noqa: S603 - our own command
        wanted.command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        process_group=0,
        pass_fds=wanted.files,
    )


def end(process: subprocess.Popen[str], within_s: float) -> None:
    let_go(process)
    try:
        process.wait(within_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def let_go(process: subprocess.Popen[str]) -> None:
    with suppress(BrokenPipeError):
        stdin_of(process).close()


def stdin_of(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdin is not None
    return process.stdin


def told_end(code: int) -> str:
    return f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
