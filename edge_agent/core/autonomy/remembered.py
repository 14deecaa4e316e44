"""What the monitors of one line know, for the next start. Frozen, plain JSON."""

from dataclasses import dataclass
from datetime import datetime

from edge_agent.core.autonomy.auditing import Auditing
from edge_agent.core.autonomy.challenges import Challenges
from edge_agent.core.autonomy.watch import Watch


@dataclass(frozen=True, slots=True)
class Remembered:
    """Restored whole or not at all; it may lower a level and can never give one back."""

    at: datetime
    """When the station was last seen to work, in UTC."""
    records: int
    """Of this boot that are in it; those after are in the event store."""
    certificates: dict[str, str]
    """By check: on which the levels stand. The watch speaks of these and of no others."""
    watch: Watch
    auditing: Auditing | None = None
    """None where no packs are drawn."""
    challenges: Challenges | None = None
    """None where none were asked for yet."""
