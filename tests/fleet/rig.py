"""A station's log and pictures, its uplink, a way, and a centre, turned by one hand."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine, func, select

from deploy.fleet.database import open_database
from deploy.fleet.ingest import Ingest
from deploy.fleet.listening import Listening
from deploy.fleet.pictures.files import CentrePictures
from deploy.fleet.pictures.taking import PictureTaker
from deploy.fleet.tables import records
from edge_agent.core.packs import Verdict
from edge_agent.core.telemetry.picture_policy import PictureWishes
from edge_agent.core.telemetry.sending import Manner
from edge_agent.core.telemetry.streams import Stream
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.store.events import EventStore
from edge_agent.store.log_stretches import LogStretches
from edge_agent.store.pictures import PictureStore
from edge_agent.uplink.outbox import Outbox
from edge_agent.uplink.pictures.choosing import Choosing, none_audited
from edge_agent.uplink.pictures.differing import Differing
from edge_agent.uplink.pictures.picture_uplink import PictureUplink
from edge_agent.uplink.pictures.posting import PicturePosting
from edge_agent.uplink.pictures.waiting import WaitingPictures
from edge_agent.uplink.topics import PICTURES
from edge_agent.uplink.uplink import Uplink
from tests.fleet.empty_centre import empty_centre
from tests.fleet.ways import CLOCK, STATION, TOPICS, Way
from tests.samples import NOON, a_record

__all__ = ["CLOCK", "STATION", "TOPICS"]

PICTURE_BUDGET_BYTES = 100_000_000
STEP_NS = 10_000_000
LIVENESS_NS = 60_000_000_000
QUICK = Manner(most_entries=50, patience_ns=300_000_000, longest_patience_ns=1_000_000_000)


class StationRig:
    """Writes its log and sends it."""

    def __init__(self, folder: Path, way: Way, trust: Trust, seed: int = 1) -> None:
        self.folder, self.way, self.trust, self.seed = folder, way, trust, seed
        folder.mkdir(exist_ok=True)
        self.pictures = PictureStore(folder / "pictures", PICTURE_BUDGET_BYTES)
        self.store = EventStore.open(folder / "events.db")
        self.store.append("started", {"station": STATION, "seed": seed}, NOON)
        self.written = 0
        self.start()

    def start(self) -> None:
        self.log = LogStretches(self.folder / "events.db")
        self.outbox = Outbox(self.folder / "uplink.db")
        self.waiting = WaitingPictures(self.outbox.connection, self.outbox.path)
        self.link = self.way.station_post(self.seed)
        self.uplink = Uplink(
            *(STATION, self.log, self.outbox, self.link),
            *(lambda: self.trust, CLOCK, Random(self.seed), QUICK),
            self.picture_uplink(),
        )
        self.link.start()

    def stop(self) -> None:
        self.link.stop()
        self.outbox.close()
        self.log.close()

    def picture_uplink(self) -> PictureUplink:
        folder = self.pictures.folder
        return PictureUplink(
            Choosing(self.log, self.waiting, folder, PictureWishes(), none_audited),
            Differing(self.log, self.waiting, folder, PictureWishes()),
            PicturePosting(
                *(STATION, folder, self.waiting, 1e9),
                *(Random(self.seed), QUICK, self.way.answers_soon),
            ),
        )

    def show(self, encoded: bytes) -> str:
        """A pack that is not ok, with this picture; its sha256."""
        self.written += 1
        names = {"top": self.pictures.save(encoded)}
        record = replace(a_record(self.written, Verdict.NOT_OK), pictures=names)
        self.store.append_records([record])
        return names["top"]

    def write(self, count: int) -> None:
        self.store.append_records([a_record(self.written + one) for one in range(1, count + 1)])
        self.written += count

    def close(self) -> None:
        self.stop()
        self.store.close()


class CentreRig:
    """Its database outlives it."""

    def __init__(self, url: str, way: Way, key: SigningKey, folder: Path) -> None:
        """folder: where pictures go."""
        self.url, self.way, self.key, self.folder = url, way, key, folder
        self.start()

    def start(self) -> None:
        self.engine: Engine = open_database(self.url, NOON)
        self.link = self.way.centre_post()
        pictures = PictureTaker(self.engine, CentrePictures(self.folder), self.key)
        takers = {PICTURES: pictures}
        self.listening = Listening(Ingest(self.engine), self.link, self.key, CLOCK, takers)
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
    def __init__(self, station: StationRig, centre: CentreRig) -> None:
        self.station, self.centre = station, centre

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

    def pictures_arrived(self) -> bool:
        return not self.station.waiting.best(1)


@contextmanager
def rig(folder: Path, way: Way, url: str | None = None) -> Iterator[Rig]:
    key = SigningKey.fresh()
    trust = Trust((as_trusted(key, Owner.CENTRE, "plant-1", NOON),))
    with ExitStack() as open_now:
        station = open_now.enter_context(closing(StationRig(folder / "a", way, trust)))
        where = url or centre_url(folder)
        centre = open_now.enter_context(closing(CentreRig(where, way, key, folder / "centre")))
        yield Rig(station, centre)


def centre_url(folder: Path) -> str:
    """Of a new database there."""
    return empty_centre(folder / "centre.db")
