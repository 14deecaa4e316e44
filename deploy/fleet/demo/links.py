"""A few connections to a broker that many simulated stations share.

Two hundred stations are two hundred computers with a connection each. Simulated on one computer
that would be two hundred threads, and files of so high a number that select(2) cannot wait for
them. What a station says and hears is the same: letters by topic.
"""

from collections import deque
from collections.abc import Sequence
from random import Random
from typing import Final

from edge_agent.uplink.topics import StationTopics, station_of
from hardware.interfaces import Clock
from hardware.letters import Heard, Letter
from hardware.mqtt_link import MqttLink, Presence
from hardware.mqtt_settings import BrokerSettings

STATIONS_OF_A_LINK: Final = 20


class SharedLink:
    """One connection; one thread calls whatever its stations do."""

    def __init__(
        self, number: int, stations: Sequence[str], broker: BrokerSettings, clock: Clock
    ) -> None:
        self.heard: dict[str, deque[Heard]] = {station: deque() for station in stations}
        topics = [StationTopics(station) for station in stations]
        wanted = tuple(topic for one in topics for topic in (one.ack, one.command))
        self.link = MqttLink(broker, Presence(f"demo-{number}", wanted), clock, Random(number))
        self.link.start()

    def hear(self) -> None:
        for heard in self.link.take():
            station = station_of(heard.topic)
            if station in self.heard:
                self.heard[station].append(heard)


class StationPost:
    """What one station has of a shared connection."""

    def __init__(self, shared: SharedLink, station: str) -> None:
        self.shared, self.station = shared, station

    @property
    def trouble(self) -> str | None:
        return self.shared.link.trouble

    @property
    def is_up(self) -> bool:
        return self.shared.link.is_up

    def publish(self, letter: Letter) -> bool:
        return self.shared.link.publish(letter)

    def take(self) -> tuple[Heard, ...]:
        self.shared.hear()
        own = self.shared.heard[self.station]
        taken = tuple(own)
        own.clear()
        return taken

    def settle(self) -> None:
        """A broker keeps nothing for us."""

    def stop(self) -> None:
        """The connection is that of others too; `Links.stop` ends it."""


class Links:
    """Enough of them for these stations; opened before the stations' files are."""

    def __init__(self, stations: Sequence[str], broker: BrokerSettings, clock: Clock) -> None:
        self.shared: list[SharedLink] = []
        self.posts: dict[str, StationPost] = {}
        for number, first in enumerate(range(0, len(stations), STATIONS_OF_A_LINK)):
            own = stations[first : first + STATIONS_OF_A_LINK]
            link = SharedLink(number, own, broker, clock)
            self.shared.append(link)
            self.posts |= {station: StationPost(link, station) for station in own}

    def stop(self) -> None:
        for one in self.shared:
            one.link.stop()
