"""What a station does first: it hears, then sends records, and pictures where none waits."""

from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from random import Random

from edge_agent.core.packs import Verdict
from edge_agent.core.telemetry.picture_policy import PictureWishes
from edge_agent.core.telemetry.sending import Manner
from edge_agent.core.telemetry.streams import Stream
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.store.events import EventStore
from edge_agent.store.log_stretches import LogStretches
from edge_agent.store.pictures import PictureStore
from edge_agent.uplink.acks import Ack, signed
from edge_agent.uplink.outbox import Outbox
from edge_agent.uplink.pictures.choosing import Choosing, none_audited
from edge_agent.uplink.pictures.differing import Differing
from edge_agent.uplink.pictures.picture_uplink import PictureUplink
from edge_agent.uplink.pictures.posting import PicturePosting
from edge_agent.uplink.pictures.waiting import WaitingPictures
from edge_agent.uplink.topics import StationTopics
from edge_agent.uplink.uplink import Uplink
from hardware.letters import Heard, Letter
from tests.fleet.pictures.rig import a_png
from tests.samples import NOON, StandingClock, a_record

STATION = "plant-1/line-1/box"
TOPICS = StationTopics(STATION)
KEY = SigningKey.fresh()
TRUST = Trust((as_trusted(KEY, Owner.CENTRE, "plant-1", NOON),))
BATCHES = 11
"""Ten of records, and one of events."""
SLOW = Manner(most_entries=10, backlog_in_flight=1, live_in_flight=1)


class Counter:
    """A post that counts what it is given, by topic."""

    trouble = None
    is_up = True

    def __init__(self) -> None:
        self.come: list[Heard] = []
        self.given: list[str] = []

    def publish(self, letter: Letter) -> bool:
        self.given.append(letter.topic)
        return True

    def take(self) -> tuple[Heard, ...]:
        come, self.come = tuple(self.come), []
        return come

    def settle(self) -> None:
        """Nothing is kept."""

    def stop(self) -> None:
        """Nothing was begun."""


def test_no_picture_goes_while_a_record_waits(tmp_path: Path) -> None:
    with ExitStack() as open_now:
        store = open_now.enter_context(closing(EventStore.open(tmp_path / "events.db")))
        store.append("started", {}, NOON)
        pictures = PictureStore(tmp_path / "pictures", 1_000_000)
        shown = {"top": pictures.save(a_png(1))}
        store.append_records([replace(a_record(1, Verdict.NOT_OK), pictures=shown)])
        store.append_records([a_record(number) for number in range(2, 101)])
        log = open_now.enter_context(closing(LogStretches(tmp_path / "events.db")))
        outbox = open_now.enter_context(closing(Outbox(tmp_path / "uplink.db")))
        waiting = WaitingPictures(outbox.connection, outbox.path)
        way = PictureUplink(
            Choosing(log, waiting, pictures.folder, PictureWishes(), none_audited),
            Differing(log, waiting, pictures.folder, PictureWishes()),
            PicturePosting(STATION, pictures.folder, waiting, 1e9, Random(1)),
        )
        post = Counter()
        uplink = Uplink(
            *(STATION, log, outbox, post), *(lambda: TRUST, StandingClock(), Random(1), SLOW), way
        )
        for seq in range(10, 101, 10):
            uplink.step()
            post.come = [acked(log, seq)]
        first_piece = post.given.index(TOPICS.pictures)
        assert post.given[:first_piece].count(TOPICS.records) == BATCHES
        assert TOPICS.records not in post.given[first_piece:]


def test_an_answer_that_lies_there_before_the_first_step_is_heard(tmp_path: Path) -> None:
    """As on a stick that came back."""
    with ExitStack() as open_now:
        store = open_now.enter_context(closing(EventStore.open(tmp_path / "events.db")))
        store.append("started", {}, NOON)
        store.append_records([a_record(1)])
        log = open_now.enter_context(closing(LogStretches(tmp_path / "events.db")))
        outbox = open_now.enter_context(closing(Outbox(tmp_path / "uplink.db")))
        post = Counter()
        post.come = [acked(log, 1)]
        uplink = Uplink(*(STATION, log, outbox, post), *(lambda: TRUST, StandingClock(), Random(1)))
        uplink.step()
        assert not uplink.is_behind
        assert post.given == []


def acked(log: LogStretches, seq: int) -> Heard:
    name = log.name()
    assert name is not None
    until = {Stream.RECORDS: (1, seq), Stream.EVENTS: (1, 1)}
    ack = Ack(
        station=STATION, log=name, database="ab", number=seq, at=NOON, until=until, islands={}
    )
    return Heard(TOPICS.ack, signed(ack, KEY), 0)
