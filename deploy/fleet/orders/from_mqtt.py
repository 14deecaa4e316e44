"""Orders that come over MQTT: a JSON document on `packwarden/v1/orders/{source}`, answered on
`packwarden/v1/orders/{source}/answers`.

Who may publish there is the broker's to decide; beyond that only systems that centre.toml names are
heard. What is not taken is answered with every place that is wrong, and kept as a dead letter.
"""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Engine

from deploy.fleet.database import reached
from deploy.fleet.dead_letters import DeadLetter, bury
from deploy.fleet.orders.asked import SCHEMA, OrderRefused, read_order
from deploy.fleet.orders.desk import BY_MQTT, answers_topic
from deploy.fleet.orders.entering import Sender, enter, fates_of
from edge_agent.core.errors import NotFound, PackwardenError
from edge_agent.uplink.topics import ROOT
from hardware.interfaces import Clock
from hardware.mqtt_link import Heard, Letter, Post

TOPIC: Final = f"{ROOT}/orders/+"
MOST_TOGETHER: Final = 50


class OrderEar:
    """One thread calls `step` in a loop. DatabaseAway leaves waiting what came."""

    def __init__(self, engine: Engine, sources: Collection[str], post: Post, clock: Clock) -> None:
        """sources: systems that may hand orders in here."""
        self.engine, self.sources = engine, frozenset(sources)
        self.post, self.clock = post, clock
        self.waiting: list[Heard] = []

    def step(self) -> None:
        self.waiting += self.post.take()
        together = self.waiting[:MOST_TOGETHER]
        if not together:
            return
        with reached(str(self.engine.url)):
            answers = [self.take(letter) for letter in together]
        del self.waiting[: len(together)]
        for answer in answers:
            if answer is not None:
                self.post.publish(answer)

    def take(self, letter: Heard) -> Letter | None:
        """Its answer; None where nobody is there who could read one."""
        source, now = letter.topic.rpartition("/")[2], self.clock.wall()
        with self.engine.begin() as connection:
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
