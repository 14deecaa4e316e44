"""A gate that keeps its own time, reached over MQTT (docs/mqtt-gate.md).

Its controller has eye, encoder and pack register, and opens by its own encoder: what is timed is
never in MQTT. The link's thread only fills a queue; everything here happens in the line's thread,
and nothing waits.

Rules
- A gate that fell silent, fell into its fail state or started anew is trouble until the line knows,
  and then armed again as the line said last.
- A connection that is lost and found again before the gate gives its host up is no trouble.
"""

from collections.abc import Callable, Sequence
from random import Random
from secrets import token_hex

from hardware.gates.mqtt_arming import Arming
from hardware.gates.mqtt_messages import (
    BEAT_MS,
    TOPICS,
    Beat,
    Done,
    Event,
    Events,
    Message,
    MessageRefused,
    Position,
    Refused,
    Seen,
    State,
    Taken,
    Topic,
    decoded,
    encoded,
)
from hardware.gates.mqtt_mismatch import mismatch
from hardware.gates.mqtt_orders import Orders
from hardware.gates.mqtt_settings import MqttGateSettings
from hardware.gates.mqtt_terms import HostTerms
from hardware.gates.mqtt_window import EventInbox
from hardware.gates.waiting_triggers import WaitingTriggers
from hardware.interfaces import (
    BeltPosition,
    CameraTrigger,
    Clock,
    FailState,
    GateAction,
    GateEvent,
    GateOrder,
    OrderRefused,
)
from hardware.letters import Heard, Letter, Post
from hardware.mqtt_link import MqttLink, Presence

BEAT_NS = BEAT_MS * 1_000_000
SILENT_NS = 500_000_000
"""Without an answer for so long the gate is not there; it has given us up by then."""
REACHED_WITHIN_NS = 3_000_000_000
LOOK_NS = 1_000_000
LOST_EVENTS_TOLD_NS = 2_000_000_000
QUALITY = {Topic.BEAT: 0, Topic.ARM: 1, Topic.ORDER: 1}
"""A lost beat is followed by the next; the others should not wait to be sent again."""
FROM_GATE = (Topic.STATE, Topic.EVENTS, Topic.POSITION)


