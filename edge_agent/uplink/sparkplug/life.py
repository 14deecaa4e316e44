"""A node from its birth to its death, on one connection: publishes, and knows what has arrived."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from edge_agent.core.packs import CameraLook
from edge_agent.core.sparkplug.catching_up import Sent
from edge_agent.core.sparkplug.session import Message, Session
from edge_agent.core.sparkplug.tags import Plant, Readings
from edge_agent.core.sparkplug.topics import NodeName
from edge_agent.uplink.sparkplug.pack_tags import no_pack
from edge_agent.uplink.sparkplug.pack_teller import PackTeller
from edge_agent.uplink.sparkplug.wire import encoded
from hardware.letters import Letter
from hardware.mqtt_session import MqttSession

MARK_NS: Final = 500_000_000
MOST_UNPROVEN: Final = 64
"""Messages that the broker may not have read yet; a broker that hangs gets no more."""


def letter(name: NodeName, message: Message, quality: int = 0) -> Letter:
    return Letter(name.topic(message.kind, message.device), encoded(message.payload), quality)


@dataclass(frozen=True, slots=True)
class Mark:
    """Under way: its number, and what had been sent before it."""

    number: int
    sent_count: int
    packs: Sent | None


class Life:
    """Ends with its link."""

    def __init__(
        self, link: MqttSession, name: NodeName, session: Session, teller: PackTeller | None
    ) -> None:
        """teller: None where the station has never run, and has no log."""
        self.link, self.name, self.session, self.teller = link, name, session, teller
        self.next_tell_ns = self.next_mark_ns = 0
        self.mark: Mark | None = None
        self.proven_count = 0
        """Letters that the broker surely has read."""

    @property
    def is_ahead(self) -> bool:
        """Of its broker, as far as it may be."""
        return self.link.mail.sent_count - self.proven_count >= MOST_UNPROVEN

    @property
    def looks(self) -> Mapping[str, CameraLook]:
        return {} if self.teller is None else self.teller.looks

    def last_pack(self, at_ms: int) -> Readings:
        return no_pack(at_ms) if self.teller is None else self.teller.last_pack

    def bear(self, plant: Plant, at_ms: int) -> None:
        self.publish(self.session.births(plant, at_ms))

    def tell(self, plant: Plant, at_ms: int) -> None:
        """What has changed, then packs one by one as they ended, then a piece of the history."""
        self.publish(self.session.changes(plant, at_ms))
        if self.teller is None:
            return
        series = self.session.series(self.teller.live(), at_ms)
        if series is not None:
            self.publish([series])
        before = self.teller.history()
        if before:
            self.publish([self.session.history(before, at_ms)])

    def heed_marks(self, now_ns: int) -> None:
        if self.mark is not None and self.link.marks_read >= self.mark.number:
            mark, self.mark = self.mark, None
            self.proven_count = mark.sent_count
            if self.teller is not None and mark.packs is not None:
                self.teller.prove(mark.packs)
        is_due = self.mark is None and now_ns >= self.next_mark_ns
        if is_due and self.link.mail.sent_count > self.proven_count:
            self.next_mark_ns = now_ns + MARK_NS
            packs = None if self.teller is None else self.teller.lanes.sent
            self.mark = Mark(self.link.mark(), self.link.mail.sent_count, packs)

    def publish(self, messages: Sequence[Message]) -> None:
        """Where the connection has just ended, all of it is told anew on the next."""
        for message in messages:
            if not self.link.publish(letter(self.name, message)):
                return
