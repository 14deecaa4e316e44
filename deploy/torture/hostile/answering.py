"""Devices that answer what they are told to answer: over a network, or at the end of a cable.

One request, one answer. What a request is for, the answer knows; here nothing is understood.
"""

import os
import select
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from simulators.broker import HOST
from simulators.cable import PtyCable

Answer = Callable[[bytes], bytes]
"""To the bytes of one request."""
MOST_BYTES: Final = 4_096
LOOK_S: Final = 0.2
LEAVES_S: Final = 5.0


class NetworkDevice:
    """One connection at a time, at `port`."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.is_over = answer, False
        self.listening = socket.create_server((HOST, 0))
        self.listening.settimeout(LOOK_S)
        self.port: int = self.listening.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        while not self.is_over:
            with suppress(OSError):
                link, _ = self.listening.accept()
                with link:
                    link.settimeout(LOOK_S)
                    self.converse(link)

    def converse(self, link: socket.socket) -> None:
        """Until the other end hangs up, or is hung up on: after every answer of an odd length."""
        while not self.is_over:
            try:
                request = link.recv(MOST_BYTES)
            except TimeoutError:
                continue
            if not request:
                return
            answer = self.answer(request)
            link.sendall(answer)
            if len(answer) % 2:
                return

    def close(self) -> None:
        self.is_over = True
        self.thread.join(LEAVES_S)
        self.listening.close()


class CableDevice:
    """At the end of a pseudo-terminal, which the host opens under `path`."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.is_over = answer, False
        self.cable = PtyCable()
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    @property
    def path(self) -> Path:
        return self.cable.path

    def serve(self) -> None:
        assert self.cable.device_fd is not None
        while not self.is_over:
            ready, _, _ = select.select([self.cable.device_fd], [], [], LOOK_S)
            if ready:
                self.send(self.cable.device_fd, self.answer(os.read(ready[0], MOST_BYTES)))

    def send(self, device: int, answer: bytes) -> None:
        """As much as is taken: who does not read loses the rest."""
        with suppress(BlockingIOError):
            os.write(device, answer)

    def close(self) -> None:
        self.is_over = True
        self.thread.join(LEAVES_S)
        self.cable.close()
