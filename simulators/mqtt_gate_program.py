"""What runs in the controller of an MQTT gate, from one start to the next (docs/mqtt-gate.md).

It turns a near-side `Gate` (eye, encoder, pack register) into messages and back. No network here:
payloads go in, payloads come out.

Rules
- Armed only by its own nonce, good for one time; without beats it is armed by nobody, keeps the
  default that it has, and stops the belt where that was asked for.
- It takes orders of the host that armed it, and only while it is armed; late ones never.
- While a host lives, no other one gets the gate.
"""

from collections.abc import Sequence
from random import Random

from hardware.gates.mqtt_messages import (
    WATCHDOG_MS,
    Arm,
    Beat,
    Belt,
    Default,
    Done,
    Events,
    Message,
    MessageRefused,
    Order,
    Position,
    State,
    Taken,
    Topic,
    decoded,
)
from hardware.gates.mqtt_window import EventOutbox
from hardware.interfaces import (
    CameraTrigger,
    CameraTriggers,
    FailState,
    Gate,
    GateAction,
    GateEvent,
    GateOrder,
)
from simulators.mqtt_gate_terms import GateTerms, refused

WATCHDOG_NS = WATCHDOG_MS * 1_000_000
MOST_BATCHES = 8
"""Messages of events in one turn; what is left goes in the next."""
STATE_AGAIN_NS = 1_000_000_000
"""A will that came late, or a broker's memory, stands for us no longer than this."""


