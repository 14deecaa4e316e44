"""What came in and could not be read: kept for a person to look at, and bounded.

The oldest go first. Of a payload that is longer than what is kept, its beginning is.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row, delete, desc, func, insert, select

from deploy.fleet.tables import dead_letters
from edge_agent.core.errors import NotFound

MOST_LETTERS: Final = 10_000
MOST_BYTES: Final = 64 * 1024
LONGEST_REASON: Final = 500
HEAD: Final = (
    *(dead_letters.c.id, dead_letters.c.at, dead_letters.c.source, dead_letters.c.reason),
    func.length(dead_letters.c.payload).label("size_bytes"),
)


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


def newest_letters(connection: Connection, most: int, before: int | None = None) -> list[Row[Any]]:
    """Without their payload, the newest first; `before`: only those with a smaller number."""
    query = select(*HEAD).order_by(desc(dead_letters.c.id)).limit(most)
    if before is not None:
        query = query.where(dead_letters.c.id < before)
    return list(connection.execute(query))


def letter_by_number(connection: Connection, number: int) -> Row[Any]:
    """With its payload. NotFound where it is not here, or no longer."""
    query = select(*HEAD, dead_letters.c.payload).where(dead_letters.c.id == number)
    found = connection.execute(query).first()
    if found is None:
        raise NotFound(f"there is no dead letter {number}; the oldest of many go")
    return found
