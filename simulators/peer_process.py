"""A program beside the one under test: a process that is ended, killed and started at will."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path


class PeerProcess:
    """None runs at first. What each of them says goes on in one log."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Of the one that was started last; None where it was ended."""
        return None if self._process is None else self._process.pid

    @property
    def lives(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, command: Sequence[str]) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - ours

    def stop(self, within_s: float) -> None:
        """Asks it to end; it is killed where it does not."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def kill(self) -> None:
        """Ends it as a power cut does: nothing is saved, nobody is told."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def signal(self, number: int) -> None:
        """Where none runs, nobody hears it."""
        if self.lives and self.pid is not None:
            os.kill(self.pid, number)

    def told(self, characters: int) -> str:
        """The end of what they said."""
        return self.log.read_text(encoding="utf-8", errors="replace").strip()[-characters:]
