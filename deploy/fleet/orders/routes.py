"""Orders and commands: handed in by people and by the plant's own systems, and what became of them.

An order bears the number of the system that hands it in: handed in again, it is the same order and
nothing happens. So a system that did not hear the answer simply asks again.
"""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from deploy.fleet.orders import commanding, entering
from deploy.fleet.orders.asked import AskedOrder
from deploy.fleet.orders.documents import (
    CancelledOrder,
    CommandAnswer,
    CommandsAnswer,
    LowerLevel,
    Name,
    OrderAnswer,
    OrdersAnswer,
    OwnNumber,
    Source,
    StopBelt,
    command_document,
    order_document,
)
from deploy.fleet.orders.entering import Sender
from deploy.fleet.orders.from_csv import read_orders
from deploy.fleet.web.access import AskedChange, AtCentre, Visiting, operation
from deploy.fleet.web.centre_site import CentreSite
from edge_agent.core import told
from edge_agent.core.errors import InvalidInput
from edge_agent.core.gs1 import told_order
from edge_agent.core.roles import Act, Actor, Machine
from edge_agent.people.acts import Subject
from edge_agent.people.keys import SigningKey
from edge_agent.people.office import Office
from edge_agent.web.access import VisitAt
from edge_agent.web.api.people_routes import Ordering
from edge_agent.web.changes import ChangeAt, order
from edge_agent.web.listing import MOST_AT_ONCE, json_answer

router = APIRouter(prefix="/api/v1", tags=["orders"])

CSV: Final = "text/csv"
BODY: Final = {"requestBody": {"required": True, "content": {CSV: {"schema": {"type": "string"}}}}}
BY_PEOPLE: Final = "people"
"""Orders that people enter have their numbers in common."""
Limit = Annotated[int, Query(ge=1, le=MOST_AT_ONCE)]
StationName = Annotated[str | None, Query(max_length=130)]


@router.post("/orders", response_model=OrderAnswer, **operation("enterOrder", 409, 422))
def enter_order(body: AskedOrder, visiting: Visiting) -> Response:
    """Takes an order in; the same number again with the same content is the same order."""
    return json_answer(entered(visiting, [body])[0])


@router.post(
    "/orders/import",
    response_model=OrdersAnswer,
    openapi_extra=BODY,
    **operation("importOrders", 409, 413, 422),
)
async def import_orders(request: Request, visiting: Visiting) -> Response:
    """A CSV file of orders: all of them, or none with every line that is wrong."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != CSV:
        raise InvalidInput(f"orders come as {CSV}")
    asked = read_orders(await request.body())
    found = await run_in_threadpool(entered, visiting, asked)
    return json_answer(OrdersAnswer(orders=found))


def entered(visiting: VisitAt[CentreSite], asked: list[AskedOrder]) -> list[OrderAnswer]:
    """All, or none. Whoever enters what is there already has done nothing."""
    site, now = visiting.site, visiting.now
    sender = sender_of(visiting.present.actor)
    with site.changing() as office, site.writing() as connection:
        for one in asked:
            if entering.entered(connection, sender.source, one.number) is None:
                subject = Subject(recipe=one.recipe, new=told_order(one.order))
                reason = f"order {one.number} for {', '.join(one.stations)}"[:500]
                office.record(order(visiting, reason), Act.SEND_ORDER, subject)
        rows = [entering.enter(connection, one, sender, now) for one in asked]
        stations = entering.fates_of(connection, [row.id for row in rows])
    return [order_document(row, stations[row.id]) for row in rows]


def sender_of(actor: Actor) -> Sender:
    source = actor.name if isinstance(actor, Machine) else BY_PEOPLE
    return Sender(source, actor.name)


@router.get("/orders", response_model=OrdersAnswer, **operation("listOrders"))
def list_orders(site: AtCentre, station: StationName = None, limit: Limit = 100) -> Response:
    """Orders and what became of them."""
    with site.reading() as connection:
        rows = entering.listed(connection, station, limit)
        stations = entering.fates_of(connection, [row.id for row in rows])
    found = [order_document(row, stations[row.id]) for row in rows]
    return json_answer(OrdersAnswer(orders=found))


@router.get("/orders/{source}/{number}", response_model=OrderAnswer, **operation("getOrder", 404))
def get_order(source: Source, number: OwnNumber, site: AtCentre) -> Response:
    """One order, by the number of the system that handed it in."""
    with site.reading() as connection:
        return json_answer(one_document(connection, source, number))


@router.post(
    "/orders/{source}/{number}/cancel",
    response_model=OrderAnswer,
    **operation("cancelOrder", 400, 404, 409),
)
def cancel_order(
    source: Source, number: OwnNumber, body: CancelledOrder, change: AskedChange
) -> Response:
    """Wherever its turn has not come yet; at a station where it was announced, people cancel it."""
    site = change.visit.site

    def make(office: Office, ordered: Ordering) -> OrderAnswer:
        with site.writing() as connection:
            why = f"cancelled by {change.visit.present.actor.name}"
            row = entering.cancel(connection, source, number, why)
            subject = Subject(recipe=row.recipe, new=f"cancelled order {number} of {source}")
            office.record(ordered(body.reason), Act.SEND_ORDER, subject)
            return one_document(connection, source, number)

    return change.once(200, make)


@router.post(
    "/stations/{site_name}/{line}/{station}/stop-belt",
    status_code=201,
    response_model=CommandAnswer,
    **operation("stopBelt", 400, 404, 409, 422),
)
def stop_belt(
    site_name: Name, line: Name, station: Name, body: StopBelt, change: AskedChange
) -> Response:
    """The belt stands until a person at the line starts it again."""
    word = told.StopBelt(change.visit.present.actor.name)
    return commanded(change, f"{site_name}/{line}/{station}", word, body.reason)


@router.post(
    "/stations/{site_name}/{line}/{station}/lower-level",
    status_code=201,
    response_model=CommandAnswer,
    **operation("lowerLevel", 400, 404, 409, 422),
)
def lower_level(
    site_name: Name, line: Name, station: Name, body: LowerLevel, change: AskedChange
) -> Response:
    """Takes decisions from a check; to regain them takes a signed raise at the station."""
    word = told.LowerLevel(body.check, body.to, change.visit.present.actor.name)
    return commanded(change, f"{site_name}/{line}/{station}", word, body.reason)


def commanded(change: ChangeAt[CentreSite], station: str, word: told.Told, reason: str) -> Response:
    site, now = change.visit.site, change.visit.now

    def make(office: Office, ordered: Ordering) -> CommandAnswer:
        wanted = commanding.Wanted(station, word, now + commanding.USUAL_LIFE)
        with site.writing() as connection:
            key = SigningKey.load(site.places.key)
            number = commanding.command(connection, wanted, key, now)
            subject = Subject(new=f"{type(word).__name__} at {station}")
            office.record(ordered(reason), Act.SEND_COMMAND, subject)
            return command_document(commanding.one_command(connection, key.key_id, number))

    return change.once(201, make)


@router.get("/commands", response_model=CommandsAnswer, **operation("listCommands"))
def list_commands(site: AtCentre, station: StationName = None, limit: Limit = 100) -> Response:
    """What the centre told stations, orders among it, and what became of it."""
    with site.reading() as connection:
        rows = commanding.command_rows(connection, station, limit)
    return json_answer(CommandsAnswer(commands=[command_document(row) for row in rows]))


def one_document(connection: Connection, source: str, number: str) -> OrderAnswer:
    row = entering.one_order(connection, source, number)
    return order_document(row, entering.fates_of(connection, [row.id])[row.id])
