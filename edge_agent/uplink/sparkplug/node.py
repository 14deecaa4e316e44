"""A station as an edge node: connects, waits for its host, is born, tells what changes, and dies.

One hand calls `step`, some twenty times a second; nothing in it waits. What to say next is decided
by core/sparkplug; here it goes on its way.

Rules (Sparkplug 3.0.0, chapter 5)
- One broker at a time. Another connection, another number (`bdSeq`), told in its will.
- With a primary host nothing is published before that host is online at this very broker. Where it
  says that it goes, the node dies and tries the next broker.
- An intended end says so: death first, then the good-bye. A node that was not born yet has nothing
  to say and hangs up; its will speaks for it.
"""

from collections import deque
from dataclasses import dataclass
from random import Random
from typing import Final

from edge_agent.control.line_state import LineState
from edge_agent.core.errors import InvalidInput
from edge_agent.core.sparkplug.primary_host import PrimaryHost, host_word
from edge_agent.core.sparkplug.session import Session, death
from edge_agent.core.sparkplug.tags import Plant
from edge_agent.core.sparkplug.topics import MessageKind, NodeName, state_topic
from edge_agent.core.told import Told
from edge_agent.store.log_stretches import LogStretches
from edge_agent.uplink.sparkplug.host_commands import wishes
from edge_agent.uplink.sparkplug.life import Life, letter
from edge_agent.uplink.sparkplug.line_tags import Fitted, plant_of
from edge_agent.uplink.sparkplug.memory import Memory
from edge_agent.uplink.sparkplug.pack_tags import ms_of
from edge_agent.uplink.sparkplug.pack_teller import PackTeller
from edge_agent.uplink.sparkplug.walk import Walk
from edge_agent.uplink.sparkplug.wire import decoded
from hardware.errors import DeviceMissing
from hardware.interfaces import Clock
from hardware.letters import Heard, Letter
from hardware.mqtt_link import Presence
from hardware.mqtt_session import MqttSession
from hardware.mqtt_settings import BrokerSettings

TELL_NS: Final = 200_000_000
"""Between two looks for what has changed."""
STEADY_NS: Final = 2_000_000_000
"""A life shorter than that was in vain: two nodes of one name put each other out again and again,
and shall do so ever more slowly."""
HOST_NS: Final = 10_000_000_000
"""How long a node waits for its host at a broker, where it has others."""
MOST_WORDS: Final = 16


@dataclass(slots=True)
class Counts:
    """Since the start."""

    births: int = 0
    refused: int = 0
    """Messages of hosts that could not be read."""
    ignored: int = 0
    """Values of hosts that mean nothing here, or that nobody may write."""


@dataclass(frozen=True, slots=True)
class Place:
    """Who the node is, and where."""

    name: NodeName
    brokers: tuple[BrokerSettings, ...]
    primary_host: str | None
    fitted: Fitted


