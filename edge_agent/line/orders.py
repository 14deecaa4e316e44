"""The order in force: as the settings have it, until a person or a machine changes it.

Another order is checked as at a start, kept as an event, and holds for packs that come to the
photo-eye from then on; those on the belt keep theirs. It is the same recipe: another recipe is a
restart. A changed order outlives a restart, until the settings name another one than before.
"""

from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from edge_agent.core.expected_print import check_order
from edge_agent.core.order import Order
from edge_agent.core.recipe import Recipe
from edge_agent.evidence.gate_log import STARTED
from edge_agent.line.challenge_packs import ChallengePacks
from edge_agent.line.parts import Parts
from edge_agent.store.events import EventReader

ORDER_CHANGED: Final = "order_changed"
ORDER: Final = TypeAdapter(Order)


class Orders:
    """Of one line, from its start on."""

    def __init__(
        self, parts: Parts, recipe: Recipe, order: Order | None, challenges: ChallengePacks
    ) -> None:
        self.clock, self.recorder = parts.clock, parts.recorder
        self.recipe, self.challenges = recipe, challenges
        self.current = order

    def change(self, order: Order, person: str) -> None:
        """InvalidInput where this recipe cannot be made to it; the order before stays."""
        check_order(self.recipe, order, self.clock.wall().date())
        before, self.current = self.current, order
        told = {"from": document_of(before), "to": document_of(order)}
        self.recorder.event(ORDER_CHANGED, {**told, "by": person})
        self.challenges.changeover()


def document_of(order: Order | None) -> dict[str, Any] | None:
    return None if order is None else ORDER.dump_python(order, mode="json")


def started_with(order: Order | None) -> dict[str, object]:
    """What the event of a start says of the settings' order."""
    return {"order": document_of(order)}


def order_at_start(
    events: Path, recipe: Recipe, written: Order | None, today: date
) -> Order | None:
    """The order to go on with; InvalidInput where the one changed to cannot be made any more."""
    with closing(EventReader(events)) as reader:
        order = order_in_force(reader, recipe.name, written)
    if order is not None:
        check_order(recipe, order, today)
    return order


def order_in_force(reader: EventReader, recipe: str, written: Order | None) -> Order | None:
    """The order that was changed to last; the written one where that was written since."""
    changed = [one for one in reader.events(kind=ORDER_CHANGED) if is_for(one.event.body, recipe)]
    if not changed:
        return written
    last = changed[-1]
    starts = reader.events((last.boot, 0), kind=STARTED)
    if any(one.event.body.get("order") != document_of(written) for one in starts):
        return written
    return ORDER.validate_python(last.event.body["to"])


def is_for(body: Mapping[str, Any], recipe: str) -> bool:
    return bool(body["to"]["recipe"] == recipe)
