"""A station without a belt and without a gate: every picture is one pack, and nothing is driven.

Time takes the belt's place: a tick is a millisecond, and a pack reaches its exit when the station
lets it go or its patience ends. Views belong together by the number of their pictures. So that
fast sources (a folder) do not run ahead of the inspection, only a few packs are let in at a time.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from hardware.errors import DeviceSettingsError
from hardware.interfaces import (
    BeltPosition,
    Clock,
    Frame,
    FrameSource,
    GateAction,
    GateCapability,
    GateDone,
    GateEvent,
    GateKind,
    GateOrder,
    OrderRefused,
    PackLeft,
    PackSeen,
)

MOST_INSIDE = 2
"""Packs between picture and exit: one is inspected while the next one is read from the disk."""
TICKS_PER_S = 1_000
NS_PER_TICK = 1_000_000_000 // TICKS_PER_S


class NoGate:
    """A Gate that sees packs by their pictures and lets every one of them pass."""

    def __init__(self, patience_s: float, clock: Clock) -> None:
        self.most_packs: int | None = None
        """No pack beyond this number is let in; None: no end."""
        patience_ticks = round(patience_s * TICKS_PER_S)
        self.capability = GateCapability(
            kind=GateKind.DIVERTER,
            hold=None,
            confirms_rejects=False,
            sees_exit=False,
            keeps_own_time=False,
            jitter_ms=0.0,
            eye_to_gate_ticks=patience_ticks,
            gate_to_exit_ticks=0,
            gate_to_reject_ticks=0,
            order_lead_ticks=0,
            stop_ticks=0,
            window_ticks=1,
            ticks_per_mm=1.0,
        )
        self._clock = clock
        self._inside: dict[int, int] = {}
        self._last_tick = 0
        self._last_pack_no = 0
        self._events: deque[GateEvent] = deque()

    @property
    def trouble(self) -> None:
        """There is nothing that could fail."""
        return None

    def arm(self, default: GateAction) -> None:
        if default is not GateAction.PASS:
            raise DeviceSettingsError(
                f"a station without a gate cannot {default} a pack; lower its ceiling to recommend"
            )

    def order(self, order: GateOrder) -> None:
        """Nothing can be driven; even a person's word is answered by OrderRefused."""
        now_ns = self._clock.now_ns()
        late = order.pack_no <= self._last_pack_no
        self._events.append(OrderRefused(order.pack_no, order.action, late, now_ns))

    def stop_belt(self, stop: bool) -> None:
        """There is no belt to stop."""

    def position(self) -> BeltPosition:
        now_ns = self._clock.now_ns()
        return BeltPosition(now_ns // NS_PER_TICK, now_ns)

    def poll(self) -> Sequence[GateEvent]:
        """Packs seen and let go since the last call, and those whose patience has ended."""
        now_tick = self.position().tick
        patience_ticks = self.capability.eye_to_gate_ticks
        for pack_no, tick in list(self._inside.items()):
            if now_tick >= tick + patience_ticks:
                self.let_go(pack_no)
        events = tuple(self._events)
        self._events.clear()
        return events

    def heartbeat(self, now_ns: int) -> None:
        """Nobody listens: nothing has to become safe."""

    @property
    def has_room(self) -> bool:
        return len(self._inside) < MOST_INSIDE and not self.is_full

    @property
    def is_full(self) -> bool:
        """The last pack that shall be let in was seen."""
        return self.most_packs is not None and self._last_pack_no >= self.most_packs

    @property
    def is_empty(self) -> bool:
        """Every pack that was seen was let go, and the station knows."""
        return not self._inside and not self._events

    def close(self) -> None:
        """Lets no more packs in."""
        self.most_packs = self._last_pack_no

    def knows(self, pack_no: int) -> bool:
        return pack_no <= self._last_pack_no

    def place_of(self, pack_no: int) -> int | None:
        """The tick of a pack that has not been let go yet; no two packs have the same."""
        return self._inside.get(pack_no)

    def see(self, pack_no: int, taken_ns: int) -> None:
        """A picture showed a new pack; packs before it whose pictures were lost are seen too."""
        for number in range(self._last_pack_no + 1, pack_no + 1):
            tick = max(taken_ns // NS_PER_TICK, self._last_tick + 1)
            self._inside[number] = self._last_tick = tick
            self._events.append(PackSeen(number, tick, tick, taken_ns, touching=False))
        self._last_pack_no = max(self._last_pack_no, pack_no)

    def let_go(self, pack_no: int) -> None:
        """The pack leaves: it passed the place of the gate and was seen at the exit."""
        tick, now_ns = self._inside.pop(pack_no), self._clock.now_ns()
        self._events.append(GateDone(pack_no, GateAction.PASS, ordered=False, at_ns=now_ns))
        exit_tick = tick + self.capability.eye_to_gate_ticks
        self._events.append(PackLeft(GateAction.PASS, exit_tick, now_ns))


class FrameTrigger:
    """A camera whose pictures are packs: a FrameSource that tells the NoGate what it sees."""

    def __init__(self, source: FrameSource, gate: NoGate) -> None:
        self.view = source.view
        self.last_frame_no = 0
        """Of the packs up to this one this view has come, or was lost."""
        self._source = source
        self._gate = gate
        self._ahead: Frame | None = None

    def start(self) -> None:
        self._source.start()

    def next(self, timeout_s: float) -> Frame | None:
        """None also while as many packs are inside as the station works on at a time."""
        frame = self._ahead or self._source.next(timeout_s)
        self._ahead = None
        if frame is None:
            return None
        if not self._gate.knows(frame.frame_no) and not self._gate.has_room:
            self._ahead = frame
            return None
        self.last_frame_no = frame.frame_no
        return self._placed(frame)

    @property
    def exhausted(self) -> bool:
        return self._ahead is None and self._source.exhausted

    def stop(self) -> None:
        self._source.stop()

    def _placed(self, frame: Frame) -> Frame | None:
        """The frame at the tick of its pack; None where that was let go already."""
        if not self._gate.knows(frame.frame_no):
            self._gate.see(frame.frame_no, frame.taken_ns)
        tick = self._gate.place_of(frame.frame_no)
        return None if tick is None else replace(frame, tick=tick)
