"""Commands on their way to the controller: numbered, sent again until acknowledged. Pure.

Rules (the other side is hardware/wire/messages.py)
- Commands are taken in the order in which they were given, each once.
- No command is begun WINDOW or more behind the oldest unacknowledged one: so far back the
  controller remembers how commands ended.
- What is not acknowledged in time is sent again with all that follow it, for the controller takes
  none of these before it.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from hardware.wire.codes import Result
from hardware.wire.messages import WINDOW, Ack, ToController

PATIENCE_NS = 30_000_000
"""A round trip of a full window at 250,000 baud takes 10 ms, and the host looks every few."""
GAP_PATIENCE_NS = 5_000_000
"""One lost command is told by every one behind it; it is sent again only once for them all."""
SEQUENCES = 256


@dataclass(slots=True)
class UnderWay:
    seq: int
    command: ToController
    first_sent_ns: int
    sent_ns: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A command that the controller has done with."""

    command: ToController
    result: Result


class Commands:
    """Of one conversation."""

    def __init__(self) -> None:
        self.waiting: deque[ToController] = deque()
        self.under_way: deque[UnderWay] = deque()
        self.next_seq = 1

    def add(self, command: ToController) -> None:
        self.waiting.append(command)

    def begin(self) -> Sequence[ToController]:
        """A new conversation; what the old one left open, oldest first."""
        open_ones = [*(one.command for one in self.under_way), *self.waiting]
        self.under_way.clear()
        self.waiting.clear()
        self.next_seq = 1
        return open_ones

    def due(self, now_ns: int) -> list[UnderWay]:
        """What is to be sent now, in this order."""
        again = []
        if self.under_way and now_ns - self.under_way[0].sent_ns >= PATIENCE_NS:
            again = list(self.under_way)
        return self.sent(again + self.new(now_ns), now_ns)

    def new(self, now_ns: int) -> list[UnderWay]:
        begun = []
        while self.waiting and self.has_room():
            one = UnderWay(self.next_seq, self.waiting.popleft(), now_ns, now_ns)
            self.next_seq = (self.next_seq + 1) % SEQUENCES
            self.under_way.append(one)
            begun.append(one)
        return begun

    def has_room(self) -> bool:
        if not self.under_way:
            return True
        return (self.next_seq - self.under_way[0].seq) % SEQUENCES < WINDOW

    def sent(self, ones: list[UnderWay], now_ns: int) -> list[UnderWay]:
        for one in ones:
            one.sent_ns = now_ns
        return ones

    def acknowledged(self, ack: Ack, now_ns: int) -> Answered | None:
        """None where the command must be sent again, or its answer was known."""
        one = next((one for one in self.under_way if one.seq == ack.seq), None)
        if one is None:
            return None
        if ack.result is not Result.OUT_OF_ORDER:
            self.under_way.remove(one)
            return Answered(one.command, ack.result)
        oldest = self.under_way[0]
        if now_ns - oldest.sent_ns >= GAP_PATIENCE_NS:
            oldest.sent_ns = now_ns - PATIENCE_NS
        return None

    def open_since_ns(self) -> int | None:
        """When the oldest unanswered command was sent first."""
        return self.under_way[0].first_sent_ns if self.under_way else None
