"""What whom a broker lets do with the settings that we ship: every role, every topic, every way.

The rights are written down here a second time, by what a role is there for; the broker's own
file is held against them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.fleet.listening import group_of
from deploy.torture.guarded_broker import WITNESS, GuardedBroker, Guest, Refused, Ticket
from edge_agent.people.keys import SigningKey
from edge_agent.uplink.topics import (
    PICTURES,
    RECIPE_ANSWER,
    RECIPE_PIECE_UP,
    RECORDS,
    ROOT,
    STATE,
    StationTopics,
)
from hardware.interfaces import Clock

DEVICE_A: Final = "plant-1/line-1/tray"
DEVICE_B: Final = "plant-1/line-1/carton"
SOURCE: Final = "erp-1"
UP: Final = (RECORDS, PICTURES, STATE, RECIPE_ANSWER, RECIPE_PIECE_UP)
A, B = StationTopics(DEVICE_A), StationTopics(DEVICE_B)
ORDERS: Final = f"{ROOT}/orders/{SOURCE}"
TOPICS: Final = (
    *map(A.named, UP),
    *A.heard_by_station,
    A.named("gate/order"),
    B.records,
    B.command,
    ORDERS,
    f"{ORDERS}/answers",
    f"{ROOT}/plant-1/line-1/records",
    "elsewhere/records",
)


@dataclass(frozen=True, slots=True)
class Role:
    """`reads`, `writes`: of TOPICS, and nothing else."""

    name: str
    user: str | None
    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    reads_health: bool = False
    """What the broker says of itself under $SYS."""
    is_centre: bool = False
    """It comes to a listener of its own, where it may bear any name."""


def device(name: str, user: str, topics: StationTopics) -> Role:
    return Role(name, user, frozenset(topics.heard_by_station), frozenset(map(topics.named, UP)))


BOTH_UP: Final = frozenset(station.named(name) for station in (A, B) for name in UP)
BOTH_DOWN: Final = frozenset((*A.heard_by_station, *B.heard_by_station))
ROLES: Final = (
    Role("anonymous", None),
    device("device A", DEVICE_A, A),
    device("device B", DEVICE_B, B),
    Role(
        "ingestor",
        "centre",
        BOTH_UP | {ORDERS},
        BOTH_DOWN | {f"{ORDERS}/answers"},
        is_centre=True,
    ),
    Role("operator", "operator", frozenset({A.state})),
    Role("admin", "admin", frozenset(TOPICS) - {"elsewhere/records"}, reads_health=True),
    Role("order system", SOURCE, frozenset({f"{ORDERS}/answers"}), frozenset({ORDERS})),
)
USERS: Final = [role.user for role in ROLES if role.user is not None and not role.is_centre]


@dataclass(frozen=True, slots=True)
class Cell:
    role: str
    topic: str
    way: str
    is_right: bool


class Matrix:
    """Of one broker; `cells` asks it everything."""

    def __init__(self, broker: GuardedBroker) -> None:
        self.broker = broker

    def cells(self) -> Iterator[Cell]:
        for role in ROLES:
            for way, tried in WAYS.items():
                for topic, is_right in tried(self, role).items():
                    yield Cell(role.name, topic, way, is_right)

    @contextmanager
    def guest(
        self, user: str | None, port: int, client_id: str, will: str | None = None
    ) -> Iterator[Guest]:
        guest = Guest(Ticket(user, port, client_id), self.broker.tls, will)
        try:
            yield guest
        finally:
            guest.leave()

    def port_of(self, role: Role) -> int:
        return self.broker.centre_port if role.is_centre else self.broker.port

    def coming(self, role: Role, will: str | None = None) -> "Guest":
        ticket = Ticket(role.user, self.port_of(role), f"guest-{role.user}")
        return Guest(ticket, self.broker.tls, will)

    @contextmanager
    def both(self, role: Role) -> Iterator[tuple[Guest, Guest] | None]:
        """The role and the witness; None where the role is not let in at all."""
        with self.guest(WITNESS, self.broker.port, WITNESS) as witness:
            try:
                guest = self.coming(role)
            except Refused:
                yield None
                return
            try:
                yield guest, witness
            finally:
                guest.leave()

    def heard_after(self, role: Role, *asked: str) -> set[str] | None:
        """What the role hears that asked for these, while every topic is spoken on."""
        with self.both(role) as here:
            if here is None:
                return None
            guest, witness = here
            for one in asked:
                guest.subscribe(one)
            for topic in TOPICS:
                witness.publish(topic)
            guest.fence()
            return set(guest.heard)

    def reads(self, role: Role, *asked: str) -> dict[str, bool]:
        heard = self.heard_after(role, *asked) or set()
        return {topic: (topic in heard) == (topic in role.reads) for topic in TOPICS}

    # The ways

    def subscribed(self, role: Role) -> dict[str, bool]:
        return self.reads(role, *TOPICS)

    def by_wildcard(self, role: Role) -> dict[str, bool]:
        return self.reads(role, "#")

    def by_share(self, role: Role) -> dict[str, bool]:
        return self.reads(role, *(f"$share/some/{topic}" for topic in TOPICS))

    def published(self, role: Role) -> dict[str, bool]:
        with self.both(role) as here:
            heard: set[str] = set()
            if here is not None:
                guest, witness = here
                witness.subscribe("#")
                for topic in TOPICS:
                    guest.publish(topic)
                witness.fence()
                heard = set(witness.heard)
        return {topic: (topic in heard) == (topic in role.writes) for topic in TOPICS}

    def retained(self, role: Role) -> dict[str, bool]:
        """What it leaves for who comes later, and what others left for it."""
        with self.both(role) as here:
            kept, read = set[str](), set[str]()
            if here is not None:
                guest, witness = here
                for topic in TOPICS:
                    guest.publish(topic, retain=True)
                witness.subscribe("#")
                witness.fence()
                kept = set(witness.heard)
                for topic in TOPICS:
                    witness.publish(topic, retain=True)
                guest.subscribe("#")
                guest.fence()
                read = set(guest.heard)
                self.clear(witness)
        return {
            topic: (topic in kept, topic in read) == (topic in role.writes, topic in role.reads)
            for topic in TOPICS
        }

    def clear(self, witness: Guest) -> None:
        for topic in TOPICS:
            witness.forget(topic)

    def by_will(self, role: Role) -> dict[str, bool]:
        """Said by the broker once the same client comes anew and nobody has said good-bye."""
        heard: set[str] = set()
        with self.guest(WITNESS, self.broker.port, WITNESS) as witness:
            witness.subscribe("#")
            for topic in TOPICS:
                try:
                    self.coming(role, will=topic).cut()
                    self.coming(role).leave()
                except Refused:
                    continue
            witness.fence()
            heard = set(witness.heard)
        return {topic: (topic in heard) == (topic in role.writes) for topic in TOPICS}

    def under_another_name(self, role: Role) -> dict[str, bool]:
        """Under the client id of whom a topic belongs to: he stays connected. Only the centre could
        push him off, whose processes choose their names."""
        return {topic: self.stays(role, owner_of(topic)) for topic in TOPICS}

    def stays(self, thief: Role, owner: Role) -> bool:
        if thief.user == owner.user or thief.is_centre:
            return True
        own_id = owner.user or ""
        with self.guest(owner.user, self.port_of(owner), own_id) as victim:
            for port in (self.broker.port, self.broker.centre_port):
                try:
                    Guest(Ticket(thief.user, port, own_id), self.broker.tls).leave()
                except Refused:
                    continue
            return victim.is_there()

    def of_the_broker(self, role: Role) -> dict[str, bool]:
        """Who hears what the broker says of itself; and nobody speaks in its place."""
        with self.both(role) as here:
            hears, said = False, set[str]()
            if here is not None:
                guest, witness = here
                witness.subscribe("$SYS/packwarden/#")
                guest.subscribe("$SYS/#")
                for topic in TOPICS:
                    guest.publish(f"$SYS/{topic}")
                guest.fence()
                witness.fence()
                hears = any(topic.startswith("$SYS/broker/") for topic in guest.heard)
                said = set(witness.heard)
        return {
            topic: hears == role.reads_health and f"$SYS/{topic}" not in said for topic in TOPICS
        }


WAYS: Final[dict[str, Callable[[Matrix, Role], dict[str, bool]]]] = {
    "publish": Matrix.published,
    "subscribe": Matrix.subscribed,
    "wildcard": Matrix.by_wildcard,
    "retained": Matrix.retained,
    "will": Matrix.by_will,
    "client id": Matrix.under_another_name,
    "$SYS": Matrix.of_the_broker,
    "$share": Matrix.by_share,
}


def owner_of(topic: str) -> Role:
    """Who writes it; the centre, where nobody of these does."""
    by_name = {role.name: role for role in ROLES}
    writers = (role for role in ROLES if topic in role.writes)
    return next(writers, by_name["ingestor"])


@contextmanager
def guarded(folder: Path, clock: Clock) -> Iterator[GuardedBroker]:
    with GuardedBroker(folder, clock, USERS) as broker:
        yield broker


def stolen_shares(broker: GuardedBroker, letters: int) -> tuple[int, int]:
    """Of so many letters, how many an ingestor gets while a device sits in a group of the name that
    anybody may think of; and in the group of the centre's own key."""
    matrix = Matrix(broker)
    by_name = {role.name: role for role in ROLES}
    wanted = f"{ROOT}/+/+/+/{RECORDS}"
    got = []
    for group in ("ingest", group_of(SigningKey.fresh())):
        ingestor = matrix.coming(by_name["ingestor"])
        thief = matrix.coming(by_name["device B"])
        writer = matrix.coming(by_name["device A"])
        try:
            ingestor.subscribe(f"$share/{group}/{wanted}")
            thief.subscribe(f"$share/ingest/{wanted}")
            for _ in range(letters):
                writer.publish(A.records)
            ingestor.fence()
            got.append(len(ingestor.heard))
        finally:
            for guest in (ingestor, thief, writer):
                guest.leave()
    return got[0], got[1]
