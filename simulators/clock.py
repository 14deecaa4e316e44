"""Virtual time: goes as fast as it is told to, and never by itself."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
"""Start of the early shift of the simulated plant."""


class VirtualClock:
    """Monotonic time from 0, and a wall clock that a scenario may let jump."""

    def __init__(self) -> None:
        self.time_ns = 0
        self.wall_offset = timedelta()

    def now_ns(self) -> int:
        return self.time_ns

    def wall(self) -> datetime:
        return START + timedelta(microseconds=self.time_ns / 1000) + self.wall_offset

    def sleep_until_ns(self, wake_ns: int) -> None:
        self.time_ns = max(self.time_ns, wake_ns)
