"""What waits to be sent to one page server. Bounded, whatever the other side does.

Of what is overtaken only the newest waits; answers are never left out: who does not take them is
given up. A parcel is wrapped when it is sent, once for all who get it.
"""

from collections import deque
from collections.abc import Callable
from typing import Final

from pydantic_core import PydanticSerializationError

from edge_agent.control.errors import BadFrame
from edge_agent.control.framing import FROM_LINE, encoded
from edge_agent.control.message_frames import frame_of
from edge_agent.control.messages import FromLine

MOST_ANSWERS: Final = 256
MOST_EVENTS: Final = 256
"""What is older is left out; the store has it."""


class Parcel:
    """A message that is made and wrapped only when somebody takes it."""

    def __init__(self, make: Callable[[], FromLine]) -> None:
        self.make = make
        self.wrapped: bytes | None = None

    def content(self) -> bytes:
        """b"" for what is too big, or cannot be said in JSON: that is left out."""
        if self.wrapped is None:
            try:
                self.wrapped = encoded(frame_of(self.make()), FROM_LINE)
            except (BadFrame, PydanticSerializationError):
                self.wrapped = b""
        return self.wrapped


def parcel(message: FromLine) -> Parcel:
    return Parcel(lambda: message)


class Outbox:
    """Of one page server, in the order in which it matters: answers, state, evidence, the rest."""

    def __init__(self) -> None:
        self.answers: deque[Parcel] = deque()
        self.state: Parcel | None = None
        self.evidence: dict[int, Parcel] = {}
        """By pack: of packs that are still asked about."""
        self.events: deque[Parcel] = deque(maxlen=MOST_EVENTS)
        self.pack: Parcel | None = None

    @property
    def is_overrun(self) -> bool:
        return len(self.answers) > MOST_ANSWERS

    def next(self) -> bytes:
        """What is sent now; b"" where nothing waits."""
        while (waiting := self.taken()) is not None:
            content = waiting.content()
            if content:
                return content
        return b""

    def taken(self) -> Parcel | None:
        if self.answers:
            return self.answers.popleft()
        if self.state is not None:
            state, self.state = self.state, None
            return state
        if self.evidence:
            return self.evidence.pop(next(iter(self.evidence)))
        if self.events:
            return self.events.popleft()
        pack, self.pack = self.pack, None
        return pack
