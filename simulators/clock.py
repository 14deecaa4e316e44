"""The plant's clocks: virtual time, which moves only when told to, and real time from zero."""

from datetime import UTC, datetime, timedelta

from hardware.clock import RealClock

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


class PacedClock:
    """Real time, counted from the start of the shift."""

    def __init__(self) -> None:
        self.real = RealClock()
        self.start_ns = self.real.now_ns()
        self.wall_offset = timedelta()

    def now_ns(self) -> int:
        return self.real.now_ns() - self.start_ns

    def wall(self) -> datetime:
        return self.real.wall() + self.wall_offset

    def sleep_until_ns(self, wake_ns: int) -> None:
        self.real.sleep_until_ns(wake_ns + self.start_ns)
