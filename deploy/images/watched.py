"""The first process of a container: begins a command and watches it as a service manager would.

    python3 -m deploy.images.watched COMMAND [WORD…]

Rules
- It plays systemd's part in sd_notify(3): from the command's READY=1 on, WATCHDOG=1 must come
  within `SILENCE_S`. A command that hangs is killed, this process ends with `HUNG`, and the
  container's restart policy begins both anew. A command that never says READY=1 is only begun.
- While the command is ready, `READY_FILE` is there: the health check of the image, and the probes
  of Kubernetes, need no more than to look for it.
- SIGTERM and SIGINT are handed on, and processes whose parents are gone are reaped, as is the duty
  of a container's first process. It ends with its command, by the same code.
"""

import os
import signal
import socket
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

READY_FILE: Final = Path(tempfile.gettempdir()) / "packwarden-ready"
SILENCE_S: Final = 30
"""A healthy turn takes a fraction of it."""
LOOK_S: Final = 1
HUNG: Final = 124
"""As timeout(1) ends where what it began took too long."""
LONGEST_MESSAGE_BYTES: Final = 4_096
HANDED_ON: Final = (signal.SIGTERM, signal.SIGINT)
BY_SIGNAL: Final = 128
"""A shell's code for a command that a signal ended is this plus its number."""


class Watch:
    """Of one command. Begun by `run`, which returns the code to end with."""

    def __init__(
        self, command: Sequence[str], ready_file: Path = READY_FILE, silence_s: int = SILENCE_S
    ) -> None:
        self.command, self.ready_file, self.silence_s = list(command), ready_file, silence_s
        self.is_ready, self.silent_s = False, 0

    def run(self) -> int:
        self.ready_file.unlink(missing_ok=True)
        with (
            tempfile.TemporaryDirectory(prefix="packwarden-notices-") as folder,
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard,
        ):
            address = str(Path(folder) / "notify")
            heard.bind(address)
            heard.settimeout(LOOK_S)
            child = self.begun(address)
            for number in HANDED_ON:
                signal.signal(number, lambda got, _: os.kill(child, got))
            try:
                return self.code_of(child, heard)
            finally:
                self.ready_file.unlink(missing_ok=True)

    def begun(self, address: str) -> int:
        told = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": str(self.silence_s * 1_000_000)}
        return os.posix_spawnp(self.command[0], self.command, os.environ | told)

    def code_of(self, child: int, heard: socket.socket) -> int:
        while (code := reaped(child)) is None:
            self.hear(heard)
            if self.is_ready and self.silent_s >= self.silence_s:
                sys.stderr.write(f"{self.command[0]} gave no sign of life for {self.silence_s} s\n")
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return HUNG
        return code

    def hear(self, heard: socket.socket) -> None:
        """One message, or the silence of one look."""
        try:
            words = heard.recv(LONGEST_MESSAGE_BYTES).decode(errors="replace").splitlines()
        except TimeoutError:
            self.silent_s += LOOK_S
            return
        if "WATCHDOG=1" in words or "READY=1" in words:
            self.silent_s = 0
        if "READY=1" in words:
            self.is_ready = True
            self.ready_file.touch()
        if "STOPPING=1" in words:  # an orderly end is given the time that the runtime gives it
            self.is_ready = False
            self.ready_file.unlink(missing_ok=True)


def reaped(child: int) -> int | None:
    """Whoever has ended is let go. The child's own code once it has; None before."""
    while True:
        process, status = os.waitpid(-1, os.WNOHANG)
        if process == child:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else BY_SIGNAL - code
        if process == 0:
            return None


if __name__ == "__main__":
    sys.exit(Watch(sys.argv[1:]).run())
