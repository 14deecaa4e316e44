"""Whether the clocks agree: wall clock, monotonic clock, and the times of the pictures. Pure.

Nothing is decided by the wall clock. But a certificate ends by it, and records are found by it; a
station whose wall clock jumps does not know what it may do.
"""

from datetime import UTC, datetime
from typing import Final

TOLD_S: Final = 0.5
"""More than any slewing of a clock between two looks; a leap second is told."""
JUMP_S: Final = 2.0
"""What is trouble: less than what a person sets."""
LONGEST_LOOK_NS: Final = 100_000_000
"""A host that stood still between the two clocks of one look does not know how they compare."""
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

    def looked(self, now_ns: int, wall: datetime, took_ns: int = 0) -> float:
        """By how many seconds the wall clock has jumped since the look before; 0 where it has not.

        took_ns: from `now_ns` to just after `wall` was read.
        """
        if took_ns > LONGEST_LOOK_NS:
            return 0.0
        before_s, self.apart_s = self.apart_s, (wall - EPOCH).total_seconds() - now_ns / 1e9
        jump_s = 0.0 if before_s is None else self.apart_s - before_s
        if abs(jump_s) > JUMP_S:
            self.fault(f"the wall clock jumped by {jump_s:.0f} s", now_ns)
        elif now_ns - self.fault_ns >= QUIET_S * 1e9:
            self.trouble = None
        return jump_s if abs(jump_s) > TOLD_S else 0.0

    def pictured(self, taken_ns: int, now_ns: int) -> None:
        age_s = (now_ns - taken_ns) / 1e9
        if not -AHEAD_S <= age_s <= BEHIND_S:
            self.fault(f"a picture says that it was taken {age_s:.1f} s ago", now_ns)

    def fault(self, why: str, now_ns: int) -> None:
        self.trouble, self.fault_ns = why, now_ns
