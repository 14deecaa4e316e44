"""Our own reject controller (hardware/firmware) as a Gate, over a serial port.

The controller keeps packs, time and the armed default; this end keeps it told. Nothing here waits:
everything that is due happens in `poll`, and an order is on the wire before `order` returns.

Rules
- A controller that was lost, fell into its fail state or started anew is told everything again by
  itself, and armed by the handshake as the line said last; the trouble in between is told, so the
  line takes the level back. What it still holds it rejects meanwhile, or what its default is.
- An order that no conversation has acknowledged when it ends is refused, not repeated in the next.
- Belt and numbers go on over a start of the controller; over a start of the host its own go on.

Opening the port resets an Arduino, and with it what it holds, unless its RESET-EN bridge is cut.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from secrets import randbits

from hardware.errors import DeviceLost
from hardware.gates.serial_arming import Arming
from hardware.gates.serial_faults import found, trouble
from hardware.gates.serial_settings import SerialGateSettings
from hardware.gates.serial_signals import ControllerInput, ControllerLamp
from hardware.gates.serial_terms import ACTIONS, CODES, HostTerms
from hardware.gates.waiting_triggers import WaitingTriggers
from hardware.interfaces import (
    BeltPosition,
    CameraTrigger,
    Clock,
    FailState,
    GateAction,
    GateEvent,
    GateOrder,
    OrderRefused,
)
from hardware.wire.codes import Input, Lamp, Result, State
from hardware.wire.commands import Answered
from hardware.wire.link import Heard, Link
from hardware.wire.messages import (
    Arm,
    ClearFault,
    Configure,
    Heartbeat,
    Lamps,
    Nonce,
    Order,
    Status,
    StopBelt,
    Welcome,
)
from hardware.wire.packing import pack
from hardware.wire.port import Port, SerialPort

HEARTBEAT_NS = 50_000_000
"""An eighth of what the controller waits: a few may be lost on a bad wire."""
LOST_EVENTS_TOLD_NS = 500_000_000
REACHED_WITHIN_NS = 3_000_000_000
"""At the start: an Arduino's bootloader waits 1.6 s before it runs the firmware."""
LOOK_NS = 1_000_000


