"""A PLC that owns eye, encoder and gate, reached over Modbus TCP or RTU (docs/plc.md).

One thread turns without end: it writes what is new, and reads the PLC's block. What the line calls
touches the session only, under a lock that nobody holds while the wire is busy: nothing waits.
"""

import threading
from collections.abc import Sequence
from dataclasses import replace

from hardware.errors import DeviceLost
from hardware.gates.modbus_settings import ModbusGateSettings
from hardware.gates.plc_arming import Arming
from hardware.gates.plc_blocks import HostCommand, command_words, read_status
from hardware.gates.plc_exchange import BitExchange, CounterExchange
from hardware.gates.plc_session import PlcSession
from hardware.gates.plc_terms import HostTerms
from hardware.gates.register_map import (
    COMMAND,
    CYCLIC_WORDS,
    STATUS,
    BadRegisters,
    HostOutputs,
    PlcInputs,
)
from hardware.interfaces import (
    BeltPosition,
    CameraTrigger,
    Clock,
    FailState,
    GateAction,
    GateEvent,
    GateOrder,
)
from hardware.wire.modbus_wire import ModbusWire

ANSWER_S = 0.15
"""The slowest bus allowed carries a block in 40 ms; the rest is the PLC's own time."""
TURN_S = 0.005
BUSY_TURN_S = 0.001
"""While events come or orders wait."""
RETRY_S = 0.1
"""After the second failure in a row; after the first it tries again at once."""
BEAT_NS = 50_000_000
"""So that one or two lost answers are no fall, and the PLC gives a dead line up within 500 ms of
its last beat."""
FIRST_CONTACT_S = 2.0
"""How long a start waits for the PLC, so that one that is there is no trouble at the first look."""
LONGEST_STOP_S = 2.0


class ModbusGate:
    """A Gate, and the triggers of its cameras."""

    def __init__(
        self, settings: ModbusGateSettings, fail_state: FailState, wire: ModbusWire, clock: Clock
    ) -> None:
        self.capability = settings.belt.capability(True, settings.jitter_ms)
        self._wire, self._clock = wire, clock
        self._session = PlcSession(
            settings.name,
            HostTerms(settings.triggered_views),
            BitExchange() if settings.handshake == "bits" else CounterExchange(),
            Arming(fail_state is FailState.STOP_BELT),
            clock.now_ns(),
        )
        self._lock = threading.Lock()
        """For the session; never held while the wire is busy."""
        self._written: HostCommand | None = None
        self._written_ns = 0
        self._news, self._met, self._stopping = (threading.Event() for _ in range(3))
        self._thread: threading.Thread | None = None

    # What the line calls

    @property
    def trouble(self) -> str | None:
        with self._lock:
            return self._session.trouble(self._clock.now_ns())

    def arm(self, default: GateAction) -> None:
        with self._lock:
            self._session.arming.want(default, self._clock.now_ns())
        self._news.set()

    def order(self, order: GateOrder) -> None:
        with self._lock:
            self._session.order(order, self._clock.now_ns())
        self._news.set()

    def stop_belt(self, stop: bool) -> None:
        self.switch(HostOutputs.STOP_BELT, stop)

    def switch(self, output: HostOutputs, on: bool) -> None:
        """Belt stop and lamps, as soon as the PLC can be reached."""
        with self._lock:
            self._session.switch(output, on)
        self._news.set()

    @property
    def is_up(self) -> bool:
        """The PLC answers; armed or not."""
        with self._lock:
            return self._session.answers(self._clock.now_ns())

    @property
    def inputs(self) -> PlcInputs:
        """As the PLC told them last."""
        with self._lock:
            return self._session.inputs

    def position(self) -> BeltPosition:
        with self._lock:
            return self._session.terms.position(self._clock.now_ns())

    def poll(self) -> Sequence[GateEvent]:
        with self._lock:
            events = tuple(self._session.events)
            self._session.events.clear()
        return events

    def triggered(self, view: str) -> Sequence[CameraTrigger]:
        with self._lock:
            return self._session.triggers.triggered(view)

    def heartbeat(self, now_ns: int) -> None:
        with self._lock:
            self._session.arming.beat(now_ns)

    # The thread

    def start(self) -> None:
        """Returns when the PLC has answered, or does not do so for a while."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="modbus-gate", daemon=True)
        self._thread.start()
        self._met.wait(FIRST_CONTACT_S)

    def close(self) -> None:
        """The PLC hears no heartbeat any more and does what it was told for that."""
        self._stopping.set()
        self._news.set()
        if self._thread is not None:
            self._thread.join(LONGEST_STOP_S)
            self._thread = None
        self._wire.close()

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            self._news.clear()
            failures = 0 if self.turn() else failures + 1
            if failures > 1:
                self._stopping.wait(RETRY_S)
            elif not failures and not self._stopping.is_set():
                self._news.wait(BUSY_TURN_S if self.is_busy else TURN_S)

    @property
    def is_busy(self) -> bool:
        with self._lock:
            return self._session.is_busy

    def turn(self) -> bool:
        """Writes what is new, reads, and takes what is new; False where the PLC did not answer."""
        try:
            self._tell()
            status = read_status(self._wire.read_registers(STATUS.first, STATUS.size))
            with self._lock:
                if status is not None:
                    self._session.heard(status, self._clock.now_ns())
        except (DeviceLost, BadRegisters) as error:
            self._written = None
            with self._lock:
                self._session.missed(str(error), self._clock.now_ns())
            return False
        self._met.set()
        return True

    def _tell(self) -> None:
        now_ns = self._clock.now_ns()
        with self._lock:
            if self._session.boot is None:
                return
            command = self._session.command(now_ns)
        if self._is_due(command, now_ns):
            self._written = None
            words = command_words(command)
            self._wire.write_registers(
                COMMAND.first, words if command.orders else words[:CYCLIC_WORDS]
            )
            self._written, self._written_ns = command, now_ns

    def _is_due(self, command: HostCommand, now_ns: int) -> bool:
        """Anything new, or a beat of the heart after a while."""
        written = self._written
        if written is None or replace(command, heartbeat=written.heartbeat) != written:
            return True
        return command != written and now_ns - self._written_ns >= BEAT_NS


def open_modbus_gate(
    settings: ModbusGateSettings, fail_state: FailState, clock: Clock
) -> ModbusGate:
    """Connected where the PLC is there; else in trouble, and it goes on trying."""
    gate = ModbusGate(settings, fail_state, ModbusWire(settings, ANSWER_S, clock), clock)
    gate.start()
    return gate
