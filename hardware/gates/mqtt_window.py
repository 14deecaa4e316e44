"""Events over a broker that may lose, double and reorder them: numbered, acknowledged, sent again.

Pure. The gate's end keeps every event until the host's highest contiguous number has passed it; the
host's end takes each number once and in order. A broker's own acknowledgement means nothing here.
"""

from collections import deque
from collections.abc import Sequence

from hardware.gates.mqtt_messages import MOST_EVENTS, Event, Events

KEPT_EVENTS = 4096
"""Half a minute at 2,100 packs a minute and four events a pack."""
AGAIN_NS = 150_000_000
"""Acknowledgements come with every beat; so long without one, and something was lost."""


class EventOutbox:
    """The gate's end, for one boot."""

    def __init__(self) -> None:
        self.oldest = 1
        """Number of the first event that is kept."""
        self.lost_count = 0
        """Events that were dropped because nobody has acknowledged any for too long."""
        self._kept: deque[Event] = deque()
        self._to_send = 1
        self._moved_ns = 0
        """When the last acknowledgement came, or sending began anew."""

    @property
    def waiting(self) -> int:
        return len(self._kept)

    @property
    def _end(self) -> int:
        """The number that the next event will get."""
        return self.oldest + len(self._kept)

    def add(self, event: Event, now_ns: int) -> None:
        if not self._kept:
            self._moved_ns = now_ns
        self._kept.append(event)
        if len(self._kept) > KEPT_EVENTS:
            self._drop_to(self.oldest + 1)
            self.lost_count += 1

    def acknowledged(self, number: int, now_ns: int) -> None:
        """All up to `number` have arrived; a number beyond what was sent is nobody's."""
        if self.oldest <= number < self._to_send:
            self._drop_to(number + 1)
            self._moved_ns = now_ns

    def clear(self) -> None:
        """Another host: what happened before it came is of no use to it."""
        self._drop_to(self._end)

    def send_again(self) -> None:
        self._to_send = self.oldest

    def due(self, now_ns: int) -> tuple[int, tuple[Event, ...]] | None:
        """The number of the first, and the events; None when nothing is to be sent now."""
        if self._kept and now_ns - self._moved_ns >= AGAIN_NS and self._to_send > self.oldest:
            self._moved_ns = now_ns
            self.send_again()
        begin = self._to_send - self.oldest
        events = tuple(self._kept[i] for i in range(begin, min(begin + MOST_EVENTS, self.waiting)))
        return (self._to_send, events) if events else None

    def sent(self, first: int, count: int) -> None:
        self._to_send = max(self._to_send, first + count)

    def _drop_to(self, number: int) -> None:
        while self.oldest < number:
            self._kept.popleft()
            self.oldest += 1
        self._to_send = max(self._to_send, self.oldest)


class EventInbox:
    """The host's end, for one boot of the gate."""

    def __init__(self) -> None:
        self.lost_count = 0
        """Events that the gate could not keep any longer."""
        self._next: int | None = None
        """None until the first event has come."""
        self._early: dict[int, Event] = {}

    @property
    def contiguous(self) -> int:
        """All up to this number have come; 0: none."""
        return 0 if self._next is None else self._next - 1

    def take(self, message: Events) -> Sequence[Event]:
        """What is new and whose turn it is."""
        if self._next is None:
            self._next = message.oldest
        if message.oldest > self._next:
            self.lost_count += message.oldest - self._next
            self._next = message.oldest
        for number, event in enumerate(message.events, start=message.first):
            if self._next <= number < self._next + KEPT_EVENTS:
                self._early[number] = event
        return tuple(self._in_turn())

    def _in_turn(self) -> Sequence[Event]:
        assert self._next is not None
        taken = []
        while self._next in self._early:
            taken.append(self._early.pop(self._next))
            self._next += 1
        for number in [number for number in self._early if number < self._next]:
            del self._early[number]
        return taken
