"""Keeps what needs somebody, so that each is told once to everybody who shall know, and once more
when it is over; over a restart too.

What comes again soon after it was over goes on: something that flickers is told once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, delete, insert, or_, select, update

from deploy.fleet.alerts.concerns import Concern
from deploy.fleet.alerts.tables import concerns, tellings
from deploy.fleet.bulk import insert_new
from edge_agent.core.reasons.languages import Language

FLICKERS: Final = timedelta(minutes=10)
SETTLED: Final = timedelta(minutes=2)
"""So long something is over before that is told."""
KEPT: Final = timedelta(days=90)
TOO_OLD: Final = timedelta(days=7)
"""What nobody could be told for so long is told no more; the pages show it."""
MOST: Final = 200
"""Of one message; what is more comes with the next."""


@dataclass(frozen=True, slots=True)
class NotedConcern:
    id: int
    severity: str
    station: str | None
    sentences: dict[Language, str]
    path: str
    noticed_at: datetime
    over_at: datetime | None


@dataclass(frozen=True, slots=True)
class Untold:
    """What one channel has still to hear."""

    new: tuple[NotedConcern, ...]
    over: tuple[NotedConcern, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.over)


def note(connection: Connection, found: Sequence[Concern], now: datetime) -> None:
    """What is there now: what is new begins, what flickers goes on, what is gone is over."""
    by_name = {concern.name: concern for concern in found}
    going_on = noted(connection, concerns.c.over_at.is_(None))
    gone = [row.id for row in going_on if row.name not in by_name]
    if gone:
        change(connection, gone, over_at=now)
    known = {row.name for row in going_on}
    lately = noted(connection, concerns.c.over_at > now - FLICKERS)
    again = {row.name: row.id for row in lately if row.name in by_name and row.name not in known}
    if again:
        change(connection, list(again.values()), over_at=None)
        forget_over(connection, list(again.values()))
    new = [one for name, one in by_name.items() if name not in known and name not in again]
    if new:
        connection.execute(insert(concerns), [row_of(one, now) for one in new])
    connection.execute(delete(concerns).where(concerns.c.over_at < now - KEPT))


def noted(connection: Connection, which: Any) -> Sequence[Row[Any]]:
    """The oldest first, so that of one name the newest counts; held until the transaction ends."""
    query = select(concerns).where(which).order_by(concerns.c.id).with_for_update()
    return connection.execute(query).all()


def change(connection: Connection, ids: Sequence[int], over_at: datetime | None) -> None:
    connection.execute(update(concerns).where(concerns.c.id.in_(ids)).values(over_at=over_at))


def forget_over(connection: Connection, ids: Sequence[int]) -> None:
    """Whoever was told that it is over hears that it is not."""
    told = tellings.c.concern_id.in_(ids) & tellings.c.over_told_at.is_not(None)
    connection.execute(delete(tellings).where(told))


def row_of(concern: Concern, now: datetime) -> dict[str, Any]:
    return {
        "name": concern.name,
        "severity": concern.severity,
        "station": concern.station,
        "sentence_en": concern.sentences[Language.EN],
        "sentence_de": concern.sentences[Language.DE],
        "path": concern.path,
        "noticed_at": now,
    }


def untold(connection: Connection, channel: str, now: datetime, group: timedelta) -> Untold:
    """Nothing before the oldest of what is new has waited for others."""
    ours = and_(tellings.c.concern_id == concerns.c.id, tellings.c.channel == channel)
    is_new = and_(tellings.c.told_at.is_(None), concerns.c.noticed_at > now - TOO_OLD)
    is_over = and_(
        tellings.c.told_at.is_not(None),
        tellings.c.over_told_at.is_(None),
        concerns.c.over_at <= now - SETTLED,
    )
    query = (
        select(concerns, tellings.c.told_at)
        .join_from(concerns, tellings, ours, isouter=True)
        .where(or_(is_new, is_over))
        .order_by(concerns.c.id)
        .limit(MOST)
    )
    rows = connection.execute(query).all()
    new = tuple(noted_concern(row) for row in rows if row.told_at is None)
    over = tuple(noted_concern(row) for row in rows if row.told_at is not None)
    is_due = any(one.noticed_at <= now - group for one in new)
    return Untold(new if is_due else (), over)


def tell(connection: Connection, channel: str, told: Untold, now: datetime) -> None:
    """It was heard there; what was long over when it was told as new needs no second message."""
    ids = [one.id for one in told.new]
    rows = [{"concern_id": number, "channel": channel, "told_at": now} for number in ids]
    insert_new(connection, tellings, rows)
    told_over = (
        one for one in told.new if one.over_at is not None and one.over_at <= now - SETTLED
    )
    over = [one.id for one in (*told_over, *told.over)]
    if over:
        ours = tellings.c.concern_id.in_(over) & (tellings.c.channel == channel)
        connection.execute(update(tellings).where(ours).values(over_told_at=now))


def noted_concern(row: Row[Any]) -> NotedConcern:
    said = {Language.EN: row.sentence_en, Language.DE: row.sentence_de}
    return NotedConcern(
        *(row.id, row.severity, row.station, said, row.path, row.noticed_at, row.over_at)
    )
