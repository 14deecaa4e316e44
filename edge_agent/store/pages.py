"""Records and events page by page, the newest first, for those who look at a station.

Any number of threads may ask. A station that has not run yet has no records: its pages are empty.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from edge_agent.core.errors import NotFound, StoreFailed
from edge_agent.core.packs import Action, Level, Outcome, Verdict
from edge_agent.sqlite_files import open_to_read, pragma, told
from edge_agent.store.database import EVENT_STORE, SCHEMA_VERSION
from edge_agent.store.events import Event, StoredEvent, StoredRecord, utc_text
from edge_agent.store.record_json import record_from_json

Place = tuple[int, int]
"""(boot, seq)."""
NEWEST: Place = (2**62, 2**62)
RARE: dict[str, str] = {
    "verdict = ?": "verdict <> 'ok'",
    "outcome = ?": "outcome <> 'passed'",
    "decision = ?": "decision <> 'pass'",
}
"""What the indexes of rare packs hold; SQLite takes one only where the query says the same."""
ASKED = "json_extract(body, '$.decision.recommended') IS NOT NULL"
USUAL = frozenset({Verdict.OK, Outcome.PASSED, Action.PASS})


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFilter:
    """What a record must be; None asks for nothing."""

    verdict: Verdict | None = None
    outcome: Outcome | None = None
    decision: Action | None = None
    level: Level | None = None
    lot: str | None = None
    seen_from: datetime | None = None
    seen_before: datetime | None = None

    def conditions(self) -> dict[str, Any]:
        """SQL to the value that it compares with."""
        asked = {
            "verdict = ?": self.verdict,
            "outcome = ?": self.outcome,
            "decision = ?": self.decision,
            "level = ?": self.level,
            "lot = ?": self.lot,
            "seen_at >= ?": self.seen_from and utc_text(self.seen_from),
            "seen_at < ?": self.seen_before and utc_text(self.seen_before),
        }
        return {text: value for text, value in asked.items() if value is not None}


class StorePages:
    """Reads a store that another process may be writing, or has yet to begin."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._turn = Lock()
        self._connection: sqlite3.Connection | None = None

    def records(
        self, wanted: RecordFilter, limit: int, before: Place = NEWEST
    ) -> list[StoredRecord]:
        """At most so many that are older than `before`, the newest first."""
        found = self._page("boot, seq, body FROM records", wanted.conditions(), before, limit)
        return [StoredRecord(boot, seq, record_from_json(body)) for boot, seq, body in found]

    def record(self, place: Place) -> StoredRecord:
        """NotFound where there is none of this number."""
        boot, seq = place
        found = self.rows("SELECT body FROM records WHERE boot = ? AND seq = ?", [boot, seq])
        if not found:
            raise NotFound(f"there is no record {seq} of boot {boot}")
        return StoredRecord(boot, seq, record_from_json(found[0][0]))

    def record_of_pack(self, boot: int, pack_no: int) -> StoredRecord:
        """NotFound where this pack was never recorded."""
        self.refuse_earlier()
        query = "SELECT seq, body FROM records WHERE boot = ? AND pack_no = ?"
        found = self.rows(query, [boot, pack_no])
        if not found:
            raise NotFound(f"there is no pack {pack_no} of boot {boot}")
        return StoredRecord(boot, found[0][0], record_from_json(found[0][1]))

    def recommended(
        self, answered_by: str | None, limit: int, before: Place = NEWEST
    ) -> list[StoredRecord]:
        """Packs of which a person was asked (or this one answered), the newest first."""
        self.refuse_earlier()
        asked: dict[str, Any] = {ASKED: None}
        if answered_by is not None:
            asked["json_extract(body, '$.answered_by') = ?"] = answered_by
        found = self._page("boot, seq, body FROM records", asked, before, limit)
        return [StoredRecord(boot, seq, record_from_json(body)) for boot, seq, body in found]

    def answer_to(self, boot: int, pack_no: int) -> Event | None:
        """The answer that was carried out; None where there was none."""
        query = (
            "SELECT at, body FROM events WHERE kind = 'answered' AND boot = ? "
            "AND json_extract(body, '$.pack_no') = ?"
        )
        found = self.rows(query, [boot, pack_no])
        if not found:
            return None
        at, body = found[0]
        return Event("answered", json.loads(body), datetime.fromisoformat(at))

    def events(self, kind: str | None, limit: int, before: Place = NEWEST) -> list[StoredEvent]:
        """At most so many (of one kind) that are older than `before`, the newest first."""
        asked = {} if kind is None else {"kind = ?": kind}
        found = self._page("boot, seq, at, kind, body FROM events", asked, before, limit)
        return [stored_event(*row) for row in found]

    def events_after(self, after: Place, limit: int) -> list[StoredEvent]:
        """At most so many that are newer than `after`, the oldest first."""
        query = (
            "SELECT boot, seq, at, kind, body FROM events WHERE (boot, seq) > (?, ?) "
            "ORDER BY boot, seq LIMIT ?"
        )
        return [stored_event(*row) for row in self.rows(query, [*after, limit])]

    def close(self) -> None:
        with self._turn:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _page(
        self, columns: str, asked: Mapping[str, Any], before: Place, limit: int
    ) -> list[tuple[Any, ...]]:
        rare = [RARE[text] for text, value in asked.items() if text in RARE and value not in USUAL]
        conditions = " AND ".join(["(boot, seq) < (?, ?)", *asked, *rare])
        values = [value for value in asked.values() if value is not None]
        query = f"SELECT {columns} WHERE {conditions} ORDER BY boot DESC, seq DESC LIMIT ?"
        return self.rows(query, [*before, *values, limit])

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What the store answers; nothing where it has yet to begin."""
        with self._turn, told(self.path):
            connection = self._opened()
            return [] if connection is None else connection.execute(query, values).fetchall()

    def refuse_earlier(self) -> None:
        """StoreFailed for a store that has no summary yet: its writer makes it at its start."""
        with self._turn, told(self.path):
            connection = self._opened()
            if connection is not None and pragma(connection, "user_version") < SCHEMA_VERSION:
                raise StoreFailed(
                    f"{self.path} was written by an earlier version; start the line once, and it "
                    "counts what is there"
                )

    def _opened(self) -> sqlite3.Connection | None:
        """Opened once: to check a store means to read all of it."""
        if self._connection is None and self.path.is_file():
            self._connection = open_to_read(self.path, EVENT_STORE)
        return self._connection


def stored_event(boot: int, seq: int, at: str, kind: str, body: str) -> StoredEvent:
    return StoredEvent(boot, seq, Event(kind, json.loads(body), datetime.fromisoformat(at)))
