"""Backs a station up while it writes, loses it, restores it, and lets it go on beside a centre.

In the centre's database nothing may be there twice, and nothing of what the restored station wrote
may lack, although the centre has what was written between backup and loss, and although the station
had begun boots since that a restored one would begin again if it only counted on.
"""

import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from shutil import rmtree
from typing import Final

from sqlalchemy import select

from deploy.fleet.database import open_database, reading
from deploy.fleet.ingest import Arrival, Ingest
from deploy.fleet.tables import records
from deploy.torture.durability.groups import Flaws, Found, Packs, looked_at
from edge_agent.backing_up import DATA, back_up
from edge_agent.core.telemetry.streams import Stream
from edge_agent.restoring import restore
from edge_agent.store.events import EventStore
from edge_agent.store.log_stretches import LogStretches
from edge_agent.uplink.batches import LogName
from edge_agent.uplink.outbox import Outbox
from edge_agent.uplink.posting import Posting
from hardware.clock import RealClock

STATION: Final = "torture/line-1/box"
PER_S: Final = 100
GROUP: Final = 10
BEFORE_S, AFTER_S = 1.0, 0.5
MOST_TURNS: Final = 1_000
CLOCK: Final = RealClock()


@dataclass
class Drills:
    drills: int = 0
    records: int = 0
    """Restored, over all."""
    written: int = 0
    """While backups were made."""
    longest_restore_s: float = 0.0
    lacking: int = 0
    """Records that were durable before the backup began, and are not in it."""
    unequal: int = 0
    """Restored logs that are not as their backup counted them."""
    lost: int = 0
    """At the centre, of what the restored station wrote."""
    doubled: int = 0
    flaws: Flaws = field(default_factory=Flaws)


class Station:
    """Writes a hundred records a second until it is stopped."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.packs = folder, Packs(Random(seed))
        self.count = 0
        """Of records that are durable, of this life."""
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._write, name="station")

    def __enter__(self) -> "Station":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    def until(self, count: int) -> None:
        while self.count < count and self._thread.is_alive():
            CLOCK.sleep_until_ns(CLOCK.now_ns() + 5_000_000)

    def _write(self) -> None:
        found = found_in(self.folder)
        with closing(EventStore.open(self.folder / "events.db")) as store:
            number, groups = found.packs, found.groups
            while not self._stopped.wait(GROUP / PER_S):
                numbers = range(number + 1, number + GROUP + 1)
                number, groups = number + GROUP, groups + 1
                event = self.packs.event(groups, number)
                store.append_together([self.packs.numbered(one) for one in numbers], [event])
                self.count += GROUP


class Centre:
    """Takes what an uplink would bring it, and answers."""

    def __init__(self, folder: Path) -> None:
        self.engine = open_database(f"sqlite:///{folder / 'centre.db'}", CLOCK.wall())
        self.ingest = Ingest(self.engine)

    def take_all(self, folder: Path) -> None:
        """Of a station that is written no more."""
        with (
            closing(LogStretches(folder / "events.db")) as log,
            closing(Outbox(folder / "uplink.db")) as outbox,
        ):
            name = log.name() or ""
            postings = {
                stream: Posting(
                    LogName(STATION, name, stream), log, outbox.acked(name, stream), Random(1)
                )
                for stream in Stream
            }
            for _ in range(MOST_TURNS):
                if not any(posting.behind for posting in postings.values()):
                    return
                self.turn(postings, outbox)

    def turn(self, postings: dict[Stream, Posting], outbox: Outbox) -> None:
        arrivals: list[Arrival] = []

        def hand(payload: bytes) -> bool:
            arrivals.append(Arrival("drill", payload))
            return True

        for posting in postings.values():
            posting.post(hand, CLOCK.now_ns())
        taken = self.ingest.take(arrivals, CLOCK.wall())
        for ack in taken.acks:
            for stream, posting in postings.items():
                if (until := ack.position(stream)) is not None:
                    posting.heard(until, CLOCK.now_ns(), ack.beyond(stream))
            outbox.keep(ack)

    def rows(self) -> list[tuple[int, int, int]]:
        columns = (records.c.boot, records.c.seq, records.c.pack_no)
        with reading(self.engine) as connection:
            return [(row[0], row[1], row[2]) for row in connection.execute(select(*columns))]

    def close(self) -> None:
        self.engine.dispose()


def found_in(folder: Path) -> Found:
    if not (folder / "events.db").is_file():
        return Found()
    return looked_at(folder / "events.db", 0)[0]


def drilled(folder: Path, drills: int, seconds: float, seed: int) -> Drills:
    """At most so many drills, and none begun after so many seconds."""
    done = Drills()
    until_ns = CLOCK.now_ns() + round(seconds * 1e9)
    while done.drills < drills and CLOCK.now_ns() < until_ns:
        place = folder / str(done.drills)
        place.mkdir()
        drill(place, seed + done.drills, done)
        rmtree(place)
    return done


def drill(place: Path, seed: int, done: Drills) -> None:
    data, backup = place / "data", place / "backup"
    data.mkdir()
    with closing(Centre(place)) as centre:
        counted = lived_and_backed_up(data, backup, centre, seed, done)
        begun_ns = CLOCK.now_ns()
        restore(backup, data, STATION, CLOCK.wall() + timedelta(seconds=1))
        lasted_s = (CLOCK.now_ns() - begun_ns) / 1e9
        done.longest_restore_s = max(done.longest_restore_s, lasted_s)
        found, flaws = looked_at(data / "events.db", 0)
        done.unequal += found.packs != counted
        done.flaws += flaws
        with Station(data, seed) as restored:
            restored.until(GROUP * 3)
        judge_centre(data, centre, done)
    done.drills += 1
    done.records += counted


def lived_and_backed_up(data: Path, backup: Path, centre: Centre, seed: int, done: Drills) -> int:
    """The station then goes on, in this boot and in others, all of which the centre gets; and is
    lost. How many records the backup says that it has."""
    random = Random(seed)
    with Station(data, seed) as station:
        station.until(GROUP)
    centre.take_all(data)
    with Station(data, seed) as station:
        before = found_in(data).packs
        station.until(round(PER_S * random.uniform(BEFORE_S / 2, BEFORE_S)))
        durable = before + station.count
        manifest = back_up(data, backup, STATION, CLOCK.wall())
        done.written += before + station.count - durable
        done.lacking += max(0, durable - manifest.log.records)
        station.until(station.count + round(PER_S * AFTER_S))
    for _ in range(random.randrange(3)):
        with Station(data, seed) as station:
            station.until(GROUP)
    centre.take_all(data)
    data.rename(data.with_name("lost"))
    data.mkdir()
    if manifest.log.records != looked_at(backup / DATA / "events.db", 0)[0].packs:
        done.unequal += 1
    return manifest.log.records


def judge_centre(data: Path, centre: Centre, done: Drills) -> None:
    """What lies in the lost log and in the restored one, each entry once, and nothing else."""
    centre.take_all(data)
    stored = centre.rows()
    wanted = {*rows_in(data), *rows_in(data.with_name("lost"))}
    done.lost += len(wanted - set(stored))
    done.doubled += len(stored) - len({row[:2] for row in stored})
    done.doubled += len(set(stored) - wanted)


def rows_in(folder: Path) -> set[tuple[int, int, int]]:
    with closing(sqlite3.connect(folder / "events.db")) as connection:
        return set(connection.execute("SELECT boot, seq, pack_no FROM records"))
