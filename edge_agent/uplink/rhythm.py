"""When the uplink looks what is new, and when only what was held up goes on. Pure.

By a broker it looks twenty times a second. Where each look makes a file on a stick, it looks
seldom, so that entries travel together; what did not find room then goes on in between.
"""

from dataclasses import dataclass
from typing import Final

NS_PER_S: Final = 1_000_000_000
GO_ON_NS: Final = 250_000_000


@dataclass(slots=True)
class Rhythm:
    step_s: float
    """From one look to the next."""
    due_ns: int | None = None

    def is_due(self, now_ns: int, has_changed: bool) -> bool:
        """Time for a look; at once where the way has come or gone."""
        if self.due_ns is not None and now_ns < self.due_ns and not has_changed:
            return False
        self.due_ns = now_ns + round(self.step_s * NS_PER_S)
        return True

    def rest_ns(self, now_ns: int, is_held_up: bool) -> int:
        left_ns = max(0, (self.due_ns or now_ns) - now_ns)
        return min(left_ns, GO_ON_NS) if is_held_up else left_ns
