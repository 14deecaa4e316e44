"""The station's side of a PLC gate: what it knows of the PLC, and what it tells it. No I/O.

Rules
- Orders do not wait for a PLC that is in trouble: they are refused, and so are those that it has
  not taken yet when the trouble begins.
- Events that the line does not fetch stay in the PLC.
"""

from collections import deque
from collections.abc import Iterable

from hardware.gates.plc_arming import Arming
from hardware.gates.plc_blocks import HostCommand, PlcStatus
from hardware.gates.plc_exchange import Exchange
from hardware.gates.plc_terms import HostTerms
from hardware.gates.register_map import (
    NO_INPUTS,
    NO_OUTPUTS,
    SILENT,
    WORD,
    BadRegisters,
    HostOutputs,
    HostSignals,
    PlcInputs,
)
from hardware.gates.waiting_triggers import WaitingTriggers
from hardware.interfaces import (
    CameraTrigger,
    GateDone,
    GateEvent,
    GateOrder,
    OrderRefused,
    PackSeen,
)

SILENT_NS = 500_000_000
"""No new scan for so long is trouble: more than the PLC's own patience with us."""
MOST_WAITING = 64
"""Orders: more packs than stand between an eye and its gate."""
MOST_UNREAD = 1024
"""Events: the line fetches them every few milliseconds."""


class PlcSession:
    """One station and its PLC. Not for several threads at once."""

    def __init__(
        self, name: str, terms: HostTerms, exchange: Exchange, arming: Arming, now_ns: int
    ) -> None:
        self.name, self.terms, self.exchange, self.arming = name, terms, exchange, arming
        self.events: deque[GateEvent] = deque()
        self.triggers = WaitingTriggers()
        self.waiting: deque[GateOrder] = deque()
        """In the PLC's numbers."""
        self.unanswered: set[int] = set()
        """Packs that were seen and have no order yet: the station is busy."""
        self.outputs = NO_OUTPUTS
        self.inputs: PlcInputs = NO_INPUTS
        self.boot: int | None = None
        self.scan: int | None = None
        self.fresh_ns = now_ns
        """When the PLC last showed a scan that was new."""
        self.no_answer = "no answer yet"

    # What the line says

    def switch(self, output: HostOutputs, on: bool) -> None:
        self.outputs = self.outputs | output if on else self.outputs & ~output

    def order(self, order: GateOrder, now_ns: int) -> None:
        number = self.terms.numbers.own_no(order.pack_no)
        if number is None or self.arming.armed is None or len(self.waiting) >= MOST_WAITING:
            self.refuse([order], now_ns)
            return
        self.waiting.append(GateOrder(number, order.action))
        self.unanswered.discard(order.pack_no)

    def refuse(self, orders: Iterable[GateOrder], now_ns: int) -> None:
        for order in orders:
            late = order.pack_no <= self.terms.numbers.last_pack_no
            self.events.append(OrderRefused(order.pack_no, order.action, late, now_ns))

    def trouble(self, now_ns: int) -> str | None:
        """In words for a person; who asks has been told."""
        found = self.found(now_ns)
        if found is None:
            return None
        self.arming.told()
        return f"{self.name}: {found}"

    def answers(self, now_ns: int) -> bool:
        return self.boot is not None and now_ns - self.fresh_ns <= SILENT_NS

    def found(self, now_ns: int) -> str | None:
        return self.arming.trouble(now_ns) if self.answers(now_ns) else self.no_answer

    # What the PLC says

    def heard(self, status: PlcStatus, answered_ns: int) -> None:
        """One whole status block; BadRegisters where it cannot be true, and it is no news then."""
        if self.boot != status.boot:
            self.met(status, answered_ns)
        self.inputs = status.inputs
        self.terms.read(status, answered_ns)
        if not self.arming.heard(status):
            self.lose("it gave the station up and is no longer armed", answered_ns)
        if len(self.events) < MOST_UNREAD:
            self.take_events(status, answered_ns)
        if status.scan != self.scan:
            self.scan, self.fresh_ns = status.scan, answered_ns
        self.missed("its program stands", answered_ns)

    def met(self, status: PlcStatus, now_ns: int) -> None:
        """For the first time, or after it started anew."""
        is_first = self.boot is None
        if not is_first:
            self.lose("it has started anew", now_ns)
            self.terms.restarted(now_ns)
            self.unanswered.clear()
        self.exchange.begin(status, anew=is_first)
        self.boot, self.scan = status.boot, None

    def take_events(self, status: PlcStatus, now_ns: int) -> None:
        lost = self.exchange.lost
        for slot in self.exchange.heard(status):
            try:
                self.happened(self.terms.event(slot))
            except BadRegisters as error:
                self.lose(str(error), now_ns)
        if self.exchange.lost > lost:
            self.lose(f"{self.exchange.lost - lost} events were dropped unread", now_ns)

    def happened(self, event: GateEvent | CameraTrigger) -> None:
        match event:
            case CameraTrigger():
                self.triggers.add(event)
                return
            case PackSeen():
                self.unanswered.add(event.pack_no)
            case GateDone():
                self.unanswered.discard(event.pack_no)
        self.events.append(event)

    def missed(self, why: str, now_ns: int) -> None:
        """Nothing new was heard; for long enough it is a loss."""
        self.no_answer = why
        if self.arming.armed is not None and now_ns - self.fresh_ns > SILENT_NS:
            self.lose(why, now_ns)

    def lose(self, why: str, now_ns: int) -> None:
        """What was armed and handed over no longer holds."""
        orders, numbers = (*self.exchange.mailed, *self.waiting), self.terms.numbers
        self.refuse([GateOrder(numbers.pack_no(one.pack_no), one.action) for one in orders], now_ns)
        self.exchange.mailed = ()
        self.waiting.clear()
        self.arming.lose(why)

    # What the PLC is told

    @property
    def is_busy(self) -> bool:
        """Something is on its way that the next turn brings on."""
        return bool(self.waiting) or self.exchange.is_under_way

    def command(self, now_ns: int) -> HostCommand:
        """The next one. Orders that are on their way stay in it until the PLC has taken them."""
        self.exchange.mail(self.waiting)
        command = HostCommand(
            heartbeat=self.arming.beats & WORD,
            boot=self.boot or 0,
            outputs=self.outputs,
            signals=self.signals(now_ns),
        )
        return self.exchange.into(self.arming.into(command))

    def signals(self, now_ns: int) -> HostSignals:
        if self.found(now_ns) is not None:
            return HostSignals.ERROR
        ready = HostSignals.READY if self.arming.armed is not None else SILENT
        return ready | (HostSignals.BUSY if self.unanswered else SILENT)
