"""Times as the store writes them: text that sorts as the times do."""

from datetime import UTC, datetime


def utc_text(at: datetime) -> str:
    """UTC with milliseconds: 2026-11-22T13:24:58.120Z. `at` must know its zone."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone; the store keeps UTC")
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
