"""A station's log, its uplink, a real broker and a centre, turned by one hand."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine, func, select

from deploy.fleet.database import open_database
from deploy.fleet.ingest import Ingest
from deploy.fleet.listening import Listening, ear
from deploy.fleet.tables import records
from edge_agent.core.telemetry.sending import Manner
from edge_agent.core.telemetry.streams import Stream
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.store.events import EventStore
from edge_agent.store.log_stretches import LogStretches
from edge_agent.uplink.outbox import Outbox
from edge_agent.uplink.topics import StationTopics
from edge_agent.uplink.uplink import Uplink
from hardware.clock import RealClock
from hardware.mqtt_link import MqttLink, Presence
from hardware.mqtt_settings import BrokerSettings
from simulators.broker import Broker
from tests.samples import NOON, a_record

STATION = "plant-1/line-1/box"
TOPICS = StationTopics(STATION)
CLOCK = RealClock()
STEP_NS = 10_000_000
LIVENESS_NS = 60_000_000_000
QUICK = Manner(most_entries=50, patience_ns=300_000_000, longest_patience_ns=1_000_000_000)


class StationRig:
    """Writes its log and sends it."""

    def __init__(self, folder: Path, broker: BrokerSettings, trust: Trust, seed: int = 1) -> None:
        self.folder, self.broker, self.trust, self.seed = folder, broker, trust, seed
        folder.mkdir(exist_ok=True)
        self.store = EventStore.open(folder / "events.db")
        self.store.append("started", {"station": STATION, "seed": seed}, NOON)
        self.written = 0
        self.start()

    def start(self) -> None:
        self.log = LogStretches(self.folder / "events.db")
        self.outbox = Outbox(self.folder / "uplink.db")
        presence = Presence(f"station-{self.seed}", (TOPICS.ack, TOPICS.command))
        self.link = MqttLink(self.broker, presence, CLOCK, Random(self.seed))
        self.uplink = Uplink(
            *(STATION, self.log, self.outbox, self.link),
            *(lambda: self.trust, CLOCK, Random(self.seed), QUICK),
        )
        self.link.start()

    def stop(self) -> None:
        self.link.stop()
        self.outbox.close()
        self.log.close()

    def write(self, count: int) -> None:
        self.store.append_records([a_record(self.written + one) for one in range(1, count + 1)])
        self.written += count

    def close(self) -> None:
        self.stop()
        self.store.close()


class CentreRig:
    """Its database outlives it."""

    def __init__(self, url: str, broker: BrokerSettings, key: SigningKey) -> None:
        self.url, self.broker, self.key = url, broker, key
        self.start()

    def start(self) -> None:
        self.engine: Engine = open_database(self.url, NOON)
        self.link = ear(self.broker, CLOCK, Random(2))
        self.listening = Listening(Ingest(self.engine), self.link, self.key, CLOCK)
        self.link.start()

    def stop(self) -> None:
        self.link.stop()
        self.engine.dispose()

    def stored(self) -> list[tuple[Any, ...]]:
        """(boot, seq, pack number) in the order of the log."""
        columns = (records.c.boot, records.c.seq, records.c.pack_no)
        with self.engine.connect() as connection:
            query = select(*columns).order_by(records.c.boot, records.c.seq)
            return [tuple(row) for row in connection.execute(query)]

    def count(self) -> int:
        with self.engine.connect() as connection:
            query = select(func.count()).select_from(records)
            return int(connection.execute(query).scalar_one())

    def close(self) -> None:
        self.stop()


class Rig:
    def __init__(self, station: StationRig, centre: CentreRig, broker: Broker) -> None:
        self.station, self.centre, self.broker = station, centre, broker

    def turn(self) -> None:
        now_ns = CLOCK.now_ns()
        self.station.uplink.step()
        self.centre.listening.step()
        CLOCK.sleep_until_ns(now_ns + STEP_NS)

    def until(self, holds: Callable[[], bool]) -> None:
        """Turns until it does."""
        end_ns = CLOCK.now_ns() + LIVENESS_NS
        while not holds():
            assert CLOCK.now_ns() < end_ns, "it does not come to an end"
            self.turn()

    def all_arrived(self) -> bool:
        sender = self.station.uplink.postings.get(Stream.RECORDS)
        return sender is not None and not sender.behind and bool(self.station.written)


@contextmanager
def rig(folder: Path, broker: Broker, url: str | None = None) -> Iterator[Rig]:
    key = SigningKey.fresh()
    trust = Trust((as_trusted(key, Owner.CENTRE, "plant-1", NOON),))
    with ExitStack() as open_now:
        station = open_now.enter_context(closing(StationRig(folder / "a", broker.settings, trust)))
        where = url or f"sqlite:///{folder / 'centre.db'}"
        centre = open_now.enter_context(closing(CentreRig(where, broker.settings, key)))
        yield Rig(station, centre, broker)
