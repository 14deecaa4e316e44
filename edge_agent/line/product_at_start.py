"""What a line begins with: the recipe and the order that its settings name, or those that were
changed to since.

A change outlives a restart, also one to another recipe, until the settings name something else than
before. Where its first packs were not verified to the end, they are verified anew.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from edge_agent.core.changeover import ORDER_CHANGED
from edge_agent.core.line_events import STARTED
from edge_agent.core.order import Order
from edge_agent.inspection.products import Product
from edge_agent.line.first_packs import OVER
from edge_agent.line.orders import BEGINS_ANEW, ORDER, document_of
from edge_agent.store.events import EventReader, StoredEvent

NAMED: Final = "recipe_named"
"""In the event of a start: the recipe that its settings name."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What a start goes on with."""

    product: Product
    order: Order | None
    is_changed: bool = False
    """The product was changed to, and no line has made it since."""
    is_unverified: bool = False


def started_with(recipe: str, order: Order | None) -> dict[str, object]:
    """What the event of a start says of the settings' product and order."""
    return {NAMED: recipe, "order": document_of(order)}


def begun_with(events: Path, products: Sequence[Product], written: Order | None) -> Begun:
    """products: the settings' own first, for which the `written` order is."""
    own = products[0]
    if not events.is_file():
        return Begun(own, written)
    with closing(EventReader(events)) as reader:
        last = last_change(reader)
        if last is None or was_written_since(reader, last, own.recipe.name, written):
            return Begun(own, written)
        return begun_by(reader, last, products, written)


def begun_by(
    reader: EventReader, change: StoredEvent, products: Sequence[Product], written: Order | None
) -> Begun:
    order = ORDER.validate_python(change.event.body["to"])
    product = next((one for one in products if one.recipe.name == order.recipe), None)
    if product is None:  # taken from the station since: it makes its own again
        return Begun(products[0], written)
    place = change.boot, change.seq
    is_first = not any(True for _ in reader.events(place, kind=STARTED))
    return Begun(
        product,
        order,
        is_changed=is_first and change.event.body[BEGINS_ANEW],
        is_unverified=not any(True for _ in reader.events(place, kind=OVER)),
    )


def last_change(reader: EventReader) -> StoredEvent | None:
    """Few in the life of a station: they are read through."""
    changes = list(reader.events(kind=ORDER_CHANGED))
    return changes[-1] if changes else None


def was_written_since(
    reader: EventReader, change: StoredEvent, recipe: str, written: Order | None
) -> bool:
    """The settings name another recipe or order now than in the start that was changed in, or a
    start after it named one."""
    now = recipe, document_of(written)
    starts = (one.event.body for one in reader.events((change.boot, 0), kind=STARTED))
    return any((body.get(NAMED, recipe), body.get("order")) != now for body in starts)
