"""A station's end of the way to its centre: logs go up, pictures behind them, answers come down.

One thread calls `step`, some ten times a second; nothing in it waits. The post's own thread keeps
the connection up. Whatever comes in is believed only where the centre signed it for this station.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Final

from edge_agent.core.errors import PackwardenError
from edge_agent.core.telemetry.sending import USUAL, Manner
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.told import CommandResult
from edge_agent.people.trust import Trust
from edge_agent.store.log_stretches import LogStretches
from edge_agent.uplink.acks import Ack, read_ack
from edge_agent.uplink.batches import LogName
from edge_agent.uplink.centre_words import CommandHeard, Heard, claims_of, read_command
from edge_agent.uplink.command_notes import CommandNotes, note_of, written
from edge_agent.uplink.outbox import Outbox
from edge_agent.uplink.pictures.picture_acks import read_picture_ack
from edge_agent.uplink.pictures.picture_uplink import PictureUplink
from edge_agent.uplink.posting import Posting
from edge_agent.uplink.topics import StationTopics
from hardware.interfaces import Clock
from hardware.letters import Heard as Message
from hardware.letters import Letter, Post

AT_LEAST_ONCE: Final = 1


@dataclass
class Counts:
    """Since the start."""

    acks: int = 0
    refused: int = 0
    """What came in and was not believed, or could not be read."""
    refusals: dict[str, int] = field(default_factory=dict)
    """How often, by what was wrong."""

    def refuse(self, error: PackwardenError) -> bool:
        """Whether it is the first of its kind."""
        self.refused += 1
        before = self.refusals.get(error.title, 0)
        self.refusals[error.title] = before + 1
        return before == 0


class Uplink:
    """Of one station and one connection."""

    def __init__(
        self,
        station: str,
        log: LogStretches,
        outbox: Outbox,
        post: Post,
        trust: Callable[[], Trust],
        clock: Clock,
        random: Random,
        manner: Manner = USUAL,
        pictures: PictureUplink | None = None,
    ) -> None:
        """pictures: None where none leave the station."""
        self.station, self.log, self.outbox, self.post = station, log, outbox, post
        self.pictures = pictures
        self.trust, self.clock = trust, clock
        self.random, self.manner = random, manner
        self.topics = StationTopics(station)
        self.postings: dict[Stream, Posting] = {}
        self.log_name: str | None = None
        self.counts = Counts()
        self.refused_first: deque[str] = deque()
        """What was refused for the first time, for whoever looks after the station."""
        self.was_up = False
        self.notes = CommandNotes(outbox.connection, outbox.path)
        self.commands: deque[Heard] = deque()
        """Heard and remembered; whoever talks with the line takes them."""
        self.heard_by: dict[str, Callable[[bytes, int], None]] = {
            self.topics.ack: self.acked,
            self.topics.command: self.commanded,
            self.topics.picture_ack: self.pictures_acked,
        }

    def step(self, goes_on: bool = False) -> bool:
        """Whether something was held up, and could go on soon: then `goes_on`, for which entries
        that are newer than the last step wait, so that they travel together."""
        now_ns = self.clock.now_ns()
        self.begin_log()
        for heard in self.post.take():
            self.hear(heard, now_ns)
        self.post.settle()
        self.notes.look(now_ns)
        is_up = self.post.is_up
        if is_up and not self.was_up:
            self.connected()
        self.was_up = is_up
        return is_up and self.send(now_ns, goes_on)

    def send(self, now_ns: int, goes_on: bool) -> bool:
        postings = self.postings.values()
        for posting in postings:
            if posting.is_held_up or not goes_on:
                posting.post(self.hand, now_ns)
        if any(posting.is_held_up for posting in postings):
            return True
        return self.send_pictures(now_ns)

    def send_pictures(self, now_ns: int) -> bool:
        """Only where no record waits."""
        if self.pictures is None or self.log_name is None:
            return False
        acked = {stream: posting.sender.acked for stream, posting in self.postings.items()}
        is_choosing = self.pictures.choose(self.log_name, acked)
        if not all(posting.has_sent_all for posting in self.postings.values()):
            return False
        return self.pictures.posting.post(self.hand_picture, now_ns) or is_choosing

    def connected(self) -> None:
        """What was under way on the connection before is lost for all that we know."""
        for posting in self.postings.values():
            posting.sender.again()
        if self.pictures is not None:
            self.pictures.posting.again()

    def begin_log(self) -> None:
        """A station that has never run yet has no log to send."""
        if self.log_name is not None or (name := self.log.name()) is None:
            return
        self.log_name = name
        for stream in Stream:
            acked = self.outbox.acked(name, stream)
            log = LogName(self.station, name, stream)
            self.postings[stream] = Posting(log, self.log, acked, self.random, self.manner)

    def hand(self, payload: bytes) -> bool:
        return self.post.publish(Letter(self.topics.records, payload, AT_LEAST_ONCE))

    def hand_picture(self, payload: bytes) -> bool:
        return self.post.publish(Letter(self.topics.pictures, payload, AT_LEAST_ONCE))

    def hear(self, heard: Message, now_ns: int) -> None:
        heeds = self.heard_by.get(heard.topic)
        if heeds is None:
            return
        try:
            heeds(heard.payload, now_ns)
        except PackwardenError as error:
            if self.counts.refuse(error):
                self.refused_first.append(f"{heard.topic}: {error}")

    def acked(self, payload: bytes, now_ns: int) -> None:
        ack = read_ack(payload, self.station, self.trust())
        if ack.log != self.log_name or not self.outbox.is_newer(ack):
            return
        for stream, posting in self.postings.items():
            self.land(ack, stream, posting, now_ns)
        self.outbox.keep(ack)
        self.counts.acks += 1

    def pictures_acked(self, payload: bytes, _now_ns: int) -> None:
        ack = read_picture_ack(payload, self.station, self.trust())
        if self.pictures is not None:
            self.pictures.posting.heard(ack)

    def commanded(self, payload: bytes, now_ns: int) -> None:
        """Refused ones are noted for the log too."""
        try:
            self.command(payload)
        except PackwardenError as error:
            self.notes.refused(claims_of(payload), error, now_ns)
            raise

    def command(self, payload: bytes) -> None:
        """Remembered before anybody acts on it."""
        heard = read_command(payload, self.station, self.trust(), self.clock.wall())
        note = written(note_of(heard, CommandResult.ACCEPTED, None))
        if not self.outbox.is_new_command(heard.key_id, heard.number, note):
            raise CommandHeard(f"command {heard.number} was heard before, or one after it")
        self.commands.append(heard)

    def land(self, ack: Ack, stream: Stream, posting: Posting, now_ns: int) -> None:
        until = ack.position(stream)
        if until is not None:
            posting.heard(until, now_ns, ack.beyond(stream))

    @property
    def is_behind(self) -> bool:
        """Something is not at the centre yet."""
        return any(posting.behind for posting in self.postings.values())
