"""What a process tells the service manager that started it: ready, how it is, alive, stopping.

sd_notify(3) of systemd, over a datagram socket that the manager names in NOTIFY_SOCKET; podman and
others speak the same. Where nobody listens, nothing is sent.

Rules
- `alive` is called by the loop that does the work, in every turn, and by nothing else: a loop that
  hangs goes silent, and the manager starts the process anew.
- Nobody waits for the manager: what its socket does not take at once is dropped; the next sign of
  life comes soon.
- The names are taken out of the environment, so that a child never speaks for its parent.
"""

import os
import socket
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Final

from hardware.interfaces import Clock

SOCKET: Final = "NOTIFY_SOCKET"
WATCHDOG_US: Final = "WATCHDOG_USEC"
WATCHDOG_PROCESS: Final = "WATCHDOG_PID"
NS_PER_US: Final = 1_000
ABSTRACT, NUL = "@", "\0"
"""A name that is in no folder is written with an @."""


class ServiceNotices:
    """Of one process. `address` None: nobody listens; `alive_every_ns` None: nobody watches."""

    def __init__(
        self, clock: Clock, address: str | None = None, alive_every_ns: int | None = None
    ) -> None:
        self.clock, self.alive_every_ns = clock, alive_every_ns
        self.place = None if address is None else place_of(address)
        self.due_ns = clock.now_ns()
        self.told_status: str | None = None

    def ready(self) -> None:
        """Everything is open, and the work begins."""
        self.tell("READY=1")

    def status(self, sentence: str) -> None:
        """How it is, in a line for a person; told when it has changed."""
        if sentence != self.told_status:
            self.told_status = sentence
            self.tell(f"STATUS={' '.join(sentence.split())}")

    def alive(self) -> None:
        """One more turn of the work; told twice in the time after which silence is a hang."""
        if self.alive_every_ns is None:
            return
        now_ns = self.clock.now_ns()
        if now_ns >= self.due_ns:
            self.due_ns = now_ns + self.alive_every_ns
            self.tell("WATCHDOG=1")

    def stopping(self) -> None:
        """It was asked to end, and does so in order."""
        self.tell("STOPPING=1")

    def tell(self, assignment: str) -> None:
        if self.place is None:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way:
            way.setblocking(False)
            with suppress(OSError):  # gone or full: see above
                way.sendto(assignment.encode(), self.place)


def service_notices(
    clock: Clock, environment: MutableMapping[str, str] = os.environ
) -> ServiceNotices:
    """Towards whoever started this process; called once, before any child is started."""
    address = environment.pop(SOCKET, None)
    silence_us = environment.pop(WATCHDOG_US, "")
    process = environment.pop(WATCHDOG_PROCESS, str(os.getpid()))
    is_watched = address is not None and process == str(os.getpid()) and silence_us.isdecimal()
    alive_every_ns = int(silence_us) * NS_PER_US // 2 if is_watched else None
    return ServiceNotices(clock, address, alive_every_ns)


def place_of(address: str) -> str | None:
    """None for a kind of address that is not spoken here (vsock of virtual machines)."""
    if address.startswith(ABSTRACT):
        return NUL + address[1:]
    return address if address.startswith("/") else None
