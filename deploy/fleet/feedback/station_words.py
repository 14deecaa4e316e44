"""What people said at their stations' review of packs whose pictures are here: labels as well.

An operator's look is a glance; who examined a pack for the audit looked with time. They come with
the stations' logs, each once, however often they are looked for. A pack of which a station's people
have spoken is not asked about here, unless two persons are wanted or it was drawn by lot.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import Connection, Row, select, update

from deploy.fleet.bulk import insert_new
from deploy.fleet.feedback.gathering import PackName, SeenPack, events_of
from deploy.fleet.feedback.item_rows import item_row
from deploy.fleet.feedback.tables import label_items, label_words
from deploy.fleet.feedback.values import CheckWord, State, Why
from deploy.fleet.feedback.word_log import write_rows
from deploy.fleet.searching import EntryKey
from edge_agent.core.labels import Label, LabelSource, Withdrawn
from edge_agent.core.review import Said
from edge_agent.store.labels import KINDS
from training.data.values import Trust

TRUSTS: Final = {LabelSource.OPERATOR: Trust.GLANCE, LabelSource.AUDIT: Trust.REVIEW}
"""Whose words these are; a packs' made faulty on purpose or claimed are no words about pictures."""
EXAMINER: Final = "audit of {station}"
"""An examiner's name is in another event; his word stands for good."""


@dataclass(frozen=True, slots=True)
class NewWord:
    """One event of a station's log."""

    seen: SeenPack
    source: EntryKey
    at: datetime
    event: Label | Withdrawn


def new_words(connection: Connection, seen: Iterable[SeenPack], since: datetime) -> list[NewWord]:
    """In the order of each log."""
    known = known_sources(connection, since)
    by_name = {one.name: one for one in seen}
    return [
        word
        for row, body in events_of(connection, KINDS, since)
        for word in word_in(row, body, by_name)
        if str(word.source) not in known
    ]


def word_in(
    row: Row[Any], body: dict[str, Any], by_name: Mapping[PackName, SeenPack]
) -> Iterator[NewWord]:
    """None of a pack whose pictures are not here (yet), or that cannot be read."""
    try:
        event = KINDS[row.kind].validate_python(body)
    except ValidationError:
        return
    seen = by_name.get(PackName(row.log_id, event.boot, event.pack_no))
    if seen is not None and event.source in TRUSTS:
        yield NewWord(seen, EntryKey(row.log_id, row.boot, row.seq), row.at, event)


def known_sources(connection: Connection, since: datetime) -> set[str]:
    query = select(label_words.c.source).where(
        label_words.c.at >= since, label_words.c.source.is_not(None)
    )
    return set(connection.execute(query.distinct()).scalars())


def take_words(connection: Connection, words: Sequence[NewWord], now: datetime) -> None:
    """Each as one word for every check that it is about."""
    for one in words:
        number = item_number(connection, one.seen, now)
        write_rows(connection, rows_of(connection, number, one))


def item_number(connection: Connection, seen: SeenPack, now: datetime) -> int:
    """Of the pack's item, made where there is none. One that waits waits no more."""
    insert_new(connection, label_items, [item_row(seen, Why.STATION, State.DONE, now)])
    own = [label_items.c[name] == value for name, value in seen.key._asdict().items()]
    connection.execute(
        update(label_items)
        .where(*own, label_items.c.state == State.WAITING, label_items.c.wants_two.is_(None))
        .where(label_items.c.why != Why.RANDOM)
        .values(state=State.DONE)
    )
    return int(connection.execute(select(label_items.c.id).where(*own)).scalar_one())


def rows_of(connection: Connection, number: int, one: NewWord) -> Iterator[dict[str, Any]]:
    by = one.event.by or EXAMINER.format(station=one.seen.station)
    views = {check.name: check.view for check in one.seen.checks}
    said = said_in(one.event, views) if isinstance(one.event, Label) else None
    for field in said_before(connection, number, by) if said is None else said:
        word = None if said is None else said[field]
        yield {
            "item_id": number,
            "picture": one.seen.pictures[views[field]],
            "field": field,
            "verdict": None if word is None else word.verdict,
            "defect": None,
            "by": by,
            "at": one.at,
            "trust": TRUSTS[one.event.source],
            "source": str(one.source),
        }


def said_in(label: Label, checks: Iterable[str]) -> dict[str, CheckWord]:
    """A good pack is good in all that can be seen of it; of a defective one only what was named is
    known."""
    if not label.defective:
        return dict.fromkeys(checks, CheckWord(Said.GOOD))
    return {name: CheckWord(Said.DEFECTIVE) for name in checks if name in label.checks}


def said_before(connection: Connection, number: int, by: str) -> list[str]:
    """Checks of which this person has spoken at the station."""
    query = select(label_words.c.field).where(
        label_words.c.item_id == number,
        label_words.c.by == by,
        label_words.c.source.is_not(None),
    )
    return sorted(set(connection.execute(query).scalars()))
