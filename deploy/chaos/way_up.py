"""From one line's log to a centre of its own: a real broker, uplink, ingest and database.

As at a station the line never waits for the uplink, which has a thread of its own here.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Final

from sqlalchemy import select

from deploy.fleet.database import open_database, reading
from deploy.fleet.demo.show import ingesting
from deploy.fleet.ingest import Ingest
from deploy.fleet.listening import Listening, ear
from deploy.fleet.tables import records
from edge_agent.core.errors import Unreachable
from edge_agent.core.telemetry.sending import Manner
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.store.confirmed import OUTBOX_FILE
from edge_agent.store.log_stretches import LogStretches
from edge_agent.uplink.outbox import Outbox
from edge_agent.uplink.topics import StationTopics
from edge_agent.uplink.uplink import Uplink
from hardware.interfaces import Clock
from hardware.mqtt_link import MqttLink, Presence
from simulators.broker import Broker

NS_PER_S: Final = 1_000_000_000
TURN_S: Final = 0.02
LONGEST_DRAIN_NS: Final = 60 * NS_PER_S
MANNER: Final = Manner(patience_ns=3 * NS_PER_S)


class WayUp:
    """From `open` to `close`; whatever is simulated about the line, this runs in real time."""

    def __init__(self, station: str, folder: Path, clock: Clock) -> None:
        self.station, self.folder, self.clock = station, folder, clock
        self._open, key = ExitStack(), SigningKey.fresh()
        now = clock.wall()
        self.broker = self._open.enter_context(Broker(folder, clock))
        self.engine = open_database(f"sqlite:///{folder / 'centre.db'}", now)
        self._open.callback(self.engine.dispose)
        centre = ear(self.broker.settings, clock, Random(1))
        self._open.callback(centre.stop)
        centre.start()
        self._open.enter_context(
            ingesting(Listening(Ingest(self.engine), centre, key, clock), clock)
        )
        self.trust = Trust((as_trusted(key, Owner.CENTRE, "centre", now),))
        self.post = self.posting()
        self.uplink: Uplink | None = None
        self.ends = Event()
        self.sends = Thread(target=self.keep_sending, name="uplink", daemon=True)

    def posting(self) -> MqttLink:
        topics = StationTopics(self.station)
        presence = Presence(f"uplink-{self.station.replace('/', '-')}", (topics.ack,))
        post = MqttLink(self.broker.settings, presence, self.clock, Random(2))
        self._open.callback(post.stop)
        post.start()
        return post

    def send_log(self, events: Path) -> None:
        """From now on what is written to this log goes up. Called once."""
        log = self._open.enter_context(closing(LogStretches(events)))
        outbox = self._open.enter_context(closing(Outbox(events.parent / OUTBOX_FILE)))
        trust = self.trust
        self.uplink = Uplink(
            *(self.station, log, outbox, self.post),
            *(lambda: trust, self.clock, Random(3), MANNER),
        )
        self.sends.start()
        self._open.callback(self.stop_sending)

    def keep_sending(self) -> None:
        while not self.ends.wait(TURN_S):
            self.step()

    def stop_sending(self) -> None:
        self.ends.set()
        self.sends.join()

    def step(self) -> None:
        """Of the thread that sends, and once that has ended of whoever waits for the last."""
        if self.uplink is not None:
            self.uplink.step()

    def drained(self) -> None:
        """Returns when the centre has told that it holds all of a log that nobody writes any more.
        Unreachable where it does not."""
        self.stop_sending()
        end_ns = self.clock.now_ns() + LONGEST_DRAIN_NS
        self.step()
        while self.is_behind:
            if self.clock.now_ns() > end_ns:
                raise Unreachable(f"the records of {self.station} do not arrive at the centre")
            self.clock.sleep_until_ns(self.clock.now_ns() + int(TURN_S * NS_PER_S))
            self.step()

    @property
    def is_behind(self) -> bool:
        uplink = self.uplink
        return uplink is not None and (not uplink.postings or uplink.is_behind)

    def stored(self, boot: int) -> Iterator[int]:
        """The numbers of the packs of this start whose records the centre holds, each as often as
        it does."""
        query = select(records.c.pack_no).where(records.c.boot == boot).order_by(records.c.pack_no)
        with reading(self.engine) as connection:
            yield from connection.execute(query).scalars()

    def close(self) -> None:
        self._open.close()