class MqttGate:
    """A Gate with CameraTriggers over a link that was started and listens to FROM_GATE."""

    def __init__(
        self,
        settings: MqttGateSettings,
        fail_state: FailState,
        session: str,
        link: Post,
        clock: Clock,
    ) -> None:
        """session: 16 hexadecimal digits, drawn for this run of the host."""
        self.capability = settings.belt.capability(
            keeps_own_time=True, jitter_ms=settings.jitter_ms
        )
        self.link, self.session = link, session
        self.terms, self.arming = HostTerms(), Arming(session, fail_state)
        self.inbox, self.orders = EventInbox(), Orders(self.capability, session, boot=0)
        self._events_lost_ns: int | None = None
        self._root, self._clock = settings.root, clock
        self._events: list[GateEvent] = []
        self._triggers = WaitingTriggers()
        self._coming: State | None = None
        """Of a boot from which no answer has come yet."""
        self._not_understood: dict[Topic, str] = {}
        self._answered_ns: int | None = None
        self._echo_ns = self._beat_ns = -1
        self._is_stopped = False
        self._hearers: dict[Topic, Callable[[Heard, int], None]] = {
            Topic.STATE: self._state_came,
            Topic.EVENTS: self._events_came,
            Topic.POSITION: self._position_came,
        }

    # The line's side

    @property
    def trouble(self) -> str | None:
        now_ns = self._clock.now_ns()
        self._hear(now_ns)
        trouble = self._trouble(now_ns)
        if trouble is not None:
            self.arming.told()
        return trouble

    def arm(self, default: GateAction) -> None:
        now_ns = self._clock.now_ns()
        self.arming.want(default, now_ns)
        self._ask(now_ns)

    def order(self, order: GateOrder) -> None:
        now_ns, pack = self._clock.now_ns(), self.terms.numbers.own_no(order.pack_no)
        told = None if pack is None else self.orders.new(pack, order.action, now_ns)
        if told is None:
            late = order.pack_no <= self.terms.numbers.last_pack_no
            self._events.append(OrderRefused(order.pack_no, order.action, late, now_ns))
        else:
            self._tell(told)

    def stop_belt(self, stop: bool) -> None:
        if stop is not self._is_stopped:
            self._is_stopped = stop
            self._beat(self._clock.now_ns())

    def position(self) -> BeltPosition:
        now_ns = self._clock.now_ns()
        self._hear(now_ns)
        return self.terms.position(now_ns)

    def poll(self) -> Sequence[GateEvent]:
        self._hear(self._clock.now_ns())
        events, self._events = self._events, []
        return events

    def triggered(self, view: str) -> Sequence[CameraTrigger]:
        self._hear(self._clock.now_ns())
        return self._triggers.triggered(view)

    def heartbeat(self, now_ns: int) -> None:
        """Also sends again what was not answered: who does not live sends nothing."""
        if now_ns - self._beat_ns >= BEAT_NS or self._beat_ns < 0:
            self._beat(now_ns)
        self._ask(now_ns)
        tick = self.terms.position(now_ns).tick - self.terms.tick_offset
        for order in self.orders.due(now_ns, tick):
            self._tell(order)

    def close(self) -> None:
        """The gate hears no beat any more and does what it was told for that."""
        self.link.stop()

    @property
    def is_reached(self) -> bool:
        """It answers, and has told its state."""
        self._hear(self._clock.now_ns())
        return self._answered_ns is not None and self.arming.state is not None

    # To the gate

    def _tell(self, message: Message) -> None:
        topic = TOPICS[type(message)]
        self.link.publish(Letter(f"{self._root}/{topic}", encoded(message), QUALITY[topic]))

    def _beat(self, now_ns: int) -> None:
        self._beat_ns = now_ns
        boot, ack = self.terms.boot or 0, self.inbox.contiguous
        self._tell(
            Beat(session=self.session, sent_ns=now_ns, boot=boot, ack=ack, stop=self._is_stopped)
        )

    def _ask(self, now_ns: int) -> None:
        if self.link.is_up and self.terms.boot is not None:
            arm = self.arming.ask(now_ns)
            if arm is not None:
                self._tell(arm)

    # From the gate

    def _hear(self, now_ns: int) -> None:
        for heard in self.link.take():
            name = heard.topic.removeprefix(f"{self._root}/")
            if name in self._hearers:
                self._hear_one(Topic(name), heard, now_ns)
        self._look_for_silence(now_ns)

    def _hear_one(self, topic: Topic, heard: Heard, now_ns: int) -> None:
        try:
            self._hearers[topic](heard, now_ns)
        except MessageRefused as error:
            self._not_understood[topic] = f"its {topic} is not understood: {error}"
        else:
            self._not_understood.pop(topic, None)

    def _look_for_silence(self, now_ns: int) -> None:
        if self._answered_ns is not None and now_ns - self._answered_ns > SILENT_NS:
            self.arming.lose("it did not answer for a while")

    def _position_came(self, heard: Heard, now_ns: int) -> None:
        """Only the answer to a beat of ours that is newer than any answered before."""
        answer = decoded(Position, heard.payload)
        if answer.session != self.session or not self._echo_ns < answer.sent_ns <= now_ns:
            return
        self._echo_ns, self._answered_ns = answer.sent_ns, heard.at_ns
        if answer.boot != self.terms.boot:
            self._begin_boot(answer.boot, now_ns)
        self.terms.answered(answer, heard.at_ns)
        self._ask(now_ns)

    def _begin_boot(self, boot: int, now_ns: int) -> None:
        """Orders for packs from before never reach one from after."""
        for pack, pending in self.orders.pending.items():
            pack_no = self.terms.numbers.pack_no(pack)
            self._events.append(OrderRefused(pack_no, pending.order.action, True, now_ns))
        if self.terms.boot is not None:
            self.arming.lose("it has started anew, and knows nothing of the packs on the belt")
        self.inbox, self.orders = EventInbox(), Orders(self.capability, self.session, boot)
        self.arming.state, coming = None, self._coming
        if coming is not None and coming.boot == boot:
            self.arming.heard(coming)

    def _state_came(self, heard: Heard, now_ns: int) -> None:
        state = decoded(State, heard.payload)
        if not state.online:
            return
        if state.boot != self.terms.boot:
            self._coming = state
        else:
            self.arming.heard(state)
            self._ask(now_ns)

    def _events_came(self, heard: Heard, now_ns: int) -> None:
        message = decoded(Events, heard.payload)
        if message.boot != self.terms.boot or message.session != self.session:
            return
        lost_before = self.inbox.lost_count
        events = self.inbox.take(message)
        if self.inbox.lost_count > lost_before:
            self._events_lost_ns = now_ns
        for event in events:
            self._note(event)
            told = self.terms.event(event, now_ns)
            if isinstance(told, CameraTrigger):
                self._triggers.add(told)
            elif told is not None:
                self._events.append(told)

    def _note(self, event: Event) -> None:
        match event:
            case Seen():
                self.orders.seen(event)
            case Taken() | Refused():
                self.orders.answered(event.pack, event.order_no)
            case Done():
                self.orders.gone(event.pack)

    def _trouble(self, now_ns: int) -> str | None:
        if self._answered_ns is None or now_ns - self._answered_ns > SILENT_NS:
            return self.link.trouble or f"the gate at {self._root} does not answer"
        for refused in self._not_understood.values():
            return refused
        if self._events_lost_ns is not None and now_ns - self._events_lost_ns < LOST_EVENTS_TOLD_NS:
            return "it had to forget what happened; nobody acknowledged it for too long"
        state = self.arming.state
        differs = None if state is None else mismatch(state.belt, self.capability)
        return differs or self.arming.trouble(now_ns)


def presence(settings: MqttGateSettings, session: str) -> Presence:
    """A name of its own for every run: two hosts do not push each other off the broker."""
    name = f"line-{settings.station}-{session}"
    return Presence(name, tuple(f"{settings.root}/{topic}" for topic in FROM_GATE))


def open_mqtt_gate(settings: MqttGateSettings, fail_state: FailState, clock: Clock) -> MqttGate:
    """Waits up to 3 s until the gate answers; one that does not says so by `trouble`."""
    session = token_hex(8)
    link = MqttLink(settings.broker, presence(settings, session), clock, Random(session))
    link.start()
    gate = MqttGate(settings, fail_state, session, link, clock)
    until_ns = clock.now_ns() + REACHED_WITHIN_NS
    while not gate.is_reached and clock.now_ns() < until_ns:
        gate.heartbeat(clock.now_ns())
        clock.sleep_until_ns(clock.now_ns() + LOOK_NS)
    return gate
