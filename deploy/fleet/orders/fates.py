"""What becomes of an order at a station, by what the station's log says. Pure.

The same events always give the same fate, in whichever order and however often they were read.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from deploy.fleet.orders.commanding import Become, Fate
from deploy.fleet.orders.station_events import StationEvent
from edge_agent.control.errors import NoLine
from edge_agent.core.changeover import ORDER_CHANGED
from edge_agent.core.order import Order

ANNOUNCED: Final = "order_announced"
CANCELLED: Final = "changeover_cancelled"
KINDS: Final = (ANNOUNCED, ORDER_CHANGED, CANCELLED)
NAMED: Final = ("recipe", "lot", "expiry", "gtin")


class OrderFate(StrEnum):
    WAITING = "waiting"
    """Its turn has not come; one that is planned before goes first."""
    SENT = "sent"
    HEARD = "heard"
    ANNOUNCED = "announced"
    IN_FORCE = "in_force"
    OVER = "over"
    REFUSED = "refused"
    LATE = "late"
    CANCELLED = "cancelled"
    """By the centre, before it was sent."""


OUTSTANDING: Final = (OrderFate.SENT, OrderFate.HEARD, OrderFate.ANNOUNCED)
"""At the station or on the way there: the next one waits."""
OPEN: Final = (*OUTSTANDING, OrderFate.IN_FORCE)


@dataclass(frozen=True, slots=True)
class At:
    """Of one order at one station."""

    fate: OrderFate
    why: str = ""
    heard_at: datetime | None = None
    announced_at: datetime | None = None
    in_force_since: datetime | None = None
    over_at: datetime | None = None


def fate_at(
    order: Order,
    begins_at_once: bool,
    become: Become,
    events: Iterable[StationEvent],
    not_after: datetime,
    now: datetime,
) -> At:
    """`become`: of the command that carries it; `events`: since it was sent."""
    at = by_command(At(OrderFate.SENT), become, begins_at_once)
    if at.fate is OrderFate.WAITING:
        return at
    for event in events:
        at = after(at, order, event)
    if at.fate in OUTSTANDING and now > not_after:
        return replace(at, fate=OrderFate.LATE, why=why_late(at))
    return at


def by_command(at: At, become: Become, begins_at_once: bool) -> At:
    match become.fate:
        case Fate.HEARD:
            return replace(at, fate=OrderFate.HEARD, heard_at=become.at)
        case Fate.DONE if begins_at_once:
            heard = replace(at, heard_at=become.at, in_force_since=become.at)
            return replace(heard, fate=OrderFate.IN_FORCE)
        case Fate.DONE:
            heard = replace(at, heard_at=become.at, announced_at=become.at)
            return replace(heard, fate=OrderFate.ANNOUNCED)
        case Fate.REFUSED if become.title == NoLine.title:
            return At(OrderFate.WAITING, become.why)
        case Fate.REFUSED:
            return replace(at, fate=OrderFate.REFUSED, why=become.why, heard_at=become.at)
        case Fate.OVERTAKEN:
            return At(OrderFate.WAITING)
        case Fate.LATE:
            return replace(at, fate=OrderFate.LATE, why=become.why or why_late(at))
        case _:
            return replace(at, why=become.why)


def why_late(at: At) -> str:
    if at.announced_at is not None:
        return "it was announced, and nobody began it in time"
    return "the station did not hear it in time"


def after(at: At, order: Order, event: StationEvent) -> At:
    if event.kind == ANNOUNCED:
        return announced(at, order, event)
    if event.kind == CANCELLED:
        return cancelled(at, event)
    return changed(at, order, event)


def announced(at: At, order: Order, event: StationEvent) -> At:
    if agrees(order, event.body.get("order")):
        if at.fate in (OrderFate.IN_FORCE, OrderFate.OVER):
            return at
        return replace(at, fate=OrderFate.ANNOUNCED, why="", announced_at=event.at)
    if at.fate is OrderFate.ANNOUNCED:
        why = f"{event.body.get('by')} announced another order at the station"
        return replace(at, fate=OrderFate.REFUSED, why=why)
    return at


def cancelled(at: At, event: StationEvent) -> At:
    if at.fate is not OrderFate.ANNOUNCED:
        return at
    why = f"{event.body.get('by')} cancelled it at the station"
    return replace(at, fate=OrderFate.REFUSED, why=why)


def changed(at: At, order: Order, event: StationEvent) -> At:
    if agrees(order, event.body.get("to")):
        since = at.in_force_since or event.at
        return replace(at, fate=OrderFate.IN_FORCE, why="", in_force_since=since, over_at=None)
    if at.fate is OrderFate.IN_FORCE:
        return replace(at, fate=OrderFate.OVER, over_at=event.at)
    return at


def agrees(order: Order, document: Any) -> bool:
    """What the order leaves open is chosen by a person at the line."""
    if not isinstance(document, dict):
        return False
    named = {name: getattr(order, name) for name in NAMED}
    return all(value is None or document.get(name) == str(value) for name, value in named.items())
