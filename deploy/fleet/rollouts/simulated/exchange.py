"""Letters between a centre and its stations within one process, in the order they were sent.

It stands where a broker stands elsewhere: what goes to a station that is cut off is lost, and
nothing is changed in what is said.
"""

from collections import defaultdict, deque

from edge_agent.uplink.topics import station_of
from hardware.interfaces import Clock
from hardware.letters import Heard, Letter


class Exchange:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.to_centre: deque[Heard] = deque()
        self.to_station: dict[str, deque[Heard]] = defaultdict(deque)
        self.cut_off: set[str] = set()

    def heard(self, letter: Letter) -> Heard:
        return Heard(letter.topic, letter.payload, self.clock.now_ns())


class End:
    """Of one who sends and hears; each of these is a `Post`."""

    trouble: str | None = None

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange

    def settle(self) -> None:
        """Nobody keeps anything."""

    def stop(self) -> None:
        """There is no connection."""


class CentreEnd(End):
    is_up = True

    def publish(self, letter: Letter) -> bool:
        station = station_of(letter.topic)
        if station is not None and station not in self.exchange.cut_off:
            self.exchange.to_station[station].append(self.exchange.heard(letter))
        return True

    def take(self) -> tuple[Heard, ...]:
        come = tuple(self.exchange.to_centre)
        self.exchange.to_centre.clear()
        return come


class StationEnd(End):
    def __init__(self, exchange: Exchange, station: str) -> None:
        super().__init__(exchange)
        self.station = station

    @property
    def is_up(self) -> bool:
        return self.station not in self.exchange.cut_off

    def publish(self, letter: Letter) -> bool:
        if self.is_up:
            self.exchange.to_centre.append(self.exchange.heard(letter))
        return self.is_up

    def take(self) -> tuple[Heard, ...]:
        own = self.exchange.to_station[self.station]
        come = tuple(own)
        own.clear()
        return come
