"""The latest time that a station has ever seen, so that a clock set back does not revive the old.

What was signed holds for a while only. Who can set a clock back could else offer what has long
been replaced (a freeze attack).
"""

from datetime import UTC, datetime
from pathlib import Path

from edge_agent.whole_files import write_whole


def latest_time(file: Path, now: datetime) -> datetime:
    """`now`, or what the file knows to be later; the file knows it from then on."""
    known = time_in(file)
    if known is not None and known >= now:
        return known
    write_whole(file, now.astimezone(UTC).isoformat().encode())
    return now


def time_in(file: Path) -> datetime | None:
    """A file that cannot be read is as none: the next one is whole again."""
    try:
        found = datetime.fromisoformat(file.read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None
    return found if found.tzinfo is not None else None
