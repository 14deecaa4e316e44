"""The real clock. The only file of the product that reads time or sleeps.

Deadlines, latencies and tracking use monotonic time (`now_ns`). Wall time (`wall`) is written into
records for people and is never subtracted: it may jump by years.
"""

import time
from datetime import UTC, datetime


class RealClock:
    """Monotonic time of this machine, and its wall time in UTC."""

    def now_ns(self) -> int:
        return time.monotonic_ns()

    def thread_cpu_ns(self) -> int:
        """Time that this thread has spent computing: what others did meanwhile does not count."""
        return time.thread_time_ns()

    def wall(self) -> datetime:
        return datetime.now(UTC)

    def sleep_until_ns(self, wake_ns: int) -> None:
        """Returns at `wake_ns` of monotonic time, or at once when that is past."""
        remaining_ns = wake_ns - self.now_ns()
        if remaining_ns > 0:
            time.sleep(remaining_ns / 1e9)