class EdgeNode:
    """Of one station."""

    def __init__(
        self, place: Place, memory: Memory, log: LogStretches, clock: Clock, random: Random
    ) -> None:
        self.place, self.memory, self.log, self.clock = place, memory, log, clock
        self.walk = Walk(place.brokers, random)
        self.counts = Counts()
        self.words: deque[Told] = deque(maxlen=MOST_WORDS)
        """Of hosts; whoever talks with the line takes them."""
        self.trouble: str | None = "not connected yet"
        self.link: MqttSession | None = None
        self.linked_ns = 0
        self.born_ns: int | None = None
        """When this connection came to a birth."""
        self.number = 0
        """Of the newest connection."""
        self.host = PrimaryHost()
        self.life: Life | None = None
        self.wants_rebirth = False
        self.line_before: Plant | None = None
        """What was known of the last line."""

    def step(self, state: LineState | None) -> None:
        now_ns = self.clock.now_ns()
        if self.link is None:
            self.connect(now_ns)
            return
        for heard in self.link.take():
            self.hear(self.link, heard)
        if self.link.is_over:
            self.lost(self.link, now_ns)
        elif self.link.is_up:
            self.be(self.link, state, now_ns)

    def stop(self) -> None:
        """An intended end; bounded."""
        if self.link is not None:
            self.leave(self.link)
            self.link.join()

    # The connection

    def connect(self, now_ns: int) -> None:
        if not self.walk.is_due(now_ns):
            return
        name, topics = self.place.name, [self.topic(MessageKind.NCMD)]
        topics.append(f"{self.topic(MessageKind.DCMD)}/+")
        if self.place.primary_host is not None:
            topics.append(state_topic(self.place.primary_host))
        presence = Presence(f"{name.group}/{name.node}", tuple(topics), self.will)
        self.host, self.linked_ns, self.born_ns = PrimaryHost(), now_ns, None
        try:
            self.link = MqttSession(self.walk.broker, presence, self.clock)
        except DeviceMissing as error:  # a certificate may be on its way while it is renewed
            self.trouble = str(error)
            self.walk.go_on(False, now_ns)
        else:
            self.link.start()

    def will(self) -> Letter:
        """In the link's thread, once a broker's door is open; nobody else uses the memory then."""
        self.number = self.memory.next_number()
        return self.death(self.number)

    def death(self, number: int) -> Letter:
        return letter(self.place.name, death(number, self.now_ms()), quality=1)

    def lost(self, link: MqttSession, now_ns: int) -> None:
        self.trouble = link.why_over
        self.link, self.life, self.wants_rebirth = None, None, False
        has_lasted = self.born_ns is not None and now_ns - self.born_ns > STEADY_NS
        self.walk.go_on(has_lasted, now_ns)

    def leave(self, link: MqttSession) -> None:
        if self.life is None:
            link.cut()
        else:
            link.leave(self.death(self.life.session.number))
        self.life = None

    # What comes in

    def hear(self, link: MqttSession, heard: Heard) -> None:
        try:
            if heard.topic.startswith(state_topic("")):
                self.host = self.host.heard(host_word(heard.payload))
                if self.life is not None and self.host.is_offline:
                    self.leave(link)
            elif self.life is not None:
                self.commanded(heard, self.life.session)
        except InvalidInput:
            self.counts.refused += 1

    def commanded(self, heard: Heard, session: Session) -> None:
        of_device = heard.topic.removeprefix(f"{self.topic(MessageKind.DCMD)}/")
        device = None if of_device == heard.topic else of_device
        may, person = self.place.fitted.commands, f"sparkplug {self.place.name.group}"
        found = wishes(decoded(heard.payload), device, session, may, person)
        self.wants_rebirth |= found.rebirth
        self.words.extend(found.words)
        self.counts.ignored += found.ignored

    # Life

    def be(self, link: MqttSession, state: LineState | None, now_ns: int) -> None:
        if self.life is not None:
            self.live(self.life, state, now_ns)
        elif self.place.primary_host is None or self.host.is_online:
            self.be_born(link, state)
        else:
            self.trouble = f"waits for host {self.place.primary_host} at {link.settings.address}"
            if self.had_better_look_elsewhere(now_ns):
                self.leave(link)

    def had_better_look_elsewhere(self, now_ns: int) -> bool:
        """The host is not at this broker, and there are others."""
        has_waited = now_ns - self.linked_ns > HOST_NS
        return self.walk.has_others and (self.host.is_offline or has_waited)

    def be_born(self, link: MqttSession, state: LineState | None) -> None:
        log_name, at_ms = self.log.name(), self.now_ms()
        teller = None if log_name is None else PackTeller(log_name, self.log, self.memory, at_ms)
        self.life = Life(link, self.place.name, Session(self.number), teller)
        self.bear(self.life, state)
        self.born_ns, self.trouble = self.clock.now_ns(), None

    def bear(self, life: Life, state: LineState | None) -> None:
        life.bear(self.plant(state, life), self.now_ms())
        self.wants_rebirth = False
        self.counts.births += 1

    def live(self, life: Life, state: LineState | None, now_ns: int) -> None:
        life.heed_marks(now_ns)
        if life.is_ahead:
            return
        if self.wants_rebirth:
            self.bear(life, state)
        elif now_ns >= life.next_tell_ns:
            life.next_tell_ns = now_ns + TELL_NS
            life.tell(self.plant(state, life), self.now_ms())

    def plant(self, state: LineState | None, life: Life) -> Plant:
        at_ms = self.now_ms()
        plant = plant_of(state, self.line_before, self.place.fitted, life.looks, at_ms)
        if state is not None:
            self.line_before = plant
        return Plant({**plant.node, **life.last_pack(at_ms)}, plant.devices)

    def topic(self, kind: MessageKind) -> str:
        return self.place.name.topic(kind)

    def now_ms(self) -> int:
        return ms_of(self.clock.wall())
