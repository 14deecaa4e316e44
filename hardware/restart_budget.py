"""How often a part that hangs is started anew before a person has to look at it. Pure.

The figures are those of supervised processes in Frigate: five restarts within a minute.
"""

from collections import deque
from typing import Final

MOST_RESTARTS: Final = 5
WINDOW_NS: Final = 60_000_000_000


class RestartBudget:
    """Of one part."""

    def __init__(self) -> None:
        self.restarts_ns: deque[int] = deque()

    def allows(self, now_ns: int) -> bool:
        while self.restarts_ns and now_ns - self.restarts_ns[0] >= WINDOW_NS:
            self.restarts_ns.popleft()
        return len(self.restarts_ns) < MOST_RESTARTS

    def spend(self, now_ns: int) -> None:
        self.restarts_ns.append(now_ns)
