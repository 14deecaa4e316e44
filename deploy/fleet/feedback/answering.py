"""A person answers a pack, leaves it out, or takes back what he said. Each changes the state of the
pack and writes to the log of words what follows from it, in one transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, insert, select, update

from deploy.fleet.feedback import standing
from deploy.fleet.feedback.items import Item, one_item
from deploy.fleet.feedback.leasing import ADJUDICATED, REVIEWED, lend
from deploy.fleet.feedback.tables import label_answers, label_items
from deploy.fleet.feedback.values import Answer, CheckWord, Kind, State, words_to_json
from deploy.fleet.feedback.word_log import in_turn, write_told
from edge_agent.core.errors import Conflict, InvalidInput
from edge_agent.core.review import Said

STATES: Final[Mapping[Kind, tuple[State, ...]]] = {
    Kind.REVIEW: REVIEWED,
    Kind.ADJUDICATION: ADJUDICATED,
    Kind.SKIP: (*REVIEWED, *ADJUDICATED),
}


@dataclass(frozen=True, slots=True)
class Given:
    """What a person answers."""

    by: str
    kind: Kind
    words: Mapping[str, CheckWord]
    """None where he leaves it out."""
    took_ms: int

    @property
    def answer(self) -> Answer:
        return Answer(self.by, self.kind, self.words)


def answer(connection: Connection, number: int, given: Given, now: datetime) -> Item:
    """The item as it is then. Conflict where this person must not answer it, InvalidInput where it
    is not what was asked."""
    in_turn(connection)
    item = one_item(connection, number, to_change=True)
    refuse_answer(item, given, now)
    refuse_other_words(item, given)
    row = {
        "item_id": number,
        "by": given.by,
        "at": now,
        "kind": given.kind,
        "words": words_to_json(given.words),
        "blind": not was_told(connection, number, given.by),
        "took_ms": given.took_ms,
    }
    connection.execute(insert(label_answers).values(row))
    return settle(connection, item, (*item.answers, given.answer), now)


def take_back(
    connection: Connection, number: int, person: str, now: datetime, until: datetime
) -> Item:
    """Lends him the pack anew. Conflict where he has said nothing that stands."""
    in_turn(connection)
    item = one_item(connection, number, to_change=True)
    said = item.answer_of(person)
    if said is None:
        raise Conflict(f"{person} has said nothing of pack {number} that could be taken back")
    if said.kind is Kind.REVIEW and item.is_held_from(person, now):
        raise Conflict(f"{item.leased_to} looks at pack {number} now; take it back in some minutes")
    own = (label_answers.c.item_id == number, label_answers.c.by == person)
    connection.execute(
        update(label_answers)
        .where(*own, label_answers.c.taken_back_at.is_(None))
        .values(taken_back_at=now)
    )
    settle(connection, item, tuple(one for one in item.answers if one.by != person), now)
    lend(connection, [number], person, until)
    return one_item(connection, number)


def settle(connection: Connection, item: Item, answers: tuple[Answer, ...], now: datetime) -> Item:
    """Writes what follows from these answers instead of those."""
    write_told(connection, item, standing.told(item.answers, answers), now)
    skips = sum(one.kind is Kind.SKIP for one in answers)
    case = standing.Case(item.wants_two, item.case.verdicts, skips)
    state = standing.state_of(case, answers)
    free = {"state": state, "leased_to": None, "leased_until": None}
    connection.execute(update(label_items).where(label_items.c.id == item.number).values(free))
    return one_item(connection, item.number)


def refuse_answer(item: Item, given: Given, now: datetime) -> None:
    if item.answer_of(given.by) is not None:
        raise Conflict(f"{given.by} has answered pack {item.number}; take that back first")
    if item.is_held_from(given.by, now):
        raise Conflict(f"pack {item.number} was given to {item.leased_to}; ask for the next one")
    if item.state not in STATES[given.kind]:
        raise Conflict(f"pack {item.number} wants no {given.kind}: it is {item.state}")


def refuse_other_words(item: Item, given: Given) -> None:
    asked = asked_of(item, given.kind)
    if set(given.words) != set(asked):
        raise InvalidInput(f"expected a word on each of {', '.join(asked) or 'no check'}")
    for name, word in given.words.items():
        if word.defect is not None and word.verdict is not Said.DEFECTIVE:
            raise InvalidInput(f"{name}: only what is defective has a kind of defect")


def asked_of(item: Item, kind: Kind) -> tuple[str, ...]:
    """Names of the checks that an answer is about."""
    if kind is Kind.SKIP:
        return ()
    names = tuple(one.name for one in item.checks)
    return item.dispute if kind is Kind.ADJUDICATION else names


def was_told(connection: Connection, number: int, person: str) -> bool:
    """Whoever has answered a pack was told what the station had said of it."""
    query = select(func.count()).where(
        label_answers.c.item_id == number,
        label_answers.c.by == person,
        label_answers.c.kind != Kind.SKIP,
    )
    return bool(connection.execute(query).scalar_one())
