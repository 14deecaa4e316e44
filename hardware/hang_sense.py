"""Whether a call that does not return hangs, or has only had no time to. Pure.

A computer that was stopped for a while, or is overloaded, makes every call look old. So an overdue
call hangs only if it is still the same one after those who look have themselves been at work for a
while.
"""

from typing import Final

GRACE_NS: Final = 500_000_000
"""From the first look that finds a call overdue to the one that calls it a hang."""


class HangSense:
    """Of one thread that does one call after the other; told at every look which."""

    def __init__(self) -> None:
        self.suspect_ns: int | None = None
        """When the call was due that was found overdue."""
        self.found_ns = 0

    def hangs(self, due_ns: int | None, now_ns: int) -> bool:
        """`due_ns`: when the call must return that goes on now; None where none does."""
        if due_ns is None or now_ns < due_ns:
            self.suspect_ns = None
            return False
        if due_ns != self.suspect_ns:
            self.suspect_ns, self.found_ns = due_ns, now_ns
        return now_ns - self.found_ns >= GRACE_NS
