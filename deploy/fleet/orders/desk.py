"""Gives orders their turn, sends commands, and follows what becomes of both.

At a station one order is on its way at a time: the next is sent when the one before is in force,
refused or late, in the order in which they are planned. What is said may be said twice; what counts
is in the database, so any number of these may work side by side.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, and_, or_, select

from deploy.fleet.database import reading, writing
from deploy.fleet.orders import commanding
from deploy.fleet.orders.asked import Begins
from deploy.fleet.orders.commanding import NOTED, Carrier, Wanted, became, command
from deploy.fleet.orders.entering import note_at, order_of
from deploy.fleet.orders.fates import KINDS, OPEN, OUTSTANDING, At, OrderFate, fate_at
from deploy.fleet.orders.numbers import locked
from deploy.fleet.orders.station_events import StationEvent, events_of
from deploy.fleet.orders.tables import commands, orders, station_orders
from deploy.fleet.said_again import SaidAgain
from edge_agent.core.changeover import OrderSource
from edge_agent.core.order import Order
from edge_agent.core.told import AnnounceOrder, ChangeOrder, Told
from edge_agent.people.keys import SigningKey
from edge_agent.uplink.centre_words import LONGEST_LIFE
from edge_agent.uplink.topics import StationTopics
from hardware.interfaces import Clock
from hardware.letters import Letter, Post

LEAD: Final = timedelta(hours=12)
"""An order is announced that long before it is planned, at the earliest."""
AGAIN: Final = timedelta(seconds=60)
"""Where there was no line to hear it."""
LOOK_NS: Final = 500_000_000
IS_MOVING: Final = station_orders.c.fate.in_([one.value for one in (OrderFate.WAITING, *OPEN)])
FIRST_PAUSE_NS: Final = 5_000_000_000
LONGEST_PAUSE_NS: Final = 60_000_000_000


class OrderDesk:
    """One thread calls `step` in a loop."""

    def __init__(self, engine: Engine, key: SigningKey, post: Post, clock: Clock) -> None:
        self.engine, self.key, self.post, self.clock = engine, key, post, clock
        self.sent = SaidAgain(FIRST_PAUSE_NS, LONGEST_PAUSE_NS)
        """By number of a command."""
        self.looked_ns = -LOOK_NS

    def step(self) -> None:
        """DatabaseAway, and it is tried again at the next call."""
        now_ns, now = self.clock.now_ns(), self.clock.wall()
        if now_ns - self.looked_ns < LOOK_NS:
            return
        self.looked_ns = now_ns
        if not self.is_idle(now):
            self.work(now_ns, now)

    def is_idle(self, now: datetime) -> bool:
        """Nothing is open, so nothing is written."""
        command = select(commands.c.number).where(commanding.may_still_be_told(now)).limit(1)
        order = select(station_orders.c.fate).where(IS_MOVING).limit(1)
        with reading(self.engine) as connection:
            return all(connection.execute(one).first() is None for one in (command, order))

    def work(self, now_ns: int, now: datetime) -> None:
        with writing(self.engine) as connection:
            commanding.follow(connection, now)
            follow_orders(connection, now)
            give_turns(connection, self.key, now)
            due = [row for row in commanding.open_commands(connection) if is_to_send(row, now)]
        self.send(due, now_ns)

    def send(self, due: Sequence[Row[Any]], now_ns: int) -> None:
        """Kept before; where it is lost, it is sent again."""
        for row in due:
            letter = Letter(StationTopics(row.station).command, bytes(row.sealed), 1)
            if self.sent.is_due(row.number, now_ns) and self.post.publish(letter):
                self.sent.note(row.number, now_ns)
        self.sent.keep({row.number for row in due})


def is_to_send(row: Row[Any], now: datetime) -> bool:
    return bool(row.fate == commanding.Fate.SENT.value and now <= row.not_after)


def follow_orders(connection: Connection, now: datetime) -> None:
    """Moves orders to what the logs of their stations say."""
    waiting = open_orders(connection, now)
    if waiting:
        since = min(row.sent_at for row in waiting)
        names = {row.station for row in waiting}
        events = events_of(connection, names, (NOTED, *KINDS), since)
        for row in waiting:
            move(connection, row, at_of(row, events.get(row.station, []), now))
    for row in overdue(connection, now):
        move(connection, row, At(OrderFate.LATE, "its turn did not come in time"))


def open_orders(connection: Connection, now: datetime) -> list[Row[Any]]:
    """Those that may still move: sent, and neither over nor refused, nor late for long."""
    is_open = station_orders.c.fate.in_([one.value for one in OPEN])
    is_late = and_(
        station_orders.c.fate == OrderFate.LATE.value,
        orders.c.not_after >= now - commanding.LOG_DELAY,
    )
    query = (
        select(station_orders, orders, commands.c.at.label("commanded_at"))
        .join(orders, orders.c.id == station_orders.c.order_id)
        .join(
            commands,
            and_(
                commands.c.key_id == station_orders.c.key_id,
                commands.c.number == station_orders.c.number,
            ),
        )
        .add_columns(
            commands.c.not_after.label("command_not_after"),
            station_orders.c.number.label("command_number"),
        )
        .where(or_(is_open, is_late))
    )
    return list(connection.execute(query))


def overdue(connection: Connection, now: datetime) -> list[Row[Any]]:
    query = (
        select(station_orders, orders)
        .join(orders, orders.c.id == station_orders.c.order_id)
        .where(station_orders.c.fate == OrderFate.WAITING.value, orders.c.not_after < now)
    )
    return list(connection.execute(query))


def at_of(row: Row[Any], events: list[StationEvent], now: datetime) -> At:
    own = [event for event in events if event.stored_at >= row.sent_at]
    carrier = Carrier(row.key_id, row.command_number, row.command_not_after)
    become = became(carrier, (one for one in own if one.kind == NOTED), now)
    said = [one for one in own if one.kind != NOTED]
    at_once = row.begins == Begins.AT_ONCE.value
    return fate_at(order_of(row), at_once, become, said, row.not_after, now)


def move(connection: Connection, row: Row[Any], at: At) -> None:
    if (at.fate.value, at.why) == (row.fate, row.why):
        return
    note_at(
        connection,
        row,
        fate=at.fate.value,
        why=at.why,
        heard_at=at.heard_at,
        announced_at=at.announced_at,
        in_force_since=at.in_force_since,
        over_at=at.over_at,
    )


def give_turns(connection: Connection, key: SigningKey, now: datetime) -> None:
    """To the first that waits at each station where none is on its way."""
    locked(connection, key.key_id)
    for row in turns(connection, now):
        order = order_of(row)
        wanted = Wanted(row.station, word_of(row, order), min(row.not_after, now + LONGEST_LIFE))
        number = command(connection, wanted, key, now)
        sent = {"key_id": key.key_id, "number": number, "sent_at": now}
        note_at(connection, row, fate=OrderFate.SENT.value, **sent)


def turns(connection: Connection, now: datetime) -> list[Row[Any]]:
    on_its_way = [one.value for one in OUTSTANDING]
    busy = select(station_orders.c.station).where(station_orders.c.fate.in_(on_its_way))
    query = (
        select(station_orders, orders)
        .join(orders, orders.c.id == station_orders.c.order_id)
        .where(
            station_orders.c.fate == OrderFate.WAITING.value,
            station_orders.c.station.not_in(busy),
            orders.c.planned <= now + LEAD,
            orders.c.not_after > now,
        )
        .order_by(orders.c.planned, orders.c.id)
    )
    first: dict[str, Row[Any]] = {}
    for row in connection.execute(query):
        first.setdefault(row.station, row)
    return [row for row in first.values() if row.sent_at is None or row.sent_at <= now - AGAIN]


def word_of(row: Row[Any], order: Order) -> Told:
    if row.begins == Begins.AT_ONCE.value:
        return ChangeOrder(order, row.entered_by, OrderSource.MES)
    return AnnounceOrder(order, OrderSource.MES, row.entered_by)
