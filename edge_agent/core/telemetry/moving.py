"""One picture on its way to the centre, piece by piece. Pure; time comes in as numbers.

Rules
- Where answers come soon, it begins with an offer of no bytes: the answer says from which byte on
  the centre wants it, so that nothing that is there already is sent again. Then one piece is under
  way at a time.
- Where they come late, as over a stick that is carried, all pieces go without waiting.
- The next piece begins where the centre says that it stands: pieces that come twice, late or out of
  turn do no harm.
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
    waits: bool = True
    """For the answer to each piece."""
    held_bytes: int = 0
    """At the centre, from the first byte on."""
    next_byte: int = 0
    """All before it is there or under way."""
    is_wanted: bool = False
    """The centre has answered the offer."""
    sent_ns: int | None = None
    """When something was sent last; None: nothing is under way."""
    silences: int = 0
    allowed_ns: int = 0
    beginnings: int = 0
    """How often the centre had to begin anew."""

    def next_piece(self, now_ns: int) -> Piece | None:
        """What to send now; None: an answer is waited for."""
        self.look(now_ns)
        if self.waits and self.sent_ns is not None:
            return None
        if self.waits and not self.is_wanted:
            return Piece(self.held_bytes, self.held_bytes)
        if self.next_byte >= self.size_bytes:
            return None
        return Piece(self.next_byte, min(self.next_byte + self.piece_bytes, self.size_bytes))

    def look(self, now_ns: int) -> None:
        """Begins again where the centre stands, where no answer came in time."""
        if self.sent_ns is not None and now_ns - self.sent_ns >= self.allowed_ns:
            self.silences, self.sent_ns, self.next_byte = self.silences + 1, None, self.held_bytes

    def sent(self, piece: Piece, now_ns: int) -> None:
        self.next_byte = piece.end
        self.sent_ns = now_ns
        self.allowed_ns = patience_ns(self.manner, self.silences, self.random)

    def heard(self, held_bytes: int) -> None:
        """The centre holds so many bytes; fewer than before where it had to begin anew."""
        begins_anew = held_bytes < self.held_bytes
        self.beginnings += begins_anew
        self.held_bytes = max(0, min(held_bytes, self.size_bytes))
        self.is_wanted, self.silences = True, 0
        if self.waits or begins_anew or self.next_byte <= self.held_bytes:
            self.next_byte, self.sent_ns = self.held_bytes, None

    @property
    def is_hopeless(self) -> bool:
        return self.beginnings >= MOST_BEGINNINGS
