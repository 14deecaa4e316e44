"""A gate whose traffic is timed; it changes nothing."""

from collections.abc import Sequence

from hardware.interfaces import (
    BeltPosition,
    Clock,
    Gate,
    GateAction,
    GateDone,
    GateEvent,
    GateOrder,
    PackSeen,
)
from simulators.links.link_times import LinkTimes


class FarGate:
    """The line's end: orders leave here, and news arrive."""

    def __init__(self, gate: Gate, times: LinkTimes, clock: Clock) -> None:
        self.gate, self.times, self.clock = gate, times, clock
        self.capability = gate.capability
        self.last_trouble: str | None = None

    @property
    def trouble(self) -> str | None:
        trouble = self.gate.trouble
        if trouble is not None and self.last_trouble is None:
            self.times.troubles.append(trouble)
        self.last_trouble = trouble
        return trouble

    def arm(self, default: GateAction) -> None:
        self.gate.arm(default)

    def order(self, order: GateOrder) -> None:
        self.times.sent(order.pack_no, self.clock.now_ns())
        self.gate.order(order)

    def stop_belt(self, stop: bool) -> None:
        self.gate.stop_belt(stop)

    def position(self) -> BeltPosition:
        return self.gate.position()

    def poll(self) -> Sequence[GateEvent]:
        events = self.gate.poll()
        for event in events:
            match event:
                case PackSeen():
                    self.times.news_ms.append((self.clock.now_ns() - event.at_ns) / 1e6)
                case GateDone(ordered=True):
                    self.times.carried_out += 1
        return events

    def heartbeat(self, now_ns: int) -> None:
        self.gate.heartbeat(now_ns)


class NearGate:
    """The plant's end: orders arrive here."""

    def __init__(self, gate: Gate, times: LinkTimes, clock: Clock) -> None:
        self.gate, self.times, self.clock = gate, times, clock
        self.capability = gate.capability

    @property
    def trouble(self) -> str | None:
        return self.gate.trouble

    def arm(self, default: GateAction) -> None:
        self.gate.arm(default)

    def order(self, order: GateOrder) -> None:
        self.times.arrived(order.pack_no, self.clock.now_ns())
        self.gate.order(order)

    def stop_belt(self, stop: bool) -> None:
        self.gate.stop_belt(stop)

    def position(self) -> BeltPosition:
        return self.gate.position()

    def poll(self) -> Sequence[GateEvent]:
        return self.gate.poll()

    def heartbeat(self, now_ns: int) -> None:
        self.gate.heartbeat(now_ns)
