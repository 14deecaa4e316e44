"""Items: packs that people label, with what was answered."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, select

from deploy.fleet.feedback.standing import Case, in_dispute
from deploy.fleet.feedback.tables import label_answers, label_items
from deploy.fleet.feedback.values import (
    Answer,
    AskedCheck,
    Kind,
    State,
    WantsTwo,
    Why,
    checks_from_json,
    words_from_json,
)
from deploy.fleet.tables import stations
from edge_agent.core.errors import NotFound

SHOWN: Final = (label_items, stations.c.name.label("station"))


@dataclass(frozen=True, slots=True)
class Item:
    """One pack."""

    number: int
    station: str
    pack_no: int
    seen_at: datetime
    recipe: str
    recipe_hash: str
    lot: str | None
    why: Why
    state: State
    wants_two: WantsTwo | None
    pictures: Mapping[str, str]
    """View to sha256."""
    checks: tuple[AskedCheck, ...]
    leased_to: str | None
    leased_until: datetime | None
    answers: tuple[Answer, ...]
    """That stand, the earliest first; skips among them."""

    @property
    def case(self) -> Case:
        skips = sum(one.kind is Kind.SKIP for one in self.answers)
        return Case(self.wants_two, {one.name: one.verdict for one in self.checks}, skips)

    @property
    def dispute(self) -> tuple[str, ...]:
        """Names of the checks that a third person has to decide."""
        return in_dispute(self.answers)

    def is_held_from(self, person: str, now: datetime) -> bool:
        """Somebody else was given it."""
        if self.leased_to in (None, person) or self.leased_until is None:
            return False
        return self.leased_until > now

    def answer_of(self, person: str) -> Answer | None:
        return next((one for one in self.answers if one.by == person), None)


def shown_items() -> Select[Any]:
    return select(*SHOWN).join_from(label_items, stations)


def items_of(connection: Connection, query: Select[Any]) -> list[Item]:
    """`query` selects `SHOWN`."""
    rows = connection.execute(query).all()
    answers = answers_to(connection, [row.id for row in rows])
    return [item_of(row, answers.get(row.id, ())) for row in rows]


def one_item(connection: Connection, number: int, to_change: bool = False) -> Item:
    """NotFound. `to_change`: nobody else changes it meanwhile."""
    query = shown_items().where(label_items.c.id == number)
    found = items_of(connection, query.with_for_update(of=label_items) if to_change else query)
    if not found:
        raise NotFound(f"there is no pack {number} to label")
    return found[0]


def answers_to(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[Answer, ...]]:
    """Those that stand."""
    query = select(label_answers).where(
        label_answers.c.item_id.in_(numbers), label_answers.c.taken_back_at.is_(None)
    )
    found: dict[int, tuple[Answer, ...]] = {}
    for row in connection.execute(query.order_by(label_answers.c.id)):
        one = Answer(row.by, Kind(row.kind), words_from_json(row.words))
        found[row.item_id] = (*found.get(row.item_id, ()), one)
    return found


def item_of(row: Row[Any], answers: tuple[Answer, ...]) -> Item:
    return Item(
        *(row.id, row.station, row.pack_no, row.seen_at, row.recipe, row.recipe_hash, row.lot),
        *(Why(row.why), State(row.state)),
        wants_two=None if row.wants_two is None else WantsTwo(row.wants_two),
        pictures=json.loads(row.pictures),
        checks=checks_from_json(row.checks),
        leased_to=row.leased_to,
        leased_until=row.leased_until,
        answers=answers,
    )
