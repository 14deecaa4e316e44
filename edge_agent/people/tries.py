"""Slows guessing down without letting a guesser lock anybody out.

Wrong tries are counted for a name and for a source (an address, a panel); after a few, each further
try has to wait, twice as long each time, a minute at most. A name has one count for all sources
that its owner never signed in from, and one for each that he did: whoever hammers at a name from
elsewhere does not slow down its owner at his own panel. Times are wall times, passed in.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from edge_agent.people.database import PeopleFile
from edge_agent.people.errors import TooSoon
from edge_agent.people.names import whole

LONGEST_WAIT_S = 60.0
FREE_FOR_STRANGERS = 3
FREE_AT_KNOWN_SOURCE = 5
FREE_FOR_SOURCE = 10
"""A panel serves a whole shift; everybody mistypes."""
FORGOTTEN_AFTER = timedelta(hours=1)
SOURCE_KNOWN_FOR = timedelta(days=90)
LONGEST_SOURCE = 100
ANY = ""


@dataclass(frozen=True, slots=True)
class Count:
    """One row that a try counts in."""

    name: str
    source: str
    free: int


class Tries:
    def __init__(self, file: PeopleFile) -> None:
        self._file = file

    def take(self, name: str, source: str, now: datetime) -> None:
        """Counts a try as wrong before it is looked at: guesses side by side count too.

        TooSoon while it has to wait; that costs no hash and counts nothing.
        """
        now_s = now.timestamp()
        source = whole(source[:LONGEST_SOURCE])
        self._forget(now_s)
        with self._file.changed() as connection:
            counts = self._counts(name, source, now_s)
            waits = [self._remaining_s(count, now_s) for count in counts]
            if max(waits) > 0:
                raise TooSoon(max(waits))
            connection.executemany(
                "INSERT INTO tries VALUES (?, ?, 1, ?) ON CONFLICT (name, source) "
                "DO UPDATE SET wrong = wrong + 1, last_at_s = excluded.last_at_s",
                [(count.name, count.source, now_s) for count in counts],
            )

    def forgive(self, name: str, source: str, now: datetime) -> None:
        """The try was right: its source is known from now on, and its counts begin anew."""
        source = whole(source[:LONGEST_SOURCE])
        with self._file.changed() as connection:
            for count in self._counts(name, source, now.timestamp()):
                connection.execute(
                    "DELETE FROM tries WHERE name = ? AND source = ?", (count.name, count.source)
                )
            connection.execute(
                "DELETE FROM known_sources WHERE last_at_s < ?",
                ((now - SOURCE_KNOWN_FOR).timestamp(),),
            )
            connection.execute(
                "INSERT INTO known_sources VALUES (?, ?, ?) ON CONFLICT (name, source) "
                "DO UPDATE SET last_at_s = excluded.last_at_s",
                (name, source, now.timestamp()),
            )

    def _forget(self, now_s: float) -> None:
        """What is old; and what lies ahead, since the clock went back, counts from now."""
        with self._file.changed() as connection:
            connection.execute("UPDATE tries SET last_at_s = ? WHERE last_at_s > ?", (now_s, now_s))
            forgotten_s = now_s - FORGOTTEN_AFTER.total_seconds()
            connection.execute("DELETE FROM tries WHERE last_at_s < ?", (forgotten_s,))

    def _counts(self, name: str, source: str, now_s: float) -> tuple[Count, Count]:
        known = self._file.one(
            "SELECT 1 FROM known_sources WHERE name = ? AND source = ? AND last_at_s > ?",
            name,
            source,
            now_s - SOURCE_KNOWN_FOR.total_seconds(),
        )
        of_source = Count(ANY, source, FREE_FOR_SOURCE)
        if known:
            return Count(name, source, FREE_AT_KNOWN_SOURCE), of_source
        return Count(name, ANY, FREE_FOR_STRANGERS), of_source

    def _remaining_s(self, count: Count, now_s: float) -> float:
        found = self._file.one(
            "SELECT wrong, last_at_s FROM tries WHERE name = ? AND source = ?",
            count.name,
            count.source,
        )
        if found is None:
            return 0.0
        wrong, last_at_s = found
        return float(last_at_s) + wait_s(wrong, count.free) - now_s


def wait_s(wrong: int, free: int) -> float:
    """How long after the last try the next one may come."""
    if wrong < free:
        return 0.0
    return min(LONGEST_WAIT_S, 2.0 ** min(wrong - free, 10))