class SerialGate:
    """A Gate with CameraTriggers. `views`: by the number of the controller's camera trigger."""

    def __init__(
        self,
        settings: SerialGateSettings,
        configure: Configure,
        views: Sequence[str],
        open_port: Callable[[], Port],
        clock: Clock,
    ) -> None:
        self.capability = settings.capability()
        self.clock, self.configure = clock, configure
        self.link = Link(f"controller at {settings.port}", open_port, host_run=randbits(32))
        self.terms, self.arming = HostTerms(views), Arming()
        self.is_configured = False
        self.refused_configure: Result | None = None
        self.status: Status | None = None
        """The last one of this conversation."""
        self.belt_stopped = False
        self.lamps = Lamp(0)
        self.events: list[GateEvent] = []
        self.triggers = WaitingTriggers()
        self.events_lost = 0
        self.events_lost_ns: int | None = None
        self.heartbeat_ns: int | None = None

    # The line's side

    @property
    def trouble(self) -> str | None:
        now_ns = self.clock.now_ns()
        if not self.link.is_up:
            return self.link.why_down
        if self.refused_configure is not None:
            return f"{self.link.name} cannot work with these distances; look at [gate.belt]"
        if self.events_lost_ns is not None and now_ns - self.events_lost_ns < LOST_EVENTS_TOLD_NS:
            return "the controller had to forget what happened while it could not tell it"
        not_armed = self.arming.trouble(now_ns)
        return not_armed or (trouble(self.status.faults) if self.status is not None else None)

    def arm(self, default: GateAction) -> None:
        self.arming.want(default, self.clock.now_ns())
        self._arm()

    def order(self, order: GateOrder) -> None:
        number = self.terms.controller_pack_no(order.pack_no)
        if number is None or not self.is_ready:
            self._refuse(order.pack_no, order.action)
        else:
            self.link.send(Order(number, CODES[order.action]), self.clock.now_ns())

    def stop_belt(self, stop: bool) -> None:
        """A belt that is let run again is a person's doing: the controller's faults are over."""
        if not stop:
            self.clear_faults()
        if stop is not self.belt_stopped:
            self.belt_stopped = stop
            self._send(StopBelt(stop))

    def clear_faults(self) -> None:
        """What is still wrong is found again by the controller."""
        if self.status is not None:
            for fault in found(self.status.faults):
                self._send(ClearFault(fault))

    def position(self) -> BeltPosition:
        return self.terms.position(self.clock.now_ns())

    def poll(self) -> Sequence[GateEvent]:
        now_ns = self.clock.now_ns()
        for heard in self.link.exchange(now_ns):
            self._hear(heard, now_ns)
        self._look_at_link(now_ns)
        self._arm()
        events, self.events = self.events, []
        return events

    def triggered(self, view: str) -> Sequence[CameraTrigger]:
        return self.triggers.triggered(view)

    def heartbeat(self, now_ns: int) -> None:
        if self.heartbeat_ns is None or now_ns - self.heartbeat_ns >= HEARTBEAT_NS:
            self.heartbeat_ns = now_ns
            if self.link.is_up:
                self.link.tell(Heartbeat(), now_ns)

    def close(self) -> None:
        """Leaves the controller to its watchdog."""
        self.link.close()

    # Signals

    def lamp(self, lamp: Lamp) -> ControllerLamp:
        return ControllerLamp(self, lamp)

    def input(self, which: Input) -> ControllerInput:
        return ControllerInput(self, which)

    @property
    def inputs(self) -> Input:
        """DeviceLost while the controller does not report them."""
        if self.status is None:
            raise DeviceLost(self.link.why_down)
        return self.status.inputs

    def light(self, lamp: Lamp, on: bool) -> None:
        """DeviceLost while nobody listens; it is told when somebody does."""
        lamps = self.lamps | lamp if on else self.lamps & ~lamp
        if lamps != self.lamps:
            self.lamps = lamps
            self._send(Lamps(lamps))
        if on and not self.is_ready:
            raise DeviceLost(self.link.why_down)

    # The controller's side

    @property
    def is_ready(self) -> bool:
        """It is reached and knows its distances."""
        return self.link.is_up and self.is_configured

    def _send(self, command: StopBelt | ClearFault | Lamps) -> None:
        """What is sent while nobody listens is told again at the next beginning."""
        if self.is_ready:
            self.link.send(command, self.clock.now_ns())

    def _hear(self, heard: Heard, now_ns: int) -> None:
        match heard:
            case Welcome():
                self._welcomed(heard, now_ns)
            case Status():
                self._reported(heard, now_ns)
            case Answered():
                self._answered(heard)
            case Nonce():
                arm = self.arming.answer(heard)
                if arm is not None:
                    self.link.send(arm, now_ns)
            case _:
                happened = self.terms.event(heard, now_ns)
                if isinstance(happened, CameraTrigger):
                    self.triggers.add(happened)
                elif happened is not None:
                    self.events.append(happened)

    def _welcomed(self, welcome: Welcome, now_ns: int) -> None:
        self.terms.welcomed(welcome, now_ns)
        self.status, self.refused_configure = None, None
        self.is_configured = welcome.configured_crc == zlib.crc32(pack(self.configure))
        if self.is_configured:
            self._tell_all()
        else:
            self.link.send(self.configure, now_ns)

    def _tell_all(self) -> None:
        """What it may have forgotten, or heard from a host before this one."""
        self._send(StopBelt(self.belt_stopped))
        self._send(Lamps(self.lamps))

    def _reported(self, status: Status, now_ns: int) -> None:
        self.terms.reported(status, now_ns)
        self.status = status
        if self.is_configured and status.state is State.BARE:
            self.link.begin_anew("started anew")
        elif self.is_configured:
            self.arming.reported(status)

    def _answered(self, answered: Answered) -> None:
        """A refused order is told by an event as well."""
        match answered.command:
            case Configure():
                is_done = answered.result is Result.DONE
                self.is_configured = is_done
                self.refused_configure = None if is_done else answered.result
                self._tell_all()
            case Arm():
                self.arming.answered(answered.result)

    def _look_at_link(self, now_ns: int) -> None:
        if not self.link.is_up:
            self.is_configured, self.status = False, None
            self.arming.lapsed("it was lost or started anew")
        dropped, self.link.dropped = self.link.dropped, []
        for command in dropped:
            if isinstance(command, Order):
                self._refuse(self.terms.host_pack_no(command.pack_no), ACTIONS[command.action])
        if self.link.events_lost > self.events_lost:
            self.events_lost, self.events_lost_ns = self.link.events_lost, now_ns

    def _arm(self) -> None:
        if self.is_ready:
            now_ns = self.clock.now_ns()
            ask = self.arming.ask(now_ns)
            if ask is not None:
                self.link.tell(ask, now_ns)

    def _refuse(self, pack_no: int, action: GateAction) -> None:
        self.events.append(OrderRefused(pack_no, action, late=True, at_ns=self.clock.now_ns()))


def open_serial_gate(
    settings: SerialGateSettings,
    fail_state: FailState,
    clock: Clock,
    places_mm: Mapping[str, float],
) -> SerialGate:
    """Waits up to 3 s until the controller is reached; a gate that was not says so by `trouble`.

    places_mm: view to place after the photo-eye, of the cameras that the controller triggers, in
    the order of its outputs. DeviceSettingsError with too many.
    """
    configure = settings.configure(fail_state, places_mm)

    def open_port() -> Port:
        return SerialPort(settings.port)

    gate = SerialGate(settings, configure, tuple(places_mm), open_port, clock)
    until_ns = clock.now_ns() + REACHED_WITHIN_NS
    while not gate.is_ready and clock.now_ns() < until_ns:
        gate.poll()
        clock.sleep_until_ns(clock.now_ns() + LOOK_NS)
    return gate
