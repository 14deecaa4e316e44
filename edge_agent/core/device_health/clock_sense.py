"""Whether the clocks agree: wall clock, monotonic clock, and the times of the pictures. Pure.

Nothing is decided by the wall clock. But a certificate ends by it, and records are found by it; a
station whose wall clock jumps does not know what it may do.
"""

from datetime import UTC, datetime
from typing import Final

JUMP_S: Final = 2.0
"""More than any slewing of a clock between two looks, less than what a person sets."""
QUIET_S: Final = 60.0
"""So long without another jump, and the clocks are believed again."""
AHEAD_S: Final = 0.1
BEHIND_S: Final = 30.0
"""Pictures from the future, or from before any pack that is still on a belt."""
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class ClockSense:
    """Told both clocks at every look, and when every picture was taken."""

    def __init__(self) -> None:
        self.apart_s: float | None = None
        self.trouble: str | None = None
        self.fault_ns = 0

    def looked(self, now_ns: int, wall: datetime) -> None:
        before_s, self.apart_s = self.apart_s, (wall - EPOCH).total_seconds() - now_ns / 1e9
        if before_s is not None and abs(self.apart_s - before_s) > JUMP_S:
            self.fault(f"the wall clock jumped by {self.apart_s - before_s:.0f} s", now_ns)
        elif now_ns - self.fault_ns >= QUIET_S * 1e9:
            self.trouble = None

    def pictured(self, taken_ns: int, now_ns: int) -> None:
        age_s = (now_ns - taken_ns) / 1e9
        if not -AHEAD_S <= age_s <= BEHIND_S:
            self.fault(f"a picture says that it was taken {age_s:.1f} s ago", now_ns)

    def fault(self, why: str, now_ns: int) -> None:
        self.trouble, self.fault_ns = why, now_ns
