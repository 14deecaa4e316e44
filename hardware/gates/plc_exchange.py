"""How events come from the PLC and orders go to it, each once: two handshakes. Pure.

Counters: the PLC numbers its events and shows the oldest ones, the station says up to which it has
them. The station numbers its sets of orders, the PLC says which set it took last.

Bits, as vision systems speak them: one event and one order at a time, each handed over by a signal
and its answer, which are raised and lowered in turn (trigger, acknowledge; result valid with ok, ng
or hold, acknowledge).
"""

from collections import deque
from dataclasses import replace
from typing import Protocol

from hardware.gates.plc_blocks import EventSlot, HostCommand, PlcStatus
from hardware.gates.register_map import (
    ORDER_SLOTS,
    RESULT_BITS,
    SILENT,
    WORD,
    BadRegisters,
    HostSignals,
    PlcSignals,
)
from hardware.interfaces import GateOrder
from hardware.wire.ticks import unwrapped

OLD_EVENTS_US = 10_000_000
"""Time enough to hand over, one by one, all that a PLC has kept for a station that was away."""


def ahead(number: int, other: int) -> int:
    """By how much a 16-bit counter is ahead of another, nearest way round; negative: behind."""
    return ((number - other + 0x8000) & WORD) - 0x8000


class Exchange(Protocol):
    """The station's side of a handshake."""

    mailed: tuple[GateOrder, ...]
    """Orders that the PLC has not taken yet; numbers of the PLC."""
    lost: int
    """Events that the PLC dropped before the station had them."""

    @property
    def is_under_way(self) -> bool:
        """The PLC's next answer brings on what has begun."""
        ...

    def begin(self, status: PlcStatus, anew: bool) -> None:
        """The PLC was reached for the first time (`anew`: what waits there is old), or restarted
        (what waits there is news)."""
        ...

    def heard(self, status: PlcStatus) -> tuple[EventSlot, ...]:
        """Events that are new, oldest first."""
        ...

    def mail(self, waiting: deque[GateOrder]) -> None:
        """Takes from `waiting` what the PLC can be handed now."""
        ...

    def into(self, command: HostCommand) -> HostCommand: ...


class CounterExchange:
    """Several at a time."""

    def __init__(self) -> None:
        self.mailed: tuple[GateOrder, ...] = ()
        self.lost = 0
        self.taken = self.order_seq = self.shown = 0
        """Up to here: events taken, sets of orders, events that the PLC had at the last look."""

    @property
    def is_under_way(self) -> bool:
        return bool(self.mailed) or self.taken != self.shown

    def begin(self, status: PlcStatus, anew: bool) -> None:
        self.mailed = ()
        self.taken = status.event_head if anew else status.event_tail
        self.order_seq = status.order_ack

    def heard(self, status: PlcStatus) -> tuple[EventSlot, ...]:
        if self.mailed and status.order_ack == self.order_seq:
            self.mailed = ()
        self.shown = status.event_head
        if ahead(self.taken, status.event_head) > 0:
            raise BadRegisters("the PLC's events count backwards; its boot must change with it")
        dropped = max(0, ahead(status.event_tail, self.taken))
        self.lost += dropped
        self.taken = (self.taken + dropped) & WORD
        fresh = status.events[ahead(self.taken, status.event_tail) :]
        for place, event in enumerate(fresh, start=self.taken):
            if event.seq != place & WORD:
                raise BadRegisters(
                    f"the PLC shows event {event.seq} in the place of {place & WORD}"
                )
        self.taken = (self.taken + len(fresh)) & WORD
        return fresh

    def mail(self, waiting: deque[GateOrder]) -> None:
        if waiting and not self.mailed:
            count = min(len(waiting), ORDER_SLOTS)
            self.mailed = tuple(waiting.popleft() for _ in range(count))
            self.order_seq = (self.order_seq + 1) & WORD

    def into(self, command: HostCommand) -> HostCommand:
        return replace(
            command, events_taken=self.taken, orders=self.mailed, order_seq=self.order_seq
        )


class BitExchange:
    """One at a time. A signal is raised only while its answer is down."""

    def __init__(self) -> None:
        self.mailed: tuple[GateOrder, ...] = ()
        self.lost = 0
        self.is_answering = False
        self.result_was_taken = False
        """RESULT_ACK still stands: the next result waits."""
        self.last_seq: int | None = None
        self.contact_us: int | None = None
        """The PLC's time at the first contact, for a while: what happened before it is old."""

    @property
    def is_under_way(self) -> bool:
        return bool(self.mailed) or self.is_answering or self.result_was_taken

    def begin(self, status: PlcStatus, anew: bool) -> None:
        self.mailed = ()
        self.is_answering = False
        self.last_seq = None if anew else WORD
        self.contact_us = status.time_us if anew else None

    def heard(self, status: PlcStatus) -> tuple[EventSlot, ...]:
        self.result_was_taken = PlcSignals.RESULT_ACK in status.signals
        if self.result_was_taken:
            self.mailed = ()
        if self.since_contact_us(status.time_us) > OLD_EVENTS_US:
            self.contact_us = None
        was_answering = self.is_answering
        self.is_answering = PlcSignals.TRIGGER in status.signals
        if was_answering or not self.is_answering:
            return ()
        events = status.events[:1]
        self.count_lost(events)
        return tuple(one for one in events if self.since_contact_us(one.time_us) > 0)

    def count_lost(self, events: tuple[EventSlot, ...]) -> None:
        """By the numbers of the events, where the PLC gives them any."""
        for event in events:
            if event.seq and self.last_seq is not None:
                self.lost += max(0, ahead(event.seq, self.last_seq) - 1)
            self.last_seq = event.seq

    def since_contact_us(self, time_us: int) -> int:
        """Above 0 for whatever is news."""
        return 1 if self.contact_us is None else unwrapped(time_us - self.contact_us, 0)

    def mail(self, waiting: deque[GateOrder]) -> None:
        if waiting and not self.mailed and not self.result_was_taken:
            self.mailed = (waiting.popleft(),)

    def into(self, command: HostCommand) -> HostCommand:
        signals = HostSignals.TRIGGER_ACK if self.is_answering else SILENT
        for order in self.mailed:
            signals |= HostSignals.RESULT_VALID | RESULT_BITS[order.action]
        return replace(command, signals=command.signals | signals, orders=self.mailed)
