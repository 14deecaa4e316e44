"""The PLC's counters in the host's terms, over its restarts, and its events made of them. Pure.

Rules
- The first ticks that are met are taken as they are, and numbers as `ContinuedNumbers` says.
- A PLC that starts anew counts from anywhere; its ticks then go on where the belt has come to. An
  order for a pack from before has no number any more.
"""

from hardware.gates.continued_numbers import ContinuedNumbers
from hardware.gates.plc_blocks import EventSlot, PlcStatus, action_of
from hardware.gates.register_map import BadRegisters, EventKind
from hardware.interfaces import (
    BeltPosition,
    BinFull,
    CameraTrigger,
    GateDone,
    GateEvent,
    OrderRefused,
    PackLeft,
    PackSeen,
)
from hardware.wire.ticks import BeltFit, ClockFit, Stamp, unwrapped


class HostTerms:
    """What the host makes of the numbers of one PLC."""

    def __init__(self, views: tuple[str, ...]) -> None:
        self.views = views
        self.numbers = ContinuedNumbers()
        self.clock, self.belt = ClockFit(), BeltFit()
        self.plc_tick: int | None = None
        self.plc_us = 0
        """The last ones read, without their wrapping; the tick is None before the first."""
        self.tick_offset = 0
        self.continues_at_tick: int | None = None
        """Where the belt was when the PLC started anew; None once its count is placed there."""

    def restarted(self, now_ns: int) -> None:
        """The PLC began to count anew, while the belt went on as it did before."""
        last_tick = (self.plc_tick or 0) + self.tick_offset
        self.continues_at_tick = max(last_tick, self.belt.ahead(now_ns))
        self.clock = ClockFit()
        self.belt.forget()
        self.plc_tick = None
        self.numbers.begin_anew()

    def read(self, status: PlcStatus, answered_ns: int) -> None:
        if self.plc_tick is None:
            self.plc_tick, self.plc_us = status.tick, status.time_us
        self.plc_tick = unwrapped(status.tick, self.plc_tick)
        self.plc_us = unwrapped(status.time_us, self.plc_us)
        self.clock.heard(Stamp(self.plc_us, answered_ns))
        if self.continues_at_tick is not None:
            self.tick_offset = self.continues_at_tick - self.plc_tick
            self.continues_at_tick = None
        self.belt.read(self.plc_tick + self.tick_offset, self.clock.host_ns(self.plc_us))

    def position(self, now_ns: int) -> BeltPosition:
        return self.belt.position(now_ns)

    def pack_no(self, slot: EventSlot) -> int:
        return self.numbers.pack_no(slot.number)

    def tick(self, slot: EventSlot) -> int:
        return unwrapped(slot.tick, self.plc_tick or 0) + self.tick_offset

    def at_ns(self, slot: EventSlot) -> int:
        return self.clock.host_ns(unwrapped(slot.time_us, self.plc_us))

    def event(self, slot: EventSlot) -> GateEvent | CameraTrigger:
        """BadRegisters for one that means nothing."""
        at_ns = self.at_ns(slot)
        match slot.kind:
            case EventKind.PACK_SEEN:
                return self.seen(slot, at_ns)
            case EventKind.GATE_DONE:
                return GateDone(self.pack_no(slot), action_of(slot.what), slot.flag, at_ns)
            case EventKind.PACK_LEFT:
                return PackLeft(action_of(slot.what), self.tick(slot), at_ns)
            case EventKind.ORDER_REFUSED:
                return OrderRefused(self.pack_no(slot), action_of(slot.what), slot.flag, at_ns)
            case EventKind.BIN_FULL:
                return BinFull(slot.flag, at_ns)
            case EventKind.TRIGGERED:
                return self.trigger(slot, at_ns)
            case EventKind.NONE:
                raise BadRegisters("the PLC hands over an empty event")

    def seen(self, slot: EventSlot, at_ns: int) -> PackSeen:
        pack_no, front_tick = self.numbers.seen(slot.number), self.tick(slot)
        return PackSeen(pack_no, front_tick, front_tick + slot.length, at_ns, slot.flag)

    def trigger(self, slot: EventSlot, at_ns: int) -> CameraTrigger:
        if not 1 <= slot.what <= len(self.views):
            raise BadRegisters(f"camera output {slot.what} of the PLC is none of triggered_views")
        view = self.views[slot.what - 1]
        number = self.numbers.trigger_no(view, slot.number)
        return CameraTrigger(view, number, self.tick(slot), at_ns)
