"""Takes orders in: checked as strictly as the station will, and once for each number of a system.

A station must have the recipe as this centre knows it, approved by two persons: what it would print
and refuse is then known here, before anything is sent.
"""

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from deploy.fleet.orders.asked import AskedOrder, OrderRefused
from deploy.fleet.orders.fates import OrderFate
from deploy.fleet.orders.tables import orders, station_orders
from deploy.fleet.recipes import shelf
from deploy.fleet.recipes.agreements import approved_hashes
from deploy.fleet.recipes.releases import in_place_at, refuse_unknown
from deploy.fleet.recipes.wishes import handed_up
from edge_agent.core.errors import Conflict, InvalidInput, NotFound
from edge_agent.core.expected_print import check_order
from edge_agent.core.order import Order
from edge_agent.core.recipe import Recipe
from edge_agent.inspection.recipe_tables import RecipeTable, as_recipe
from edge_agent.uplink.recipes.listing import RECIPE_FILE

MOST_LISTED: Final = 500


class OrderTaken(Conflict):
    """Another order of this number came from the same system before."""

    title = "Number taken"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who hands an order in."""

    source: str
    """The system: its numbers are its own."""
    by: str


def enter(connection: Connection, asked: AskedOrder, sender: Sender, now: datetime) -> Row[Any]:
    """The order; the one of before, where the same is handed in again.

    OrderRefused names the station and what is wrong; OrderTaken where the number has another
    order.
    """
    document = asked.model_dump_json(by_alias=True)
    before = entered(connection, sender.source, asked.number)
    if before is not None:
        if json.loads(before.asked) != json.loads(document):
            raise OrderTaken(
                f"order {asked.number} of {sender.source} is another one; give this one a number "
                "of its own"
            )
        return before
    refuse_ended(asked, now)
    for station in asked.stations:
        refuse_at(connection, station, asked, now)
    return keep(connection, asked, document, sender, now)


def refuse_ended(asked: AskedOrder, now: datetime) -> None:
    if asked.ends_at(now) <= now:
        raise OrderRefused(f"not_after {asked.ends_at(now).isoformat()} is over")


def refuse_at(connection: Connection, station: str, asked: AskedOrder, now: datetime) -> None:
    """OrderRefused in a sentence that names the station."""
    try:
        refuse_unknown(connection, (station,))
        recipe = recipe_at(connection, station, asked.recipe)
        check_order(recipe, asked.order, made_on(asked, now))
    except (InvalidInput, NotFound, Conflict) as error:
        raise OrderRefused(f"{station}: {error}") from error


def made_on(asked: AskedOrder, now: datetime) -> date:
    return asked.planned_at(now).astimezone(now.tzinfo).date()


def recipe_at(connection: Connection, station: str, name: str) -> Recipe:
    """As the station has it, as far as this centre knows. Conflict where it is not approved."""
    found = in_place_at(connection, station, name) or handed_up(connection, station, name)
    if found is None:
        raise NotFound(
            f"no recipe {name!r} of this centre is in place there; release it to the station, or "
            "let the station hand up its own"
        )
    if not approved_hashes(connection, [found]):
        raise Conflict(f"its recipe {name!r} ({found[:16]}) is not approved by two persons")
    text = shelf.files_of(connection, shelf.version(connection, found))[RECIPE_FILE].decode()
    return as_recipe(RecipeTable.model_validate(tomllib.loads(text)))


def keep(
    connection: Connection, asked: AskedOrder, document: str, sender: Sender, now: datetime
) -> Row[Any]:
    values = {
        "source": sender.source,
        "number": asked.number,
        "recipe": asked.recipe,
        "lot": asked.lot,
        "expiry": None if asked.expiry is None else asked.expiry.isoformat(),
        "gtin": asked.gtin,
        "begins": asked.begins.value,
        "planned": asked.planned_at(now),
        "not_after": asked.ends_at(now),
        "entered_at": now,
        "entered_by": sender.by,
        "asked": document,
    }
    row = connection.execute(insert(orders).values(**values).returning(*orders.c)).one()
    waiting = {"order_id": row.id, "fate": OrderFate.WAITING.value, "why": ""}
    wanted = [{**waiting, "station": station} for station in dict.fromkeys(asked.stations)]
    connection.execute(insert(station_orders), wanted)
    return row


def entered(connection: Connection, source: str, number: str) -> Row[Any] | None:
    own = (orders.c.source == source) & (orders.c.number == number)
    return connection.execute(select(orders).where(own)).first()


def one_order(connection: Connection, source: str, number: str) -> Row[Any]:
    found = entered(connection, source, number)
    if found is None:
        raise NotFound(f"there is no order {number!r} of {source!r}")
    return found


def fates_of(connection: Connection, ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """By order, its stations by name."""
    query = (
        select(station_orders)
        .where(station_orders.c.order_id.in_(ids))
        .order_by(station_orders.c.order_id, station_orders.c.station)
    )
    found: dict[int, list[Row[Any]]] = {one: [] for one in ids}
    for row in connection.execute(query):
        found[row.order_id].append(row)
    return found


def note_at(connection: Connection, row: Row[Any], **values: object) -> None:
    """What became of an order at a station; `row` says of which and where."""
    own = (station_orders.c.order_id == row.order_id) & (station_orders.c.station == row.station)
    connection.execute(update(station_orders).where(own).values(**values))


def listed(connection: Connection, station: str | None, most: int) -> list[Row[Any]]:
    """The one that is planned last first."""
    query = select(orders).order_by(orders.c.planned.desc(), orders.c.id.desc()).limit(most)
    if station is not None:
        of_station = select(station_orders.c.order_id).where(station_orders.c.station == station)
        query = query.where(orders.c.id.in_(of_station))
    return list(connection.execute(query))


def cancel(connection: Connection, source: str, number: str, why: str) -> Row[Any]:
    """At every station that it was not sent to yet. Conflict where it was sent to all."""
    order = one_order(connection, source, number)
    own = (station_orders.c.order_id == order.id) & (
        station_orders.c.fate == OrderFate.WAITING.value
    )
    values = {"fate": OrderFate.CANCELLED.value, "why": why}
    done = connection.execute(update(station_orders).where(own).values(**values))
    if done.rowcount == 0:
        raise Conflict(f"order {number} waits nowhere any more; cancel it at its stations")
    return order


def order_of(row: Row[Any]) -> Order:
    expiry = None if row.expiry is None else date.fromisoformat(row.expiry)
    return Order(row.recipe, row.lot, expiry, row.gtin)
