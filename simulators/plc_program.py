"""The program in a PLC that owns the gate: one `scan` after the other, as docs/plc.md asks for it.

It turns a near-side `Gate` (eye, encoder, pack register) into the register map. Pure but for that
gate: what the station wrote goes in, the status block comes out.

Rules
- Armed only by the answer to its challenge; without heartbeat it is armed by nobody, keeps the
  default that it has, and stops the belt where that was asked for.
- While it is armed by nobody it refuses every order.
- What is meant for another start of the program is ignored.
"""

from collections.abc import Sequence

from hardware.gates.plc_blocks import HostCommand, PlcStatus, read_command, status_words
from hardware.gates.register_map import (
    NO_INPUTS,
    NO_OUTPUTS,
    SILENT,
    WATCHDOG_MS,
    WORD,
    BadRegisters,
    HostOutputs,
    PlcInputs,
)
from hardware.interfaces import (
    BinFull,
    CameraTriggers,
    Gate,
    GateAction,
    GateEvent,
    GateOrder,
    OrderRefused,
    PackLeft,
)
from simulators.plc_handshake import PlcBits, PlcCounters, slot_of, trigger_slot

WATCHDOG_NS = WATCHDOG_MS * 1_000_000
CHALLENGES = 65_535
"""Every number of 16 bits but 0."""


class PlcProgram:
    """From one start of the PLC to the next."""

    def __init__(
        self,
        gate: Gate,
        boot: int,
        hand: PlcCounters | PlcBits,
        views: tuple[str, ...] = (),
        triggers: CameraTriggers | None = None,
    ) -> None:
        self.gate, self.boot, self.hand = gate, boot, hand
        self.views, self.triggers = views, triggers
        self.scan_no = 0
        self.armed: GateAction | None = None
        self.stops_belt = False
        self.armed_by = 0
        self.challenge = boot * 257 % CHALLENGES + 1
        self.heartbeat = 0
        self.beat_ns = 0
        self.inputs = NO_INPUTS
        self.outputs, self.signals = NO_OUTPUTS, SILENT
        """What the station wants switched, and how it is."""
        self.is_stopped = self.holds_belt = False
        """The stop signal is given; the watchdog gives it."""
        self.confirm_eye_is_stuck = False
        """A fault: rejected packs are no longer seen."""

    def scan(self, words: Sequence[int], now_ns: int) -> list[int]:
        """words: the command block as the station wrote it. Returns the status block."""
        self.scan_no = (self.scan_no + 1) & WORD
        self.gate.heartbeat(now_ns)
        command = self.meant_for_us(words)
        if command is not None:
            self.obey(command, now_ns)
        self.watch(now_ns)
        self.collect()
        self.drive_belt()
        return status_words(self.hand.show(self.status(now_ns)))

    def meant_for_us(self, words: Sequence[int]) -> HostCommand | None:
        try:
            command = read_command(words)
        except BadRegisters:
            return None
        return command if command.boot == self.boot else None

    def obey(self, command: HostCommand, now_ns: int) -> None:
        if command.heartbeat != self.heartbeat:
            self.heartbeat, self.beat_ns = command.heartbeat, now_ns
        self.outputs, self.signals = command.outputs, command.signals
        if command.arm_level is not None and command.arm_answer == self.challenge:
            self.arm(command.arm_level, command.arm_stops_belt, now_ns)
        for order in self.hand.serve(command):
            self.order(order, now_ns)

    def arm(self, level: GateAction, stops_belt: bool, now_ns: int) -> None:
        self.gate.arm(level)
        self.armed, self.stops_belt, self.armed_by = level, stops_belt, self.challenge
        self.beat_ns, self.holds_belt = now_ns, False
        self.next_challenge()

    def next_challenge(self) -> None:
        self.challenge = self.challenge % CHALLENGES + 1

    def order(self, order: GateOrder, now_ns: int) -> None:
        if self.armed is None:
            refused = OrderRefused(order.pack_no, order.action, late=False, at_ns=now_ns)
            self.hand.push(slot_of(refused))
        else:
            self.gate.order(order)

    def watch(self, now_ns: int) -> None:
        """Gives the station up when its heart has stood for too long."""
        if self.armed is not None and now_ns - self.beat_ns > WATCHDOG_NS:
            self.armed, self.holds_belt = None, self.stops_belt
            self.next_challenge()

    def collect(self) -> None:
        """What has happened since the last scan, oldest first."""
        slots = [(event.at_ns, slot_of(event)) for event in self.gate.poll() if self.sees(event)]
        if self.triggers is not None:
            for output, view in enumerate(self.views, start=1):
                given = self.triggers.triggered(view)
                slots += [(one.at_ns, trigger_slot(output, one)) for one in given]
        for _, slot in sorted(slots, key=lambda timed: timed[0]):
            self.hand.push(slot)

    def sees(self, event: GateEvent) -> bool:
        if isinstance(event, BinFull):
            full = PlcInputs.BIN_FULL
            self.inputs = self.inputs | full if event.full else self.inputs & ~full
        is_confirmed = isinstance(event, PackLeft) and event.where is GateAction.REJECT
        return not (is_confirmed and self.confirm_eye_is_stuck)

    def drive_belt(self) -> None:
        stop = self.holds_belt or HostOutputs.STOP_BELT in self.outputs
        if stop is not self.is_stopped:
            self.is_stopped = stop
            self.gate.stop_belt(stop)

    def status(self, now_ns: int) -> PlcStatus:
        return PlcStatus(
            scan=self.scan_no,
            boot=self.boot,
            tick=self.gate.position().tick,
            time_us=now_ns // 1000,
            armed=self.armed,
            stops_belt=self.stops_belt,
            armed_by=self.armed_by,
            challenge=self.challenge,
            inputs=self.inputs,
        )
