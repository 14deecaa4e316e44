"""A controller's numbers in the host's terms, also where the controller starts anew.

Its packs, ticks, triggers and microseconds begin again with every start; the host's go on. Of a
pack from before the last start the controller knows nothing: no order for it is ever sent.
"""

from collections.abc import Sequence

from hardware.interfaces import (
    BeltPosition,
    BinFull,
    CameraTrigger,
    GateAction,
    GateDone,
    GateEvent,
    OrderRefused,
    PackLeft,
    PackSeen,
)
from hardware.wire.codes import Action
from hardware.wire.framing import CRC_BYTES
from hardware.wire.messages import (
    BinTold,
    Event,
    FaultTold,
    GateDoneTold,
    OrderRefusedTold,
    PackLeftTold,
    PackSeenTold,
    Status,
    TriggeredTold,
    Welcome,
)
from hardware.wire.packing import LAYOUTS
from hardware.wire.port import BAUD
from hardware.wire.ticks import BeltFit, ClockFit, Stamp, unwrapped

ACTIONS = {
    Action.PASS: GateAction.PASS,
    Action.REJECT: GateAction.REJECT,
    Action.HOLD: GateAction.HOLD,
}
CODES = {action: code for code, action in ACTIONS.items()}


def wire_ns(kind: type[Status] | type[Welcome]) -> int:
    """How long a frame of this kind is on the line: ten bits a byte, and its frame around it."""
    framed = LAYOUTS[kind].packed.size + 2 + CRC_BYTES + 2
    return framed * 10 * 1_000_000_000 // BAUD


STATUS_NS, WELCOME_NS = wire_ns(Status), wire_ns(Welcome)


class HostTerms:
    """Of one controller, for as long as the host runs."""

    def __init__(self, views: Sequence[str]) -> None:
        self.views = tuple(views)
        """By the number of their camera trigger."""
        self.clock, self.belt = ClockFit(), BeltFit()
        self.boot: int | None = None
        self.first_pack_no = 1
        """In the host's terms, of the first pack since the controller's start."""
        self.pack_offset = 0
        self.last_pack_no = 0
        self.tick_offset = 0
        self.last_tick = 0
        """As the controller counts, but never wrapping."""
        self.last_us = 0
        self.trigger_offset: dict[str, int] = {}
        self.last_trigger: dict[str, int] = dict.fromkeys(self.views, 0)

    # What comes

    def welcomed(self, welcome: Welcome, now_ns: int) -> None:
        if welcome.boot != self.boot:
            self._begin_boot(welcome, now_ns)
        self._stamp(welcome.time_us, now_ns - WELCOME_NS)

    def _begin_boot(self, welcome: Welcome, now_ns: int) -> None:
        """Packs and ticks go on where the host's have come to. What was on the belt meanwhile was
        carried on by it, so the ticks go on where the belt would be now."""
        goes_on = self.boot is not None
        self.boot = welcome.boot
        self.clock = ClockFit()
        self.last_us, self.last_tick = welcome.time_us, welcome.tick
        self.tick_offset = self.belt.ahead(now_ns) - welcome.tick if goes_on else 0
        self.belt.forget()
        self.pack_offset = self.last_pack_no + 1 - welcome.next_pack_no if goes_on else 0
        self.first_pack_no = self.last_pack_no + 1 if goes_on else 1
        self.last_pack_no = self.pack_offset + welcome.next_pack_no - 1
        self.trigger_offset = dict(self.last_trigger) if goes_on else {}

    def reported(self, status: Status, now_ns: int) -> None:
        us = self._stamp(status.time_us, now_ns - STATUS_NS)
        self.last_tick = unwrapped(status.tick, self.last_tick)
        self.belt.read(self.last_tick + self.tick_offset, self.clock.host_ns(us))

    def _stamp(self, time_us: int, arrived_ns: int) -> int:
        near = self.clock.controller_us(arrived_ns) if self.clock.kept else self.last_us
        self.last_us = unwrapped(time_us, near)
        self.clock.heard(Stamp(self.last_us, arrived_ns))
        return self.last_us

    def position(self, now_ns: int) -> BeltPosition:
        return self.belt.position(now_ns)

    # What it tells

    def event(self, told: Event, now_ns: int) -> GateEvent | CameraTrigger | None:
        """None where it is for nobody: a fault is seen in the status, a camera may not be ours."""
        at_ns = self.at_ns(told.time_us, now_ns)
        match told:
            case PackSeenTold():
                return self._seen(told, at_ns)
            case GateDoneTold():
                number = self.host_pack_no(told.pack_no)
                return GateDone(number, ACTIONS[told.action], told.ordered, at_ns)
            case PackLeftTold():
                return PackLeft(ACTIONS[told.where], self.host_tick(told.tick), at_ns)
            case OrderRefusedTold():
                number = self.host_pack_no(told.pack_no)
                return OrderRefused(number, ACTIONS[told.action], told.late, at_ns)
            case BinTold():
                return BinFull(told.full, at_ns)
            case TriggeredTold():
                return self._triggered(told, at_ns)
            case FaultTold():
                return None

    def _seen(self, told: PackSeenTold, at_ns: int) -> PackSeen:
        number = self.host_pack_no(told.pack_no)
        self.last_pack_no = max(self.last_pack_no, number)
        front_tick, back_tick = self.host_tick(told.front_tick), self.host_tick(told.back_tick)
        return PackSeen(number, front_tick, back_tick, at_ns, told.touching)

    def _triggered(self, told: TriggeredTold, at_ns: int) -> CameraTrigger | None:
        if told.camera >= len(self.views):
            return None
        view = self.views[told.camera]
        # The first one ever told is number 1, however many there were before this host started.
        offset = self.trigger_offset.setdefault(view, 1 - told.count)
        self.last_trigger[view] = told.count + offset
        return CameraTrigger(view, told.count + offset, self.host_tick(told.tick), at_ns)

    def at_ns(self, time_us: int, now_ns: int) -> int:
        """Never in the future."""
        return min(now_ns, self.clock.host_ns(unwrapped(time_us, self.last_us)))

    def host_tick(self, tick: int) -> int:
        return unwrapped(tick, self.last_tick) + self.tick_offset

    def host_pack_no(self, pack_no: int) -> int:
        return pack_no + self.pack_offset

    def controller_pack_no(self, pack_no: int) -> int | None:
        """None for a pack from before the controller's start."""
        return None if pack_no < self.first_pack_no else pack_no - self.pack_offset
