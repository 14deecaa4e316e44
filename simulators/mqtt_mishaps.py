"""What a bad network does to messages, on request: doubles, swaps, loses and delays them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Generic, TypeVar

Message = TypeVar("Message")


@dataclass(slots=True)
class Mishaps(Generic[Message]):
    """One direction; shares of 0 let everything by as it came."""

    random: Random
    doubled_share: float = 0.0
    lost_share: float = 0.0
    swapped_share: float = 0.0
    """Messages that come behind what was sent after them."""
    delay_ns: int = 0
    """Of every message, beside all else."""
    _held: list[tuple[int, Message]] = field(default_factory=list)
    """From when on each may go on."""

    def through(self, messages: Iterable[Message], now_ns: int) -> list[Message]:
        """What comes out at the other end now, in the order in which it comes."""
        for message in messages:
            if self.random.random() >= self.lost_share:
                self._held.append((now_ns + self.delay_ns, message))
                if self.random.random() < self.doubled_share:
                    self._held.append((now_ns + self.delay_ns, message))
        due = [message for due_ns, message in self._held if due_ns <= now_ns]
        self._held = [one for one in self._held if one[0] > now_ns]
        return self._swapped(due, now_ns)

    def _swapped(self, due: list[Message], now_ns: int) -> list[Message]:
        kept = [self.random.random() >= self.swapped_share for _ in due]
        late = [message for message, stays in zip(due, kept, strict=True) if not stays]
        self._held += [(now_ns + 1, message) for message in late]
        return [message for message, stays in zip(due, kept, strict=True) if stays]