class GateProgram:
    """Its numbers of packs and its ticks begin at its start; the near-side gate's go on."""

    def __init__(
        self, gate: Gate, belt: Belt, boot: int, random: Random, packs_before: int
    ) -> None:
        """packs_before: the near-side gate's number of the last pack before this start."""
        self.gate, self.belt, self.boot = gate, belt, boot
        self.outbox = EventOutbox()
        self.owner: str | None = None
        self.armed: Default | None = None
        self.on_silence = FailState.REJECT_ALL
        self.resting: Default = GateAction.REJECT
        """What was armed last: packs without an order get it, also while nobody has armed us."""
        self.says: list[Message] = []
        """What is to be published, beside the events."""
        self.terms = GateTerms(packs_before, gate.position().tick)
        self.state_no = 0
        self._random = random
        self._complaint: str | None = None
        self._newest: dict[int, int] = {}
        """Pack to the highest number of an order for it."""
        self._beat_ns = self._sent_ns = self._state_ns = 0
        self._wants_stop = self._holds_belt = self._is_stopped = False
        self._nonce = ""
        self._new_state()

    # What comes in

    def hear(self, topic: Topic, payload: bytes, now_ns: int) -> None:
        try:
            self._obey(topic, payload, now_ns)
        except MessageRefused as error:
            self._complain(f"{topic}: {error}")

    def _obey(self, topic: Topic, payload: bytes, now_ns: int) -> None:
        match topic:
            case Topic.BEAT:
                self._beat(decoded(Beat, payload), now_ns)
            case Topic.ARM:
                self._arm(decoded(Arm, payload), now_ns)
            case Topic.ORDER:
                self._order(decoded(Order, payload), now_ns)
            case _:
                return

    def _beat(self, beat: Beat, now_ns: int) -> None:
        self._answer(beat, now_ns)
        if beat.session != self.owner or beat.sent_ns <= self._sent_ns:
            return
        self._sent_ns, self._beat_ns = beat.sent_ns, now_ns
        self._wants_stop = beat.stop
        self.gate.heartbeat(now_ns)
        if beat.boot == self.boot:
            self.outbox.acknowledged(beat.ack, now_ns)

    def _answer(self, beat: Beat, now_ns: int) -> None:
        self.says.append(
            Position(
                session=beat.session,
                sent_ns=beat.sent_ns,
                boot=self.boot,
                tick=self.terms.tick(self.gate.position().tick),
                at_us=now_ns // 1000,
            )
        )

    def _arm(self, arm: Arm, now_ns: int) -> None:
        is_taken = self.armed is not None and self.owner != arm.session
        if arm.boot != self.boot or arm.nonce != self._nonce or is_taken:
            self.says.append(self.state())
            return
        if arm.default is GateAction.REJECT and arm.on_silence is FailState.PASS_ALL:
            self._complain("a gate that rejects by itself must not pass all when its host is dead")
            return
        if arm.fresh or self.owner not in {None, arm.session}:
            self.outbox.clear()
        if self.owner != arm.session:
            self._newest.clear()
            self._sent_ns, self._wants_stop = 0, False
        self.gate.arm(arm.default)
        self.resting = arm.default
        self.owner, self.armed, self.on_silence = arm.session, arm.default, arm.on_silence
        self._beat_ns, self._holds_belt, self._complaint = now_ns, False, None
        self._new_state()

    def _order(self, order: Order, now_ns: int) -> None:
        is_meant = order.session == self.owner and order.boot == self.boot
        if not is_meant or order.order_no <= self._newest.get(order.pack, 0):
            return
        self._newest[order.pack] = order.order_no
        late = self.terms.tick(self.gate.position().tick) > order.expires_tick
        if self.armed is None or late or not self._is_that_pack(order):
            is_late = self.armed is not None and (late or self.terms.is_known(order.pack))
            self.outbox.add(refused(order, is_late, now_ns // 1000), now_ns)
            return
        near_pack = order.pack + self.terms.packs_before
        self.terms.asked[near_pack] = order
        self.gate.order(GateOrder(near_pack, order.action))

    def _is_that_pack(self, order: Order) -> bool:
        """The pack with this number is where the host believes it."""
        eye_tick = self.terms.eye_tick(order.pack)
        if eye_tick is None:
            return False
        return order.from_tick <= eye_tick + self.belt.eye_to_gate_ticks <= order.to_tick

    # What happens by itself

    def turn(self, now_ns: int, triggers: CameraTriggers | None, views: Sequence[str]) -> None:
        """Looks for silence, and notes what happened at the belt."""
        if self.armed is not None and now_ns - self._beat_ns > WATCHDOG_NS:
            self.armed = None
            self._holds_belt = self.on_silence is FailState.STOP_BELT
            self._new_state()
        if now_ns - self._state_ns >= STATE_AGAIN_NS:
            self._state_ns = now_ns
            self.says.append(self.state())
        happened: list[GateEvent | CameraTrigger] = list(self.gate.poll())
        if triggers is not None:
            happened += [one for view in views for one in triggers.triggered(view)]
        for one in sorted(happened, key=lambda one: one.at_ns):
            event = self.terms.event(one)
            if event is not None:
                self.outbox.add(event, now_ns)
            if isinstance(event, Done):
                self._newest.pop(event.pack, None)
        self._taken(now_ns)
        self._drive_belt()

    def _taken(self, now_ns: int) -> None:
        """Orders that the register did not refuse."""
        for order in self.terms.asked.values():
            taken = Taken(pack=order.pack, order_no=order.order_no, at_us=now_ns // 1000)
            self.outbox.add(taken, now_ns)
        self.terms.asked.clear()

    def _drive_belt(self) -> None:
        stop = self._holds_belt or self._wants_stop
        if stop is not self._is_stopped:
            self._is_stopped = stop
            self.gate.stop_belt(stop)

    # What goes out

    def state(self, online: bool = True) -> State:
        return State(
            online=online,
            boot=self.boot,
            state_no=self.state_no,
            nonce=self._nonce,
            armed=self.armed if online else None,
            on_silence=self.on_silence,
            owner=self.owner,
            belt=self.belt,
            complaint=self._complaint,
        )

    def _new_state(self) -> None:
        """A new nonce with every change: nothing that was asked before counts any more."""
        self._nonce = f"{self._random.getrandbits(64):016x}"
        self.state_no += 1
        self.says.append(self.state())

    def _complain(self, why: str) -> None:
        """What is not understood changes nothing; the next state says so, once."""
        if why[:300] != self._complaint:
            self._complaint = why[:300]
            self.state_no += 1
            self.says.append(self.state())

    def events(self, now_ns: int) -> Sequence[Events]:
        """What is due to the host that armed us; `sent` says what of it went out."""
        due: list[Events] = []
        while self.owner is not None and len(due) < MOST_BATCHES:
            batch = self.outbox.due(now_ns)
            if batch is None:
                break
            first, events = batch
            self.outbox.sent(first, len(events))
            oldest, owner = self.outbox.oldest, self.owner
            due.append(
                Events(boot=self.boot, session=owner, oldest=oldest, first=first, events=events)
            )
        return due
