"""The PLC's side of the two handshakes: events out, orders in, each once. Pure."""

from collections import deque
from dataclasses import replace

from hardware.gates.plc_blocks import EventSlot, HostCommand, PlcStatus
from hardware.gates.plc_exchange import ahead
from hardware.gates.register_map import (
    ACTION_CODES,
    EVENT_SLOTS,
    RESULT_BITS,
    WORD,
    EventKind,
    HostSignals,
    PlcSignals,
)
from hardware.interfaces import (
    BinFull,
    CameraTrigger,
    GateDone,
    GateEvent,
    GateOrder,
    OrderRefused,
    PackLeft,
    PackSeen,
)

MOST_EVENTS = 64
"""That a PLC keeps for a station which does not fetch them; then the oldest go."""


def slot_of(event: GateEvent) -> EventSlot:
    """Without its number, which it gets in the queue."""
    time_us = event.at_ns // 1000
    match event:
        case PackSeen(number, front, back, _, touching):
            length = back - front
            return EventSlot(0, EventKind.PACK_SEEN, 0, touching, number, front, length, time_us)
        case GateDone(number, action, ordered, _):
            what = ACTION_CODES[action]
            return EventSlot(0, EventKind.GATE_DONE, what, ordered, number, time_us=time_us)
        case PackLeft(where, tick, _):
            what = ACTION_CODES[where]
            return EventSlot(0, EventKind.PACK_LEFT, what, tick=tick, time_us=time_us)
        case OrderRefused(number, action, late, _):
            what = ACTION_CODES[action]
            return EventSlot(0, EventKind.ORDER_REFUSED, what, late, number, time_us=time_us)
        case BinFull(full, _):
            return EventSlot(0, EventKind.BIN_FULL, flag=full, time_us=time_us)


def trigger_slot(output: int, trigger: CameraTrigger) -> EventSlot:
    """output: which camera output of the PLC, from 1."""
    return EventSlot(
        0,
        EventKind.TRIGGERED,
        output,
        number=trigger.count,
        tick=trigger.tick,
        time_us=trigger.at_ns // 1000,
    )


class EventQueue:
    """Events that wait for the station, numbered in a row."""

    def __init__(self) -> None:
        self.waiting: deque[EventSlot] = deque()
        self.head = 0

    @property
    def tail(self) -> int:
        return (self.head - len(self.waiting)) & WORD

    def push(self, slot: EventSlot) -> None:
        self.waiting.append(replace(slot, seq=self.head))
        self.head = (self.head + 1) & WORD
        if len(self.waiting) > MOST_EVENTS:
            del self.waiting[self.oldest_unshown()]

    def oldest_unshown(self) -> int:
        """What may go when there is no room: its place in the queue."""
        return 0


class PlcCounters(EventQueue):
    """Several events at a time, until the station says up to which it has them."""

    def __init__(self) -> None:
        super().__init__()
        self.order_ack = 0

    def serve(self, command: HostCommand) -> tuple[GateOrder, ...]:
        """Orders that are new."""
        taken = ahead(command.events_taken, self.tail)
        if 0 < taken <= len(self.waiting):
            for _ in range(taken):
                self.waiting.popleft()
        if command.order_seq == self.order_ack:
            return ()
        self.order_ack = command.order_seq
        return command.orders

    def show(self, status: PlcStatus) -> PlcStatus:
        return replace(
            status,
            order_ack=self.order_ack,
            event_tail=self.tail,
            event_head=self.head,
            events=tuple(self.waiting)[:EVENT_SLOTS],
        )


class PlcBits(EventQueue):
    """One event and one order at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.triggers = self.acknowledges = False

    def serve(self, command: HostCommand) -> tuple[GateOrder, ...]:
        self.hand_over(HostSignals.TRIGGER_ACK in command.signals)
        was_acknowledging = self.acknowledges
        self.acknowledges = HostSignals.RESULT_VALID in command.signals
        if not self.acknowledges or was_acknowledging:
            return ()
        given = [action for action, bit in RESULT_BITS.items() if bit in command.signals]
        if len(given) != 1:
            return ()
        return tuple(GateOrder(order.pack_no, given[0]) for order in command.orders[:1])

    def oldest_unshown(self) -> int:
        return 1 if self.triggers else 0

    def hand_over(self, is_answered: bool) -> None:
        if self.triggers and is_answered:
            self.waiting.popleft()
            self.triggers = False
        elif not self.triggers and not is_answered:
            self.triggers = bool(self.waiting)

    def show(self, status: PlcStatus) -> PlcStatus:
        signals = PlcSignals.TRIGGER if self.triggers else PlcSignals(0)
        signals |= PlcSignals.RESULT_ACK if self.acknowledges else PlcSignals(0)
        return replace(
            status, signals=signals, events=tuple(self.waiting)[:1] if self.triggers else ()
        )
