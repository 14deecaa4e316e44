"""One picture on its way to the centre, piece by piece. Pure; time comes in as numbers.

Rules
- It begins with an offer of no bytes; the answer says from which byte on the centre wants it, so
  that nothing that is there already is sent again.
- One piece is under way at a time, and the next begins where the centre says that it stands: pieces
  that come twice, late or out of turn do no harm.
- Without an answer for long the same is sent again, each time after a longer pause.
- A centre that has to begin anew over and over gets no more of it: something is broken there.
"""

from dataclasses import dataclass
from random import Random
from typing import Final, NamedTuple

from edge_agent.core.telemetry.sending import USUAL, Manner, patience_ns

LARGEST_PIECE_BYTES: Final = 256 * 1024
SMALLEST_PIECE_BYTES: Final = 4 * 1024
MOST_BEGINNINGS: Final = 3


def piece_bytes(bytes_per_s: float) -> int:
    """Half a second's worth of the budget: a record never waits for longer behind a piece."""
    return round(max(SMALLEST_PIECE_BYTES, min(LARGEST_PIECE_BYTES, bytes_per_s / 2)))


class Piece(NamedTuple):
    """Bytes from `begin` up to, and not including, `end`."""

    begin: int
    end: int


@dataclass(slots=True)
class Moving:
    """Of one connection."""

    size_bytes: int
    piece_bytes: int
    random: Random
    manner: Manner = USUAL
    held_bytes: int = 0
    """At the centre, from the first byte on."""
    is_wanted: bool = False
    """The centre has answered the offer."""
    sent_ns: int | None = None
    """When what is under way was sent; None: nothing is."""
    silences: int = 0
    allowed_ns: int = 0
    beginnings: int = 0
    """How often the centre had to begin anew."""

    def next_piece(self, now_ns: int) -> Piece | None:
        """What to send now; None: an answer is waited for."""
        if self.sent_ns is not None:
            if now_ns - self.sent_ns < self.allowed_ns:
                return None
            self.silences, self.sent_ns = self.silences + 1, None
        begin = self.held_bytes
        end = min(begin + self.piece_bytes, self.size_bytes) if self.is_wanted else begin
        return Piece(begin, end)

    def sent(self, now_ns: int) -> None:
        self.sent_ns = now_ns
        self.allowed_ns = patience_ns(self.manner, self.silences, self.random)

    def heard(self, held_bytes: int) -> None:
        """The centre holds so many bytes; fewer than before where it had to begin anew."""
        self.beginnings += held_bytes < self.held_bytes
        self.held_bytes = max(0, min(held_bytes, self.size_bytes))
        self.is_wanted, self.sent_ns, self.silences = True, None, 0

    @property
    def is_hopeless(self) -> bool:
        return self.beginnings >= MOST_BEGINNINGS
