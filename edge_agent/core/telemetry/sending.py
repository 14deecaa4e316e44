"""What a station sends next of its log, and what it sends again. Pure; time comes in as numbers.

Rules
- Nothing is done with before the centre itself says that it has it. What a broker took is nowhere.
- What is new never waits behind what is old: while there is a backlog, new entries go by a lane of
  their own, and both are acknowledged once the gap between them is closed.
- Without an answer for long everything unanswered is sent again, each time after a longer pause
  with a random part, so that a fleet does not knock together.
- A centre that has less than it once said has lost it: it gets it again, since a station's log
  keeps everything.
- A centre that has more than was ever written here speaks of another log: it is not believed.
"""

from collections import deque
from dataclasses import dataclass
from random import Random
from typing import Final

from edge_agent.core.errors import InvalidInput
from edge_agent.core.telemetry.stretches import BEGIN, Known, Position, Stretch


class AckBeyond(InvalidInput):
    """The centre says that it has what was never written."""

    title = "Acknowledged too much"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a log is sent."""

    most_entries: int = 200
    """Of one batch."""
    backlog_in_flight: int = 8
    """Batches of the backlog on their way at once."""
    live_in_flight: int = 4
    patience_ns: int = 5_000_000_000
    """How long an answer may take before everything is sent again."""
    longest_patience_ns: int = 60_000_000_000


USUAL: Final = Manner()


def patience_ns(manner: Manner, silences: int, random: Random) -> int:
    """How long the next answer may take, after so many that did not come: doubled with every one,
    up to half of it at random."""
    doubled_ns = manner.patience_ns << min(silences, 16)
    return round(min(doubled_ns, manner.longest_patience_ns) * (1 - random.random() / 2))


@dataclass(frozen=True, slots=True)
class Reading:
    """What to read of the log: at most so many entries later than `after`, up to `until`."""

    after: Position
    until: Position
    most: int


class Lane:
    """One of the two ways on which entries go; sends one stretch after the other."""

    def __init__(self, after: Position, most_in_flight: int) -> None:
        self.after = after
        """Sent up to here."""
        self.in_flight: deque[Stretch] = deque()
        self.most_in_flight = most_in_flight

    @property
    def is_free(self) -> bool:
        return len(self.in_flight) < self.most_in_flight

    def sent(self, stretch: Stretch) -> None:
        self.after = stretch.last
        self.in_flight.append(stretch)

    def landed(self, until: Position) -> None:
        while self.in_flight and self.in_flight[0].last <= until:
            self.in_flight.popleft()

    def landed_in(self, islands: tuple[Stretch, ...]) -> None:
        known = Known(BEGIN, islands)
        self.in_flight = deque(one for one in self.in_flight if not known.has(one))


class Sender:
    """Of one log, as long as the process runs."""

    def __init__(self, acked: Position, random: Random, manner: Manner = USUAL) -> None:
        self.acked, self.manner, self.random = acked, manner, random
        """Everything up to `acked` is at the centre."""
        self.waiting_since_ns: int | None = None
        self.silences = 0
        """How often in a row no answer came in time."""
        self.allowed_ns = self.patience_ns()
        self.backlog = Lane(acked, manner.backlog_in_flight)
        self.live: Lane | None = None
        self.live_from = BEGIN
        """What is later goes by the lane of its own, where there is one."""

    def wanted(self, newest: Position) -> Reading | None:
        """What to read and send now; None: nothing, or enough is under way."""
        if self.live is not None and self.backlog.after >= self.live_from:
            self.join(self.live)
        if self.live is not None and newest > self.live.after and self.live.is_free:
            return Reading(self.live.after, newest, self.manner.most_entries)
        until = newest if self.live is None else self.live_from
        if self.backlog.after >= until or not self.backlog.is_free:
            return None
        return Reading(self.backlog.after, until, self.manner.most_entries)

    def sent(self, stretch: Stretch, is_all: bool, newest: Position, now_ns: int) -> None:
        """`is_all`: the reading gave all that there was. What was left makes a backlog, and from
        then on new entries go beside it."""
        if self.waiting_since_ns is None:
            self.waiting_since_ns = now_ns
        if self.live is not None and stretch.after == self.live.after:
            self.live.sent(stretch)
            return
        self.backlog.sent(stretch)
        if self.live is None and not is_all:
            self.live, self.live_from = Lane(newest, self.manner.live_in_flight), newest

    def join(self, live: Lane) -> None:
        """The backlog has come up to where the live lane began."""
        self.backlog.in_flight.extend(live.in_flight)
        self.backlog.after, self.live = max(self.backlog.after, live.after), None

    def heard(
        self,
        until: Position,
        newest: Position,
        now_ns: int,
        islands: tuple[Stretch, ...] = (),
    ) -> None:
        """The centre says that it has everything up to `until`, and islands beyond it; AckBeyond
        where it cannot."""
        if until > newest:
            raise AckBeyond(
                f"the centre acknowledges {until}, and the log ends at {newest}; it has mixed up "
                "two stations or two logs"
            )
        if until < self.acked:
            self.acked = until
            self.again()
        elif until > self.acked:
            self.acked, self.silences = until, 0
            self.allowed_ns = self.patience_ns()
            self.land(until, now_ns)
        if self.live is not None:
            self.live.landed_in(islands)

    def land(self, until: Position, now_ns: int) -> None:
        self.backlog.landed(until)
        self.backlog.after = max(self.backlog.after, until)
        if self.live is not None:
            self.live.landed(until)
            self.live.after = max(self.live.after, until)
        self.waiting_since_ns = now_ns if self.is_waiting else None

    def has_sent(self, newest: Position) -> bool:
        """Everything is under way or there."""
        if self.live is None:
            return self.backlog.after >= newest
        return self.backlog.after >= self.live_from and self.live.after >= newest

    @property
    def is_waiting(self) -> bool:
        live = self.live is not None and bool(self.live.in_flight)
        return live or bool(self.backlog.in_flight)

    def look(self, now_ns: int) -> bool:
        """Sends everything again where no answer came in time; whether it does."""
        if self.waiting_since_ns is None or now_ns - self.waiting_since_ns < self.allowed_ns:
            return False
        self.silences += 1
        self.allowed_ns = self.patience_ns()
        self.again()
        return True

    def again(self) -> None:
        """From what the centre surely has, as after a new connection."""
        self.backlog = Lane(self.acked, self.manner.backlog_in_flight)
        self.live, self.waiting_since_ns = None, None

    def patience_ns(self) -> int:
        return patience_ns(self.manner, self.silences, self.random)
