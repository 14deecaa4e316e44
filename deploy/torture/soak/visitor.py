"""Somebody who has the page of the line open all the time: takes its states and pictures as they
come, and comes again when the server is back.
"""

import json
from contextlib import suppress
from threading import Event, Thread
from typing import Final

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect
from websockets.sync.connection import Connection

from hardware.interfaces import Clock

AGAIN_S: Final = 1.0
LARGEST: Final = 16 * 1024 * 1024


class Visitor:
    """From the first visit to `close`."""

    def __init__(self, address: str, clock: Clock) -> None:
        self.address, self.clock = address, clock
        self.url = f"{address.replace('http', 'ws', 1)}/api/v1/live"
        self.taken = 0
        self._ends = Event()
        self._thread = Thread(target=self._stay, name="visitor", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._ends.set()
        self._thread.join()

    def _stay(self) -> None:
        while not self._ends.wait(AGAIN_S):
            with (
                suppress(OSError, TimeoutError, WebSocketException),
                connect(self.url, origin=self.address, max_size=LARGEST) as socket,  # type: ignore[arg-type]  # a NewType of str
            ):
                self._look(socket)

    def _look(self, socket: Connection) -> None:
        """A socket that says nothing any more is left after a while: TimeoutError."""
        for number in range(1, 10**9):
            socket.recv(timeout=10 * AGAIN_S)
            socket.send(json.dumps({"ack": number}))
            self.taken += 1
            if self._ends.is_set():
                return
