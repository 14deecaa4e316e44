"""Keeps the summary of a store beside its log: counts for statistics, and packs worth a look.

Called within the transaction that appends, so that summary and log never disagree. Challenge packs
are no production: their proof takes them out of the counts, and counts them apart.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Final

from edge_agent.core.autonomy.auditing import DRAWN_EVENT, EXAMINED_EVENT
from edge_agent.core.autonomy.challenge_proof import PROOF_EVENT, Result
from edge_agent.core.labels import LABEL_EVENT, WITHDRAWN_EVENT, LabelSource
from edge_agent.core.packs import Record
from edge_agent.core.review import FARTHEST, RANKS, REVIEW_UNSURE_EVENT, Look, Said, Why, look_at
from edge_agent.core.statistics.marks import Mark, What, marks_of, place_of
from edge_agent.store.record_json import record_from_json
from edge_agent.store.times import utc_text

ROWS_AT_ONCE: Final = 1_000
ADD_TALLY: Final = """
    INSERT INTO tallies (quarter, recipe, lot, what, of, packs) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET packs = packs + excluded.packs
"""
ADD_LOOK: Final = """
    INSERT OR REPLACE INTO looks (boot, pack_no, seq, seen_at, whys, rank, closeness)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""
ADD_REVIEW: Final = """
    INSERT OR REPLACE INTO reviews (boot, pack_no, person, source, said, checks, at)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event, as far as it can change the summary."""

    boot: int
    at: str
    body: Any


class Summary:
    """Of one store; `connection` is its writer's, within a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def records(self, boot: int, first_seq: int, records: Iterable[Record]) -> None:
        """Whose numbers follow each other from `first_seq` on."""
        tally: Counter[tuple[str, ...]] = Counter()
        looks = []
        for seq, record in enumerate(records, start=first_seq):
            tally.update(tally_keys(record, marks_of(record)))
            look = look_at(record)
            if look is not None:
                looks.append(look_row(boot, seq, record, look))
        self.count(tally)
        self.connection.executemany(ADD_LOOK, looks)

    def event(self, kind: str, happened: Happened) -> None:
        """One that is not what its kind says changes nothing; whoever reads the log refuses it."""
        change = CHANGES.get(kind)
        if change is None:
            return
        with suppress(KeyError, TypeError, ValueError):
            change(self, happened)

    def drawn(self, happened: Happened) -> None:
        self.add_why(happened.boot, happened.body["pack_no"], Why.AUDIT)

    def examined(self, happened: Happened) -> None:
        faulty = happened.body["faulty"]
        said = Said.DEFECTIVE if faulty else Said.GOOD
        self.said(happened, LabelSource.AUDIT, said, faulty)

    def labelled(self, happened: Happened) -> None:
        """Only a review has a person; other labels are no word on a pack in the queue."""
        body = happened.body
        if body.get("by"):
            said = Said.DEFECTIVE if body["defective"] else Said.GOOD
            self.said(happened, LabelSource(body["source"]), said, body["checks"])

    def not_told(self, happened: Happened) -> None:
        self.said(happened, LabelSource.OPERATOR, Said.UNSURE, [])

    def count(self, tally: Counter[tuple[str, ...]], times: int = 1) -> None:
        rows = ((*key, times * packs) for key, packs in tally.items())
        self.connection.executemany(ADD_TALLY, rows)

    def add_why(self, boot: int, pack_no: int, why: Why) -> None:
        """A reason that is known only after the pack has ended."""
        found = self.recorded(boot, pack_no)
        if found is None:
            return
        seq, record = found
        look = look_at(record)
        whys = (why, *(look.whys if look else ()))
        away = look.closeness if look else FARTHEST
        row = look_row(boot, seq, record, Look(whys, away))
        self.connection.execute(ADD_LOOK, row)

    def said(
        self, happened: Happened, source: LabelSource, said: Said, checks: Sequence[str]
    ) -> None:
        body = happened.body
        named = (body["boot"], body["pack_no"], body["by"])
        row = (*named, source, said, json.dumps(checks), happened.at)
        self.connection.execute(ADD_REVIEW, row)

    def withdrawn(self, happened: Happened) -> None:
        body = happened.body
        self.connection.execute(
            "DELETE FROM reviews WHERE boot = ? AND pack_no = ? AND person = ? AND source = ?",
            (body["boot"], body["pack_no"], body["by"], body["source"]),
        )

    def proved(self, happened: Happened) -> None:
        place = happened.boot, happened.body["pack_no"]
        found = self.recorded(*place)
        if found is None:
            return
        record, result = found[1], Result(happened.body["result"])
        self.count(tally_keys(record, marks_of(record)), times=-1)
        self.count(tally_keys(record, [Mark(What.CHALLENGE, result.value)]))
        self.connection.execute("DELETE FROM looks WHERE boot = ? AND pack_no = ?", place)
        if result is Result.MISSED:
            self.add_why(*place, Why.CHALLENGE_MISSED)

    def recorded(self, boot: int, pack_no: int) -> tuple[int, Record] | None:
        row = self.connection.execute(
            "SELECT seq, body FROM records WHERE boot = ? AND pack_no = ?", (boot, pack_no)
        ).fetchone()
        return None if row is None else (row[0], record_from_json(row[1]))

    # A store that was written before there was a summary

    @property
    def is_missing(self) -> bool:
        """Every record leaves a tally."""
        query = "SELECT EXISTS (SELECT 1 FROM records) AND NOT EXISTS (SELECT 1 FROM tallies)"
        return bool(self.connection.execute(query).fetchone()[0])

    def fill(self) -> None:
        """From all that was ever written; reads everything, once."""
        records = self.connection.execute("SELECT boot, seq, body FROM records ORDER BY boot, seq")
        for boot, rows in groupby(records, key=itemgetter(0)):
            for some in batched(rows, ROWS_AT_ONCE):
                self.records(boot, some[0][1], (record_from_json(body) for _, _, body in some))
        events = self.connection.execute(
            "SELECT boot, at, kind, body FROM events ORDER BY boot, seq"
        )
        for boot, at, kind, body in events:
            if kind in CHANGES:
                self.event(kind, Happened(boot, at, json.loads(body)))


CHANGES: Final[dict[str, Callable[[Summary, Happened], None]]] = {
    DRAWN_EVENT: Summary.drawn,
    EXAMINED_EVENT: Summary.examined,
    LABEL_EVENT: Summary.labelled,
    REVIEW_UNSURE_EVENT: Summary.not_told,
    WITHDRAWN_EVENT: Summary.withdrawn,
    PROOF_EVENT: Summary.proved,
}
"""What changes the summary, by kind of event."""


def batched(rows: Iterable[Any], most: int) -> Iterator[list[Any]]:
    taken = iter(rows)
    while some := list(islice(taken, most)):
        yield some


def tally_keys(record: Record, marks: Iterable[Mark]) -> Counter[tuple[str, ...]]:
    place = place_of(record)
    where = (utc_text(place.quarter), place.recipe, place.lot)
    return Counter((*where, mark.what.value, mark.of) for mark in marks)


def look_row(boot: int, seq: int, record: Record, look: Look) -> tuple[Any, ...]:
    whys = sorted(set(look.whys), key=RANKS.__getitem__)
    seen_at = utc_text(record.seen_at)
    return boot, record.pack_no, seq, seen_at, " ".join(whys), look.rank, look.closeness
