"""A station's pictures and a centre's, with a way between them that a test may break."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from random import Random

from sqlalchemy import Engine, select
from sqlalchemy.engine import Row

from deploy.fleet.database import open_database
from deploy.fleet.ingest import Arrival, Ingest
from deploy.fleet.pictures.files import CentrePictures
from deploy.fleet.pictures.tables import pictures
from deploy.fleet.pictures.taking import PictureTaker
from edge_agent.core.packs import Verdict
from edge_agent.core.telemetry.picture_policy import PictureWishes
from edge_agent.core.telemetry.sending import Manner
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import BEGIN, Position
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.store.events import EventStore
from edge_agent.store.log_stretches import LogStretches
from edge_agent.store.pictures import PictureStore
from edge_agent.uplink.batches import LogName
from edge_agent.uplink.outbox import Outbox
from edge_agent.uplink.pictures.choosing import Choosing, none_audited
from edge_agent.uplink.pictures.picture_acks import read_picture_ack
from edge_agent.uplink.pictures.posting import PicturePosting
from edge_agent.uplink.pictures.waiting import WaitingPictures
from edge_agent.uplink.posting import Posting
from edge_agent.uplink.topics import StationTopics
from hardware.letters import Heard, Letter
from tests.samples import NOON, a_record

STATION = "plant-1/line-1/box"
TOPICS = StationTopics(STATION)
SECOND_NS = 1_000_000_000
TURN_NS = 100_000_000
PNG = b"\x89PNG\r\n\x1a\n"
MANNER = Manner(patience_ns=SECOND_NS, longest_patience_ns=4 * SECOND_NS)
EVERYTHING = PictureWishes(every_good=1)


def a_png(number: int, size: int = 40_000) -> bytes:
    """Begins as one; nobody on the way looks further."""
    return PNG + Random(number).randbytes(size)


class PictureRig:
    """Turned in virtual time; a letter that was handed over arrives in the next turn."""

    def __init__(self, folder: Path, url: str, budget_bytes: int = 10_000_000) -> None:
        self.open = ExitStack()
        self.folder, self.now_ns = folder, 0
        self.store = EventStore.open(folder / "events.db")
        self.open.callback(self.store.close)
        self.store.append("started", {"station": STATION}, NOON)
        self.pictures = PictureStore(folder / "pictures", budget_bytes)
        self.log = LogStretches(folder / "events.db")
        self.open.callback(self.log.close)
        self.outbox = Outbox(folder / "uplink.db")
        self.open.callback(self.outbox.close)
        self.waiting = WaitingPictures(self.outbox.connection, self.outbox.path)
        self.acked = BEGIN
        self.under_way: list[bytes] = []
        self.handed: list[bytes] = []
        key = SigningKey.fresh()
        self.trust = Trust((as_trusted(key, Owner.CENTRE, "plant-1", NOON),))
        self.engine: Engine = open_database(url, NOON)
        self.open.callback(self.engine.dispose)
        self.ingest = Ingest(self.engine)
        self.taker = PictureTaker(self.engine, CentrePictures(folder / "centre"), key)
        self.start()

    def start(self, bytes_per_s: float = 1e9, wishes: PictureWishes = EVERYTHING) -> None:
        """The station's end, as after a restart of its process."""
        self.choosing = Choosing(
            *(self.log, self.waiting, self.pictures.folder, wishes, none_audited)
        )
        self.posting = PicturePosting(
            *(STATION, self.pictures.folder, self.waiting, bytes_per_s, Random(1), MANNER)
        )

    def write(self, number: int, encoded: bytes, verdict: Verdict = Verdict.NOT_OK) -> str:
        """A pack and its picture; its sha256."""
        sha256 = self.pictures.save(encoded)
        self.store.append_records([replace(a_record(number, verdict), pictures={"top": sha256})])
        return sha256

    def send_records(self) -> None:
        """All that are written are at the centre."""
        name = self.log.name()
        assert name is not None
        posting = Posting(
            LogName(STATION, name, Stream.RECORDS), self.log, self.acked, Random(1), MANNER
        )
        batches: list[Arrival] = []

        def hand(payload: bytes) -> bool:
            batches.append(Arrival(TOPICS.records, payload))
            return True

        posting.post(hand, 0)
        for ack in self.ingest.take(batches, NOON).acks:
            self.acked = ack.position(Stream.RECORDS) or BEGIN

    def choose(self) -> None:
        name = self.log.name()
        assert name is not None
        while self.choosing.look(name, self.acked):
            pass

    def turn(self, spoils: Callable[[bytes], bytes | None] = lambda one: one) -> None:
        """spoils: what becomes of a letter on its way; None: it is lost."""
        self.now_ns += TURN_NS
        came = [Heard(TOPICS.pictures, got, 0) for one in self.under_way if (got := spoils(one))]
        self.under_way = []
        if came:
            for letter in self.taker.take(came, NOON):
                self.answer(letter)
        self.posting.post(self.hand, self.now_ns)

    def hand(self, payload: bytes) -> bool:
        self.under_way.append(payload)
        self.handed.append(payload)
        return True

    def answer(self, letter: Letter) -> None:
        assert letter.topic == TOPICS.picture_ack
        self.posting.heard(read_picture_ack(letter.payload, STATION, self.trust))

    def turn_until_done(self, most: int = 2_000) -> None:
        for _ in range(most):
            self.turn()
            if not (self.waiting.best(1) or self.waiting.gone(1) or self.under_way):
                return
        raise AssertionError("it does not come to an end")

    def send_all(self) -> None:
        self.send_records()
        self.choose()
        self.turn_until_done()

    def rows(self) -> list[Row[tuple[object, ...]]]:
        with self.engine.connect() as connection:
            query = select(pictures).order_by(pictures.c.boot, pictures.c.seq)
            return list(connection.execute(query).all())

    def lose_everything_at_the_centre(self) -> None:
        self.acked = Position(0, 0)

    def close(self) -> None:
        self.open.close()
