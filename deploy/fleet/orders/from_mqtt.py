"""Orders that come over MQTT: a JSON document on `packwarden/v1/orders/{source}`, answered on
`packwarden/v1/orders/{source}/answers`.

Each change of an order's fate is told there as well, until the broker has taken it.

Who may publish there is the broker's to decide; beyond that only systems that centre.toml names are
heard. What is not taken is answered with every place that is wrong, and kept as a dead letter.
"""

import json
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime
from random import Random
from secrets import token_hex
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, func, select

from deploy.fleet.database import writing
from deploy.fleet.dead_letters import DeadLetter, bury
from deploy.fleet.errors import DatabaseAway
from deploy.fleet.orders.asked import SCHEMA, OrderRefused, read_order
from deploy.fleet.orders.entering import Sender, enter, fates_of, note_at
from deploy.fleet.orders.fates import OrderFate
from deploy.fleet.orders.tables import orders, station_orders
from edge_agent.core.errors import NotFound, PackwardenError
from edge_agent.uplink.topics import ROOT
from hardware.interfaces import Clock
from hardware.letters import Heard, Letter, Post
from hardware.mqtt_link import MqttLink, Presence
from hardware.mqtt_settings import BrokerSettings

BY_MQTT: Final = "mqtt:"
"""How the source of an order begins that came over MQTT."""
WAITING: Final = OrderFate.WAITING.value
LOOK_NS: Final = 1_000_000_000
REST_NS: Final = 50_000_000
MOST_TOGETHER: Final = 50


class OrderEar:
    """One thread calls `step` in a loop. DatabaseAway leaves waiting what came."""

    def __init__(self, engine: Engine, sources: Collection[str], post: Post, clock: Clock) -> None:
        """sources: systems that may hand orders in here."""
        self.engine, self.sources = engine, frozenset(sources)
        self.post, self.clock = post, clock
        self.waiting: list[Heard] = []
        self.looked_ns = -LOOK_NS

    def run(self, ended: Callable[[], bool]) -> None:
        """A database that is away is waited for."""
        while not ended():
            with suppress(DatabaseAway):
                self.step()
            self.clock.sleep_until_ns(self.clock.now_ns() + REST_NS)

    def step(self) -> None:
        """DatabaseAway, and nothing is lost of what came."""
        self.hear()
        now_ns = self.clock.now_ns()
        if self.post.is_up and now_ns - self.looked_ns >= LOOK_NS:
            self.looked_ns = now_ns
            self.tell()

    def tell(self) -> None:
        """What became of their orders since they were told last."""
        with writing(self.engine) as connection:
            for row in untold(connection):
                topic = answers_topic(row.source.removeprefix(BY_MQTT))
                if self.post.publish(Letter(topic, json.dumps(told(row)).encode(), 1)):
                    note_at(connection, row, told=row.fate)

    def hear(self) -> None:
        if not self.waiting:
            self.waiting = list(self.post.take())
        together = self.waiting[:MOST_TOGETHER]
        if not together:
            return
        answers = [self.take(letter) for letter in together]
        del self.waiting[: len(together)]
        for answer in answers:
            if answer is not None:
                self.post.publish(answer)

    def take(self, letter: Heard) -> Letter | None:
        """Its answer; None where nobody is there who could read one."""
        source, now = letter.topic.rpartition("/")[2], self.clock.wall()
        with writing(self.engine) as connection:
            try:
                with connection.begin_nested():
                    document = self.entered(connection, source, letter.payload, now)
            except PackwardenError as error:
                bury(connection, [DeadLetter(letter.topic, str(error), letter.payload)], now)
                document = refusal(letter.payload, error)
        if source not in self.sources:
            return None
        return Letter(answers_topic(source), json.dumps(document).encode(), 1)

    def entered(
        self, connection: Connection, source: str, payload: bytes, now: datetime
    ) -> dict[str, Any]:
        if source not in self.sources:
            raise NotFound(f"no system {source!r} may hand orders in; centre.toml names them")
        asked = read_order(payload)
        row = enter(connection, asked, Sender(BY_MQTT + source, source), now)
        stations = fates_of(connection, [row.id])[row.id]
        return {
            "schema": SCHEMA,
            "number": asked.number,
            "accepted": True,
            "stations": [{"station": one.station, "fate": one.fate} for one in stations],
        }


def order_link(
    broker: BrokerSettings, sources: Sequence[str], clock: Clock, random: Random
) -> MqttLink:
    topics = tuple(f"{ROOT}/orders/{source}" for source in sources)
    presence = Presence(f"packwarden-orders-{token_hex(4)}", topics)
    return MqttLink(broker, presence, clock, random)


def refusal(payload: bytes, error: PackwardenError) -> dict[str, Any]:
    parts = error.parts if isinstance(error, OrderRefused) else ()
    return {
        "schema": SCHEMA,
        "number": number_in(payload),
        "accepted": False,
        "title": error.title,
        "detail": str(error),
        "errors": [{"pointer": place, "detail": what} for place, what in parts],
    }


def number_in(payload: bytes) -> str | None:
    """As far as it can be read, so that whoever asked knows which one it was."""
    try:
        number = json.loads(payload)["number"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return number[:100] if isinstance(number, str) else None


def answers_topic(source: str) -> str:
    return f"{ROOT}/orders/{source}/answers"


def untold(connection: Connection) -> list[Row[Any]]:
    query = (
        select(station_orders, orders.c.source, orders.c.number.label("own_number"))
        .join(orders, orders.c.id == station_orders.c.order_id)
        .where(
            orders.c.source.startswith(BY_MQTT),
            station_orders.c.fate != func.coalesce(station_orders.c.told, WAITING),
        )
        .order_by(station_orders.c.order_id, station_orders.c.station)
        .limit(MOST_TOGETHER)
    )
    return list(connection.execute(query))


def told(row: Row[Any]) -> dict[str, Any]:
    since = row.in_force_since
    return {
        "schema": SCHEMA,
        "number": row.own_number,
        "station": row.station,
        "fate": row.fate,
        "why": row.why or None,
        "in_force_since": None if since is None else since.isoformat(),
    }
