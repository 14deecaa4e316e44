"""This machine: whether its clock can be right, and how exactly it wakes up when it wants to."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from edge_agent.line.checking.findings import Finding, doubtful, fine, wrong
from hardware.gates.jitter import summed_up

NAPS: Final = 500
"""Of a millisecond, as the line sleeps between two looks at its devices."""
LATEST_WAKE_MS: Final = 5.0
"""In 99 of 100 cases: a quarter of the 20 ms from trigger to verdict."""
NOT_BEFORE: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""This software is younger: a clock that says less lost its battery."""


def clock_findings(wall: datetime, last_record_at: datetime | None) -> Iterator[Finding]:
    """By the wall clock a certificate ends, and an expiry is plausible."""
    told = f"{wall:%Y-%m-%d %H:%M} UTC"
    if wall < NOT_BEFORE:
        mend = "set it, and let a time server keep it (timedatectl set-ntp true)"
        yield wrong("clock", f"it says {told}", mend)
    elif last_record_at is not None and wall < last_record_at:
        what = f"it says {told}, and the last record is of {last_record_at:%Y-%m-%d %H:%M} UTC"
        yield wrong("clock", what, "one of both was wrong; compare with another clock and set it")
    else:
        yield fine("clock", f"it says {told}")


def timing_findings(late_ms: Sequence[float]) -> Iterator[Finding]:
    jitter = summed_up(late_ms)
    what = (
        f"wakes up at most {jitter.p99_ms:.1f} ms late 99 times of 100, "
        f"{jitter.worst_ms:.1f} ms at worst"
    )
    if jitter.p99_ms > LATEST_WAKE_MS:
        mend = "stop what else runs on this machine, or give the station a core of its own"
        yield doubtful("timing", what, mend)
    else:
        yield fine("timing", what)
