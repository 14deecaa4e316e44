"""How long a station was in each state of each mode since its start: StateCumulativeTime."""

from edge_agent.core.packml.view import StateTime
from edge_agent.core.packml.words import PackmlMode, PackmlState


class StateTimes:
    """Told when the state or the mode becomes another one."""

    def __init__(self, mode: PackmlMode, state: PackmlState, now_ns: int) -> None:
        self.now_in, self.since_ns = (mode, state), now_ns
        self.totals_ns: dict[tuple[PackmlMode, PackmlState], int] = {}

    def became(self, mode: PackmlMode, state: PackmlState, now_ns: int) -> None:
        self.totals_ns = self.until(now_ns)
        self.now_in, self.since_ns = (mode, state), now_ns

    def until(self, now_ns: int) -> dict[tuple[PackmlMode, PackmlState], int]:
        """With the time in the present state."""
        before_ns = self.totals_ns.get(self.now_in, 0)
        return {**self.totals_ns, self.now_in: before_ns + now_ns - self.since_ns}

    def told(self, now_ns: int) -> tuple[StateTime, ...]:
        """By mode and state, in the order of their numbers."""
        totals_ns = sorted(self.until(now_ns).items())
        return tuple(
            StateTime(mode, state, round(total_ns / 1e9, 3))
            for (mode, state), total_ns in totals_ns
        )
