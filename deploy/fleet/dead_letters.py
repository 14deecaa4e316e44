"""What came in and could not be read: kept for a person to look at, and bounded.

The oldest go first. Of a payload that is longer than what is kept, its beginning is.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from deploy.fleet.tables import dead_letters

MOST_LETTERS: Final = 10_000
MOST_BYTES: Final = 64 * 1024
LONGEST_REASON: Final = 500


class DeadLetter(NamedTuple):
    source: str
    """Where it came in: a topic, a file, a log."""
    reason: str
    payload: bytes


def bury(connection: Connection, letters: Sequence[DeadLetter], now: datetime) -> None:
    if not letters:
        return
    rows = [
        {
            "at": now,
            "source": kept_text(one.source),
            "reason": kept_text(one.reason),
            "payload": one.payload[:MOST_BYTES],
        }
        for one in letters[-MOST_LETTERS:]
    ]
    connection.execute(insert(dead_letters), rows)
    newest = select(func.max(dead_letters.c.id)).scalar_subquery()
    connection.execute(delete(dead_letters).where(dead_letters.c.id <= newest - MOST_LETTERS))


def kept_text(told: str) -> str:
    """It may repeat what came in, and PostgreSQL keeps no NUL in a text."""
    return told[:LONGEST_REASON].replace("\x00", "\N{REPLACEMENT CHARACTER}")
