"""The centre's ear at a broker: takes what came, in groups, and sends signed acknowledgements.

Where the broker has shared subscriptions (MQTT 5), any number of these work side by side: each
batch goes to one of them, and the database keeps them from doing anything twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from secrets import token_hex
from typing import Final

from deploy.fleet.errors import DatabaseAway
from deploy.fleet.ingest import Arrival, Ingest, Taken
from edge_agent.people.keys import SigningKey
from edge_agent.uplink.acks import Ack, signed
from edge_agent.uplink.topics import ROOT, StationTopics
from hardware.interfaces import Clock
from hardware.mqtt_link import Letter, MqttLink, Presence
from hardware.mqtt_settings import BrokerSettings

EVERY_STATION: Final = f"{ROOT}/+/+/+/records"
SHARED: Final = "$share/ingest/"
MOST_TOGETHER: Final = 200
"""Batches of one transaction."""


@dataclass
class Sums:
    """Since the start."""

    batches: int = 0
    stored: int = 0
    again: int = 0
    dead: int = 0
    failures: int = 0
    """Transactions that the database did not take; stations send their batches again."""
    trouble: str | None = None
    """Why the last one failed; None after one that did not."""

    def add(self, batches: int, taken: Taken) -> None:
        self.batches += batches
        self.stored += taken.stored
        self.again += taken.again
        self.dead += taken.dead
        self.trouble = None


class Listening:
    """One ingestor. One thread calls `step` in a loop."""

    def __init__(
        self,
        ingest: Ingest,
        broker: BrokerSettings,
        key: SigningKey,
        clock: Clock,
        random: Random,
        is_shared: bool = False,
    ) -> None:
        topic = SHARED + EVERY_STATION if is_shared else EVERY_STATION
        presence = Presence(f"packwarden-ingest-{token_hex(4)}", (topic,))
        self.link = MqttLink(broker, presence, clock, random)
        self.ingest, self.key, self.clock = ingest, key, clock
        self.sums = Sums()
        self.waiting: list[Arrival] = []

    def step(self) -> bool:
        """Takes what came; whether there was anything."""
        self.waiting += [Arrival(one.topic, one.payload) for one in self.link.take()]
        together, self.waiting = self.waiting[:MOST_TOGETHER], self.waiting[MOST_TOGETHER:]
        if not together:
            return False
        try:
            taken = self.ingest.take(together, self.clock.wall())
        except DatabaseAway as error:
            self.sums.failures += 1
            self.sums.trouble = str(error)
            return True
        self.sums.add(len(together), taken)
        self.answer(taken.acks)
        return True

    def answer(self, acks: Sequence[Ack]) -> None:
        """One that gets lost is made up for by the next."""
        for ack in acks:
            topic = StationTopics(ack.station).ack
            self.link.publish(Letter(topic, signed(ack, self.key), 1))
