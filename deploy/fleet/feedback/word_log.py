"""The log of words: what goes on to training, in the order in which it was said."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select

from deploy.fleet.feedback.items import Item
from deploy.fleet.feedback.standing import Told
from deploy.fleet.feedback.tables import label_items, label_words
from deploy.fleet.tables import centre, stations
from edge_agent.core.review import Said
from training.data.imports.review import ReviewWord
from training.data.values import Origin, Trust, VerdictValue

OF_A_READ: Final = 1_000
COLUMNS: Final = (
    *(label_words.c.id, label_words.c.picture, label_words.c.field, label_words.c.verdict),
    *(label_words.c.defect, label_words.c.by, label_words.c.at, label_words.c.trust),
    *(label_items.c.boot, label_items.c.pack_no, label_items.c.lot, label_items.c.seen_at),
    stations.c.name.label("station"),
)


def in_turn(connection: Connection) -> None:
    """Whoever writes words waits for the one before, so that their numbers grow in the order in
    which others see them. SQLite has one writer anyway."""
    connection.execute(select(centre.c.name).with_for_update())


def write_told(connection: Connection, item: Item, told: Sequence[Told], at: datetime) -> None:
    views = {one.name: one.view for one in item.checks}
    rows = [
        {
            "item_id": item.number,
            "picture": item.pictures[views[one.check]],
            "field": one.check,
            "verdict": None if one.word is None else one.word.verdict,
            "defect": None if one.word is None else one.word.defect,
            "by": one.by,
            "at": at,
            "trust": one.trust,
        }
        for one in told
    ]
    write_rows(connection, rows)


def write_rows(connection: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """One by one: numbers are given in this order."""
    for row in rows:
        connection.execute(insert(label_words).values(row))


def words_after(
    connection: Connection, number: int, since: datetime | None = None
) -> Iterator[tuple[int, ReviewWord]]:
    """With their numbers, in their order; since: said then or later."""
    query = select(*COLUMNS).join_from(label_words, label_items)
    query = query.join(stations, stations.c.id == label_items.c.station_id)
    if since is not None:
        query = query.where(label_words.c.at >= since)
    while True:
        page = query.where(label_words.c.id > number).order_by(label_words.c.id).limit(OF_A_READ)
        rows = connection.execute(page).all()
        for row in rows:
            yield row.id, review_word(row)
        if len(rows) < OF_A_READ:
            return
        number = rows[-1].id


def review_word(row: Row[Any]) -> ReviewWord:
    said = None if row.verdict is None else Said(row.verdict)
    return ReviewWord(
        picture=row.picture,
        field=row.field,
        value=None if said is None else VerdictValue(verdict=said, defect=row.defect),
        by=row.by,
        at=row.at,
        trust=Trust(row.trust),
        origin=Origin(
            station=row.station,
            lot=row.lot,
            day=row.seen_at.date(),
            boot=row.boot,
            pack_no=row.pack_no,
        ),
    )


def written(word: ReviewWord) -> str:
    """As a line of a file that `packwarden data import` takes."""
    return word.model_dump_json() + "\n"


def last_number(connection: Connection) -> int:
    """0 where nothing was ever said."""
    return int(
        connection.execute(select(func.coalesce(func.max(label_words.c.id), 0))).scalar_one()
    )


def labels_after(connection: Connection, number: int) -> int:
    """Checks of pictures of which anything was said since, also that a word does not count."""
    places = select(label_words.c.picture, label_words.c.field)
    distinct = places.where(label_words.c.id > number).distinct().subquery()
    return int(connection.execute(select(func.count()).select_from(distinct)).scalar_one())
