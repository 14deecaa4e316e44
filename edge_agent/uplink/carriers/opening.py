"""The way to the centre that station.toml asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final, Protocol

from edge_agent.core.telemetry.sending import USUAL, Manner
from edge_agent.uplink.carriers.carried_post import CarriedPost
from edge_agent.uplink.carriers.folder import FolderCarrier
from edge_agent.uplink_settings import FolderTable, HttpsTable, UplinkTable
from hardware.interfaces import Clock
from hardware.letters import Letter, Post
from hardware.mqtt_link import MqttLink, Presence
from hardware.mqtt_settings import BrokerSettings

STEP_S: Final = 0.05
HTTPS_STEP_S: Final = 0.5
"""A request for each step: records of half a second go together."""
HOUR_NS: Final = 3_600_000_000_000
PATIENT: Final = Manner(
    most_entries=500,
    backlog_in_flight=2_000,
    live_in_flight=2_000,
    patience_ns=HOUR_NS,
    longest_patience_ns=24 * HOUR_NS,
)
"""Where a stick goes to the centre and back once a day, a day's records are under way together."""


class StartedPost(Post, Protocol):
    def start(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Heard:
    """What only a broker needs to be told; other carriers bring whatever is for the station, and
    do not notice where it vanishes."""

    topics: tuple[str, ...]
    will: Callable[[], Letter]


@dataclass(frozen=True, slots=True)
class Way:
    post: StartedPost
    """Not started yet."""
    address: str
    """As a person is told of it."""
    manner: Manner
    step_s: float
    """How often it is looked at."""
    answers_soon: bool = True
    """False: a letter may lie for a day before it is answered."""


def way_of(table: UplinkTable, station: str, heard: Heard, clock: Clock, random: Random) -> Way:
    """DeviceMissing where a file that it needs is not usable."""
    if table.broker is not None:
        return by_broker(table.broker, station, heard, clock, random)
    if table.folder is not None:
        return by_folder(table.folder, station, clock, random)
    assert table.https is not None
    return by_https(table.https, clock, random)


def by_broker(
    broker: BrokerSettings, station: str, heard: Heard, clock: Clock, random: Random
) -> Way:
    name = f"packwarden-{station.replace('/', '-')}"
    link = MqttLink(broker, Presence(name, heard.topics, heard.will), clock, random)
    return Way(link, broker.address, USUAL, STEP_S)


def by_folder(folder: FolderTable, station: str, clock: Clock, random: Random) -> Way:
    carrier = FolderCarrier(folder.path, station, folder.most_bytes)
    post = CarriedPost(carrier, clock, random)
    return Way(post, carrier.address, PATIENT, folder.every_s, answers_soon=False)


def by_https(https: HttpsTable, clock: Clock, random: Random) -> Way:
    from edge_agent.uplink.carriers.https import HttpsCarrier

    post = CarriedPost(HttpsCarrier(https), clock, random)
    return Way(post, https.url, USUAL, HTTPS_STEP_S)
