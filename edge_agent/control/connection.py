"""One page server, seen from the line: its socket, what it wants, and what waits for it.

Never waits. What breaks the rules, or takes nothing for long, is given up.
"""

import socket
from typing import Final

from edge_agent.control.allowance import Allowance
from edge_agent.control.errors import BadFrame
from edge_agent.control.framing import FROM_PAGES, Frame, FrameReader
from edge_agent.control.messages import Want
from edge_agent.control.outbox import Outbox

PIECE_BYTES: Final = 65_536
MOST_SENT_AT_ONCE: Final = 1_048_576
"""So that no page server keeps the others waiting."""
PATIENCE_NS: Final = 10_000_000_000
"""For one that takes nothing of what is sent to it, and for one that does not greet."""
FRAMES_PER_S: Final = 100.0
MOST_FRAMES: Final = 400.0
"""After a silence; more is a flood, and ends the conversation."""


class Gone(Exception):
    """The other side has hung up, or was given up."""


class Connection:
    """Of one page server."""

    def __init__(self, link: socket.socket, now_ns: int) -> None:
        link.setblocking(False)
        self.link = link
        self.reader = FrameReader(FROM_PAGES)
        self.outbox = Outbox()
        self.allowance = Allowance(FRAMES_PER_S, MOST_FRAMES)
        self.sending = memoryview(b"")
        self.wants: frozenset[Want] = frozenset()
        self.is_greeted = False
        self.is_ending = False
        """Hangs up as soon as what waits was sent."""
        self.shown: frozenset[int] = frozenset()
        """Packs whose evidence it got, or will get."""
        self.began_ns = self.moved_ns = now_ns
        """`moved_ns`: when it last took something, or there was nothing to take."""

    def received(self, now_ns: int) -> list[Frame]:
        """Gone, or BadFrame, where this was the last of it."""
        try:
            data = self.link.recv(PIECE_BYTES)
        except BlockingIOError:
            return []
        except OSError as error:
            raise Gone(str(error)) from error
        if not data:
            raise Gone("hung up")
        frames = self.reader.fed(data)
        if not all(self.allowance.takes(now_ns) for _ in frames):
            raise BadFrame(f"more than {FRAMES_PER_S:g} frames a second")
        return frames

    def flush(self, now_ns: int) -> None:
        """Sends what the other side takes now; Gone where it takes nothing for too long."""
        if self.outbox.is_overrun:
            raise Gone("does not take its answers")
        sent = self.sent()
        if sent or not self.sending:
            self.moved_ns = now_ns
        elif now_ns - self.moved_ns > PATIENCE_NS:
            raise Gone("takes nothing")
        if self.is_ending and not self.sending:
            raise Gone("was told to go")

    def sent(self) -> int:
        """Bytes that the other side took now."""
        total = 0
        while total < MOST_SENT_AT_ONCE and self.has_more():
            try:
                count = self.link.send(self.sending)
            except BlockingIOError:
                break
            except OSError as error:
                raise Gone(str(error)) from error
            self.sending = self.sending[count:]
            total += count
        return total

    def has_more(self) -> bool:
        if not self.sending:
            self.sending = memoryview(self.outbox.next())
        return bool(self.sending)

    def close(self) -> None:
        self.link.close()
