"""What hung, as whoever watches a part tells it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hang:
    part: str
    """camera top, inspection."""
    why: str
    restarts_used_up: bool
    """It hung again and again, and was not started anew this time."""
