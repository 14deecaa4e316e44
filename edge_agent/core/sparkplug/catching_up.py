"""Which packs of the log a session tells: those of before its birth as history, and the new ones.

Pure; the numbers are positions in the log. Rules
- New packs never wait behind old ones: each kind has a lane of its own.
- What was handed to a connection counts only once the broker is known to have read it; what was not
  proven when the connection was lost is history to the next one. So nothing is lost, and what comes
  twice bears the same time and the same values.
- The place up to which everything is proven is what a restart goes on from.
"""

from dataclasses import dataclass

from edge_agent.core.telemetry.sending import Reading
from edge_agent.core.telemetry.stretches import Position


@dataclass(frozen=True, slots=True)
class Sent:
    """How far both lanes had come when the broker was asked for a sign."""

    past: Position
    live: Position


class CatchingUp:
    """Of one session."""

    def __init__(self, proven: Position, born_at: Position) -> None:
        """born_at: the newest entry at the node's birth; it is part of the history."""
        self.proven = min(proven, born_at)
        self.born_at = born_at
        self.past, self.live = self.proven, born_at

    def past_wanted(self, most: int) -> Reading | None:
        if self.past >= self.born_at:
            return None
        return Reading(self.past, self.born_at, most)

    def live_wanted(self, newest: Position, most: int) -> Reading | None:
        return Reading(self.live, newest, most) if newest > self.live else None

    @property
    def sent(self) -> Sent:
        return Sent(self.past, self.live)

    def prove(self, sent: Sent) -> None:
        """The broker has read everything up to there. Beyond a history that is still under way
        nothing counts: one place must say it all."""
        self.proven = max(self.proven, sent.live if sent.past >= self.born_at else sent.past)
