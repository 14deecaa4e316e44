"""What a store has counted: sums over any time or lot, without reading a record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from edge_agent.core.statistics.marks import QUARTER, Counts, Mark, Place, What, quarter_of
from edge_agent.store.pages import StorePages
from edge_agent.store.times import utc_text

KINDS = {what.value: what for what in What}
LOTS = """
    SELECT lot, group_concat(DISTINCT recipe), min(quarter), max(quarter), sum(packs) FROM tallies
    WHERE what = 'packs' AND packs > 0 AND lot <> '' AND quarter >= ?
    GROUP BY lot ORDER BY max(quarter) DESC, lot LIMIT ?
"""
LOT = """
    SELECT lot, group_concat(DISTINCT recipe), min(quarter), max(quarter), sum(packs) FROM tallies
    WHERE what = 'packs' AND packs > 0 AND lot = ? GROUP BY lot
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyFilter:
    """Which packs are counted; None asks for nothing. Times are widened to quarters of an hour."""

    seen_from: datetime | None = None
    seen_before: datetime | None = None
    lot: str | None = None

    def conditions(self) -> dict[str, Any]:
        """SQL to the value that it compares with."""
        asked = {
            "quarter >= ?": self.seen_from and utc_text(quarter_of(self.seen_from)),
            "quarter < ?": self.seen_before and utc_text(quarter_after(self.seen_before)),
            "lot = ?": self.lot,
        }
        return {text: value for text, value in asked.items() if value is not None}


@dataclass(frozen=True, slots=True)
class LotSeen:
    lot: str
    recipes: tuple[str, ...]
    first: datetime
    """Where the first quarter of an hour begins in which it was seen; UTC."""
    last: datetime
    packs: int


def quarter_after(at: datetime) -> datetime:
    """The end of the quarter that `at` cuts; `at` itself between two."""
    begins = quarter_of(at)
    return begins if begins == at else begins + QUARTER


def tallies(pages: StorePages, wanted: TallyFilter) -> Iterator[tuple[Place, Counts]]:
    """Place by place, oldest first; StoreFailed where nothing was ever counted here."""
    pages.refuse_earlier()
    conditions = wanted.conditions()
    where = " AND ".join(["packs > 0", *conditions])
    columns = "quarter, recipe, lot, what, of, packs FROM tallies"
    query = f"SELECT {columns} WHERE {where} ORDER BY quarter, recipe, lot"
    rows = pages.rows(query, list(conditions.values()))
    for (quarter, recipe, lot), marks in groupby(rows, key=itemgetter(0, 1, 2)):
        place = Place(datetime.fromisoformat(quarter), recipe, lot)
        yield place, {Mark(KINDS[what], of): packs for *_, what, of, packs in marks}


def lots_seen(pages: StorePages, since: datetime, limit: int) -> list[LotSeen]:
    """At most so many that were seen since then, the latest first."""
    pages.refuse_earlier()
    return [lot_seen(row) for row in pages.rows(LOTS, [utc_text(since), limit])]


def lot_in(pages: StorePages, lot: str) -> LotSeen | None:
    """None where no pack of this lot was ever seen."""
    pages.refuse_earlier()
    rows = pages.rows(LOT, [lot])
    return lot_seen(rows[0]) if rows else None


def lot_seen(row: Sequence[Any]) -> LotSeen:
    lot, recipes, first, last, packs = row
    named = tuple(sorted(recipes.split(",")))
    return LotSeen(lot, named, datetime.fromisoformat(first), datetime.fromisoformat(last), packs)
