"""Too many late verdicts suspend the station: it can no longer keep what its level promises."""

from collections import deque

CONSECUTIVE_LATE = 3
"""Late in a row; what PLC practice treats as a fault of the vision system."""
LATE_IN_WINDOW = 10
WINDOW_PACKS = 100


class LateWatch:
    """Remembers which of the last packs were late."""

    def __init__(self) -> None:
        self.window: deque[bool] = deque(maxlen=WINDOW_PACKS)

    def too_many(self, late: bool) -> bool:
        """Adds one pack; True when the station must be suspended."""
        self.window.append(late)
        recent = list(self.window)[-CONSECUTIVE_LATE:]
        in_a_row = len(recent) == CONSECUTIVE_LATE and all(recent)
        return in_a_row or sum(self.window) >= LATE_IN_WINDOW

    def forget(self) -> None:
        """After a person has dealt with it."""
        self.window.clear()
