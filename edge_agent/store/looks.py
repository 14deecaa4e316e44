"""The review queue as a store keeps it: packs worth a look that nobody has spoken of yet."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from edge_agent.core.labels import LabelSource
from edge_agent.core.review import Said, Why
from edge_agent.store.pages import StorePages
from edge_agent.store.times import utc_text

Turn = tuple[int, int, int, int]
"""Place in the queue: rank, closeness, boot and pack number."""
FIRST: Turn = (-1, -1, 0, 0)
QUEUE = """
    SELECT boot, pack_no, seq, seen_at, whys, rank, closeness FROM looks
    WHERE seen_at >= ? AND NOT EXISTS (
        SELECT 1 FROM reviews
        WHERE reviews.boot = looks.boot AND reviews.pack_no = looks.pack_no
    )
    AND ((rank, closeness) > (?, ?) OR (rank, closeness) = (?, ?) AND (boot, pack_no) < (?, ?))
    AND instr(' ' || whys || ' ', ?)
    ORDER BY rank, closeness, boot DESC, pack_no DESC LIMIT ?
"""
COUNT = """
    SELECT count(*) FROM (
        SELECT 1 FROM looks WHERE seen_at >= ? AND NOT EXISTS (
            SELECT 1 FROM reviews
            WHERE reviews.boot = looks.boot AND reviews.pack_no = looks.pack_no
        ) LIMIT ?
    )
"""
LOOK = """
    SELECT boot, pack_no, seq, seen_at, whys, rank, closeness FROM looks
    WHERE boot = ? AND pack_no = ?
"""


@dataclass(frozen=True, slots=True)
class QueuedPack:
    boot: int
    pack_no: int
    seq: int
    """Of its record."""
    seen_at: datetime
    whys: tuple[Why, ...]
    rank: int
    closeness: int

    @property
    def turn(self) -> Turn:
        return self.rank, self.closeness, self.boot, self.pack_no

    @property
    def is_audit(self) -> bool:
        """Nobody may know what the machine said of it before he has spoken."""
        return Why.AUDIT in self.whys


@dataclass(frozen=True, slots=True)
class Review:
    """What a person says of a pack, as far as it stands."""

    boot: int
    pack_no: int
    person: str
    source: LabelSource
    said: Said
    checks: tuple[str, ...]
    at: datetime


def waiting(
    pages: StorePages, since: datetime, limit: int, after: Turn = FIRST, why: Why | None = None
) -> list[QueuedPack]:
    """At most so many seen since then, behind `after`, the most informative first."""
    pages.refuse_earlier()
    rank, closeness, boot, pack_no = after
    asked = " " if why is None else f" {why} "
    behind = (rank, closeness, rank, closeness, boot, pack_no)
    rows = pages.rows(QUEUE, [utc_text(since), *behind, asked, limit])
    return [queued(row) for row in rows]


def count_waiting(pages: StorePages, since: datetime, most: int) -> int:
    """Stops counting at `most`."""
    pages.refuse_earlier()
    rows = pages.rows(COUNT, [utc_text(since), most])
    return rows[0][0] if rows else 0


def look_in(pages: StorePages, boot: int, pack_no: int) -> QueuedPack | None:
    """None for a pack that is not worth a look."""
    pages.refuse_earlier()
    rows = pages.rows(LOOK, [boot, pack_no])
    return queued(rows[0]) if rows else None


def reviews_of(pages: StorePages, boot: int, pack_no: int) -> list[Review]:
    """Of all persons, the earliest first."""
    pages.refuse_earlier()
    rows = pages.rows(
        "SELECT boot, pack_no, person, source, said, checks, at FROM reviews "
        "WHERE boot = ? AND pack_no = ? ORDER BY at, person",
        [boot, pack_no],
    )
    return [review(row) for row in rows]


def reviews_of_lot(pages: StorePages, lot: str) -> list[Review]:
    """Of all packs of a lot that somebody has spoken of."""
    pages.refuse_earlier()
    rows = pages.rows(
        "SELECT reviews.boot, reviews.pack_no, person, source, said, checks, at "
        "FROM reviews CROSS JOIN records USING (boot, pack_no) "  # few reviews, many records
        "WHERE records.lot = ? ORDER BY at, person",
        [lot],
    )
    return [review(row) for row in rows]


def queued(row: Sequence[Any]) -> QueuedPack:
    boot, pack_no, seq, seen_at, whys, rank, closeness = row
    named = tuple(Why(why) for why in whys.split())
    return QueuedPack(boot, pack_no, seq, datetime.fromisoformat(seen_at), named, rank, closeness)


def review(row: Sequence[Any]) -> Review:
    boot, pack_no, person, source, said, checks, at = row
    return Review(
        *(boot, pack_no, person, LabelSource(source), Said(said)),
        *(tuple(json.loads(checks)), datetime.fromisoformat(at)),
    )
