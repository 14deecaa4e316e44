"""The centre's ear: takes what stations sent, in groups, and answers with signed letters.

It hears through any carrier: a broker, a folder, HTTPS. Where a broker has shared subscriptions
(MQTT 5), any number of these work side by side: each letter goes to one of them, and the database
keeps them from doing anything twice.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from random import Random
from secrets import token_hex
from typing import Final, Protocol

from deploy.fleet.errors import DatabaseAway
from deploy.fleet.ingest import Arrival, Ingest, Taken
from edge_agent.core.errors import StoreFailed
from edge_agent.people.keys import SigningKey
from edge_agent.uplink.acks import signed
from edge_agent.uplink.topics import PICTURES, RECORDS, ROOT, StationTopics, name_of
from hardware.interfaces import Clock
from hardware.letters import Heard, Letter, Post
from hardware.mqtt_link import MqttLink, Presence
from hardware.mqtt_settings import BrokerSettings

GROUP_SEAL: Final = b"packwarden.ingest-group.1"
"""What the centre's key signs to name its group; no document of ours reads so."""
HEARD: Final = (RECORDS, PICTURES)
MOST_TOGETHER: Final = 200
"""Letters of one transaction."""


class Taker(Protocol):
    """Takes one kind of letters."""

    def take(self, letters: Sequence[Heard], now: datetime) -> Iterable[Letter]:
        """The answers. DatabaseAway or StoreFailed, and nothing taken, where it cannot now."""


@dataclass
class Sums:
    """Since the start."""

    batches: int = 0
    stored: int = 0
    again: int = 0
    dead: int = 0
    failures: int = 0
    """Groups that the database or the disk did not take; stations send their letters again."""
    unknown: int = 0
    """Letters of a kind that nobody takes here."""
    trouble: str | None = None
    """Why the last one failed; None after one that did not."""

    def add(self, batches: int, taken: Taken) -> None:
        self.batches += batches
        self.stored += taken.stored
        self.again += taken.again
        self.dead += taken.dead


@dataclass
class RecordsTaker:
    """Batches of both logs, acknowledged once they are committed."""

    ingest: Ingest
    key: SigningKey
    sums: Sums = field(default_factory=Sums)

    def take(self, letters: Sequence[Heard], now: datetime) -> Iterable[Letter]:
        taken = self.ingest.take([Arrival(one.topic, one.payload) for one in letters], now)
        self.sums.add(len(letters), taken)
        return [
            Letter(StationTopics(ack.station).ack, signed(ack, self.key), 1) for ack in taken.acks
        ]


class Listening:
    """One ingestor. One thread calls `step` in a loop; whoever made the post starts and ends it."""

    def __init__(
        self,
        ingest: Ingest,
        post: Post,
        key: SigningKey,
        clock: Clock,
        more: Mapping[str, Taker] | None = None,
    ) -> None:
        """more: who takes letters of other kinds, by the last part of their topic."""
        self.ingest, self.post, self.clock = ingest, post, clock
        self.sums = Sums()
        records = RecordsTaker(ingest, key, self.sums)
        self.takers: dict[str, Taker] = {RECORDS: records, **(more or {})}
        self.waiting: list[Heard] = []
        self.is_all_taken = True
        """Of what the post gave last; only then it may let it go."""

    def step(self) -> bool:
        """Takes what came; False: nothing did, or it could not be taken. Then rest a little."""
        if not self.waiting:
            self.waiting, self.is_all_taken = list(self.post.take()), True
        together, self.waiting = self.waiting[:MOST_TOGETHER], self.waiting[MOST_TOGETHER:]
        if not together:
            return False
        is_taken = self.take(together)
        self.is_all_taken = self.is_all_taken and is_taken
        if self.is_all_taken and not self.waiting:
            self.post.settle()
        return is_taken

    def take(self, letters: Sequence[Heard]) -> bool:
        """Whether all were taken. One kind that is not, as where the disk for pictures is full,
        holds up no other."""
        troubles = []
        for name, group in groupby(sorted(letters, key=kind_of), key=kind_of):
            try:
                self.take_kind(name, list(group))
            except (DatabaseAway, StoreFailed) as error:
                self.sums.failures += 1
                troubles.append(str(error))
        self.sums.trouble = "; ".join(troubles) or None
        return not troubles

    def take_kind(self, name: str, letters: Sequence[Heard]) -> None:
        """An answer that gets lost is made up for by the next."""
        taker = self.takers.get(name)
        if taker is None:
            self.sums.unknown += len(letters)
            return
        for answer in taker.take(letters, self.clock.wall()):
            self.post.publish(answer)


def kind_of(letter: Heard) -> str:
    return name_of(letter.topic) or ""


def ear(
    broker: BrokerSettings,
    clock: Clock,
    random: Random,
    shared_by: SigningKey | None = None,
    names: Sequence[str] = HEARD,
) -> MqttLink:
    """A centre's connection to a broker, for letters of these kinds of every station.

    shared_by: the key of the centre whose ingestors share them; None: this one hears all.
    """
    begin = "" if shared_by is None else f"$share/{group_of(shared_by)}/"
    topics = tuple(f"{begin}{ROOT}/+/+/+/{name}" for name in names)
    return MqttLink(broker, Presence(f"packwarden-ingest-{token_hex(4)}", topics), clock, random)


def group_of(key: SigningKey) -> str:
    """The name of the ingestors' group, which only they know. A broker hands each letter to one
    member of a group; whoever joined it without the right to read would make letters vanish."""
    return hashlib.sha256(key.sign(GROUP_SEAL)).hexdigest()[:32]
