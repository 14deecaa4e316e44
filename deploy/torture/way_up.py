"""A station's uplink, a broker and a centre as real processes, and the log that a test writes.

Nothing here knows how they talk: what was written is compared with what the centre has stored.
"""

import json
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final, Self

import numpy as np
from sqlalchemy import func, select

from deploy.fleet.bench.ingestors import ingest_command, write_centre
from deploy.fleet.database import open_database, reading
from deploy.fleet.demo.packs import Making, PackSource
from deploy.fleet.tables import records
from edge_agent.core.errors import Unreachable
from edge_agent.core.packs import Record
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted, save_trust
from edge_agent.store.events import EventStore
from hardware.interfaces import Clock
from hardware.mqtt_settings import BrokerSettings
from simulators.bench_frames import VIEW
from simulators.bench_scene import scene
from simulators.broker import Broker, BrokerKind
from simulators.peer_process import PeerProcess

LONGEST_NS: Final = 1_800_000_000_000
"""For whatever must happen at all."""
STOP_S: Final = 15.0
DRAWN: Final = 500
"""Packs that come by again and again, each time under a new number."""
STATION: Final = """\
[station]
site = "torture"
line = "line-1"
name = "end-of-line"
recipe = "recipe"

[[cameras]]
view = "{view}"
type = "files"
path = "frames"

[data]
folder = "data"

[uplink.broker]
{broker}
"""


class WayUp:
    """In one folder, until it is left by `with`; every part may be ended and started again."""

    def __init__(self, folder: Path, clock: Clock, broker: Broker | None = None) -> None:
        """broker: one that runs elsewhere; otherwise one is started here."""
        self.folder, self.clock = folder, clock
        self.broker = broker or Broker(folder, clock, BrokerKind.MOSQUITTO)
        self.away = self.broker.settings
        """How the station reaches it."""
        self.written = 0
        self.uplink = PeerProcess(folder / "uplink.log")
        self.centre = PeerProcess(folder / "centre" / "ingest.log")
        self._open = ExitStack()
        self.packs: list[Record] = []

    def __enter__(self) -> Self:
        with self._open as open_now:
            self.found(open_now)
            self._open = open_now.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def found(self, open_now: ExitStack) -> None:
        self.broker.start()
        open_now.callback(self.broker.stop)
        centre, station = self.folder / "centre", self.folder / "station"
        centre.mkdir()
        url = f"sqlite:///{centre / 'centre.db'}"
        settings = write_centre(centre, url, self.broker.settings)
        self.engine = open_database(url, self.clock.wall())
        open_now.callback(self.engine.dispose)
        scene(station / "recipe", 0, seed=1)
        (station / "frames").mkdir()
        data = station / "data"
        data.mkdir()
        key = SigningKey.load(settings.centre.places.key)
        trusted = as_trusted(key, Owner.CENTRE, "bench", self.clock.wall())
        save_trust(Trust((trusted,)), data / "trust.toml")
        self.store = EventStore.open(data / "events.db")
        open_now.callback(self.store.close)
        self.store.append("started", {}, self.clock.wall())
        source, some_time = PackSource(np.random.default_rng(1)), (self.clock.wall(), 0)
        self.packs = source.records(Making("L1", 0.02), [some_time] * DRAWN)
        open_now.callback(self.uplink.stop, STOP_S)
        open_now.callback(self.centre.stop, STOP_S)

    def write(self, count: int) -> None:
        """Durable on return."""
        at, now_ns = self.clock.wall(), self.clock.now_ns()
        self.store.append_records(
            [
                replace(self.packs[number % DRAWN], pack_no=number + 1, seen_at=at, seen_ns=now_ns)
                for number in range(self.written, self.written + count)
            ]
        )
        self.written += count

    def start_uplink(self) -> None:
        file = self.folder / "station" / "station.toml"
        file.write_text(STATION.format(view=VIEW, broker=told(self.away)), encoding="utf-8")
        self.uplink.start([sys.executable, "-m", "edge_agent", "uplink", "--station", str(file)])

    def start_centre(self) -> None:
        self.centre.start(ingest_command(self.folder / "centre", is_shared=False))

    def stored(self) -> int:
        with reading(self.engine) as connection:
            return int(connection.execute(select(func.count()).select_from(records)).scalar_one())

    def different(self) -> int:
        """Packs, however often each was stored."""
        with reading(self.engine) as connection:
            numbers = select(func.count(records.c.pack_no.distinct()))
            return int(connection.execute(numbers).scalar_one())

    def until_all_is_there(self) -> None:
        """Unreachable where it does not come to an end."""
        until_ns = self.clock.now_ns() + LONGEST_NS
        while self.stored() < self.written:
            if self.clock.now_ns() > until_ns:
                raise Unreachable(f"{self.written - self.stored()} records do not arrive")
            self.rest(0.1)

    def rest(self, seconds: float) -> None:
        self.clock.sleep_until_ns(self.clock.now_ns() + round(seconds * 1e9))


def told(broker: BrokerSettings) -> str:
    rows = broker.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    return "\n".join(f"{key} = {json.dumps(value)}" for key, value in rows.items())
