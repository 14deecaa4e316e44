"""One gate's numbers in the host's terms, also where the gate starts anew. Pure.

Its packs, ticks, triggers and microseconds begin again with every boot; the host's go on. What was
on the belt meanwhile was carried on by it, so ticks go on where the belt would be by now.
"""

from hardware.gates.continued_numbers import ContinuedNumbers
from hardware.gates.mqtt_messages import Bin, Done, Event, Left, Position, Refused, Seen, Triggered
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
from hardware.wire.ticks import BeltFit, ClockFit, Stamp


class HostTerms:
    """For as long as the host runs."""

    def __init__(self) -> None:
        self.boot: int | None = None
        """None until the gate has answered for the first time."""
        self.numbers = ContinuedNumbers()
        self.clock, self.belt = ClockFit(), BeltFit()
        self.tick_offset = 0

    def answered(self, answer: Position, arrived_ns: int) -> None:
        if answer.boot != self.boot:
            self._begin_boot(answer, arrived_ns)
        self.clock.heard(Stamp(answer.at_us, arrived_ns))
        self.belt.read(answer.tick + self.tick_offset, self.clock.host_ns(answer.at_us))

    def _begin_boot(self, answer: Position, arrived_ns: int) -> None:
        """The first numbers that are met are taken as they are."""
        if self.boot is not None:
            self.tick_offset = self.belt.ahead(arrived_ns) - answer.tick
            self.numbers.begin_anew()
            self.clock = ClockFit()
            self.belt.forget()
        self.boot = answer.boot

    def position(self, now_ns: int) -> BeltPosition:
        return self.belt.position(now_ns)

    def event(self, event: Event, now_ns: int) -> GateEvent | CameraTrigger | None:
        """None for what only the two ends need to know."""
        at_ns = min(now_ns, self.clock.host_ns(event.at_us))
        match event:
            case Seen():
                return self._seen(event, at_ns)
            case Triggered():
                return self._triggered(event, at_ns)
            case Done():
                pack_no = self.numbers.pack_no(event.pack)
                return GateDone(pack_no, event.action, event.ordered, at_ns)
            case Left():
                return PackLeft(event.where, event.tick + self.tick_offset, at_ns)
            case Refused():
                pack_no = self.numbers.pack_no(event.pack)
                return OrderRefused(pack_no, event.action, event.late, at_ns)
            case Bin():
                return BinFull(event.full, at_ns)
            case _:
                return None

    def _seen(self, seen: Seen, at_ns: int) -> PackSeen:
        pack_no = self.numbers.seen(seen.pack)
        front_tick, back_tick = (
            tick + self.tick_offset for tick in (seen.front_tick, seen.back_tick)
        )
        return PackSeen(pack_no, front_tick, back_tick, at_ns, seen.touching)

    def _triggered(self, told: Triggered, at_ns: int) -> CameraTrigger:
        number = self.numbers.trigger_no(told.view, told.count)
        return CameraTrigger(told.view, number, told.tick + self.tick_offset, at_ns)
