"""Who labels which pack next: it is lent to one person for some minutes, and to nobody else.

A person is given what he has not answered or left out: first what was lent to him and is not
answered, then what waits for its second person, then what waits, in the order of picking.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, and_, case, exists, or_, update

from deploy.fleet.feedback.items import Item, items_of, shown_items
from deploy.fleet.feedback.tables import label_answers, label_items
from deploy.fleet.feedback.values import State

MOST_AT_ONCE: Final = 10
REVIEWED: Final = (State.WAITING, State.SECOND)
ADJUDICATED: Final = (State.ADJUDICATION,)


@dataclass(frozen=True, slots=True)
class Asker:
    person: str
    states: tuple[State, ...]
    """`REVIEWED`, or `ADJUDICATED`."""


def lease(
    connection: Connection, asker: Asker, most: int, now: datetime, until: datetime
) -> list[Item]:
    """At most so many, lent until then; what was lent to this person already is lent on."""
    items, person = label_items.c, asker.person
    own = and_(items.leased_to == person, items.leased_until > now)
    is_free = or_(items.leased_to.is_(None), items.leased_until <= now, items.leased_to == person)
    has_answered = exists().where(
        label_answers.c.item_id == items.id,
        label_answers.c.by == person,
        label_answers.c.taken_back_at.is_(None),
    )
    turn = case((own, 0), (items.state == State.SECOND, 1), else_=2)
    query = shown_items().where(items.state.in_(asker.states), is_free, ~has_answered)
    query = query.order_by(turn, items.id).limit(most)
    found = items_of(connection, query.with_for_update(of=label_items, skip_locked=True))
    lend(connection, [one.number for one in found], person, until)
    return found


def lend(connection: Connection, numbers: list[int], person: str, until: datetime) -> None:
    own = label_items.c.id.in_(numbers)
    lent = {"leased_to": person, "leased_until": until}
    connection.execute(update(label_items).where(own).values(lent))
