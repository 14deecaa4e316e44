"""A gate without a controller: this computer reads the eyes and switches the coil in time.

Rules
- The pack register is hardware/gate_queue.py; a thread of its own looks at it every millisecond.
- The coil is off before anything else, after any trouble, and when the gate is closed.
- An eye or a coil that is lost stops the belt, where it can be stopped, until it answers again. A
  thread that dies does so for good: coil and belt are only safe while somebody looks at them.
- A line that is silent for half a second is dead: packs get what they were armed for, and with
  fail_state `stop_belt` the belt stops. It goes on as it was told last when the line is back.
- It moves a coil as exactly as this computer wakes up. That is measured, promised as jitter, and
  told when it is not kept.
"""

import threading
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from hardware.belt import Belt, SteadyBelt, WheelBelt
from hardware.errors import DeviceLost
from hardware.gate_queue import GateQueue
from hardware.gates.eye_edges import Eye
from hardware.gates.jitter import measured
from hardware.gates.timed_settings import TimedGateSettings
from hardware.gates.waiting_triggers import WaitingTriggers
from hardware.gpio_settings import GpioSettings
from hardware.interfaces import (
    BeltPosition,
    CameraTrigger,
    Clock,
    FailState,
    GateAction,
    GateEvent,
    GateKind,
    GateOrder,
    Input,
    Output,
    PackLeft,
    PackSeen,
)

TURN_NS = 1_000_000
SILENT_NS = 500_000_000
TOLD_NS = 500_000_000
"""So long a short trouble is told: longer than any line needs to ask."""
WAKES_MEASURED = 300
LONGEST_STOP_S = 1.0


@dataclass(frozen=True, slots=True)
class Points:
    """What hangs on the station's own wires."""

    coil: Output
    eye: Input
    exit_eye: Input | None = None
    reject_eye: Input | None = None
    belt_run: Output | None = None


class TimedGate:
    """A Gate with CameraTriggers. `places_mm`: view to place of its camera after the photo-eye."""

    def __init__(
        self,
        settings: TimedGateSettings,
        points: Points,
        belt: Belt,
        places_mm: Mapping[str, float],
        fail_state: FailState,
        clock: Clock,
    ) -> None:
        self.settings, self.points, self.belt, self.clock = settings, points, belt, clock
        self.capability = settings.belt.capability(
            keeps_own_time=False, jitter_ms=settings.jitter_ms
        )
        self.queue = GateQueue(settings.belt.geometry())
        self.stops_when_silent = fail_state is FailState.STOP_BELT
        self._places = {view: settings.belt.as_ticks(place) for view, place in places_mm.items()}
        self._eye = Eye(points.eye)
        self._left = {
            where: Eye(eye)
            for where, eye in (
                (GateAction.PASS, points.exit_eye),
                (GateAction.REJECT, points.reject_eye),
            )
            if eye is not None
        }
        self._events: list[GateEvent] = []
        self._due: dict[str, deque[int]] = {view: deque() for view in places_mm}
        """Belt positions at which a camera is to be triggered."""
        self._triggers = WaitingTriggers()
        self._counts = dict.fromkeys(places_mm, 0)
        self._heard_ns = clock.now_ns()
        self._lost: str | None = None
        self._passing: tuple[str, int] | None = None
        """A short trouble, and until when it is told."""
        self._stop_wanted = False
        self._lock = threading.Lock()
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, name="gate", daemon=True)
        self._switch(energised=False, runs=True)

    def start(self) -> None:
        """Keeps time by a thread of its own from now on."""
        self._thread.start()

    # The line's side

    @property
    def trouble(self) -> str | None:
        with self._lock:
            if self._lost is not None:
                return self._lost
            passing = self._passing
        return passing[0] if passing is not None and self.clock.now_ns() < passing[1] else None

    def arm(self, default: GateAction) -> None:
        with self._lock:
            self.queue.arm(default)

    def order(self, order: GateOrder) -> None:
        with self._lock:
            refused = self.queue.order(order, self.belt.position.tick, self.clock.now_ns())
            if refused is not None:
                self._events.append(refused)

    def stop_belt(self, stop: bool) -> None:
        self._stop_wanted = stop

    def position(self) -> BeltPosition:
        with self._lock:
            return self.belt.position

    def poll(self) -> Sequence[GateEvent]:
        with self._lock:
            events, self._events = self._events, []
        return events

    def triggered(self, view: str) -> Sequence[CameraTrigger]:
        with self._lock:
            return self._triggers.triggered(view)

    def heartbeat(self, now_ns: int) -> None:
        self._heard_ns = now_ns

    def close(self) -> None:
        """The coil off and the belt standing, as far as they still answer; bounded."""
        self._ends.set()
        if self._thread.is_alive():
            self._thread.join(LONGEST_STOP_S)
        for output in self._outputs:
            with suppress(DeviceLost):
                output.close()

    # The belt's side

    def turn(self, now_ns: int) -> None:
        """Everything that is due at the belt."""
        with self._lock:
            try:
                self._turn(now_ns)
            except DeviceLost as error:
                self._lost = str(error)
                self._make_safe()
            else:
                self._lost = None

    def _turn(self, now_ns: int) -> None:
        was_running = self.belt.is_running
        position = self.belt.look(now_ns)
        if was_running and not self.belt.is_running:
            self.queue.stood()
        self._sense(position)
        self._move_on(position)
        self._trigger(position)
        is_silent = now_ns - self._heard_ns > SILENT_NS
        if is_silent:
            self._tell("the line was silent", now_ns)
        stands = self._stop_wanted or (is_silent and self.stops_when_silent)
        self._switch(self._energised(now_ns), runs=not stands)

    def _sense(self, position: BeltPosition) -> None:
        tick, at_ns = position.tick, position.at_ns
        dark = self._eye.change(tick)
        if dark is not None:
            self._seen(self.queue.edge(dark, tick, at_ns))
        for where, eye in self._left.items():
            if eye.change(tick) is False:
                self._events.append(PackLeft(where, eye.middle_tick, at_ns))

    def _seen(self, packs: Sequence[PackSeen]) -> None:
        self._events.extend(packs)
        for view, due in self._due.items():
            due.extend(pack.centre_tick + self._places[view] for pack in packs)

    def _move_on(self, position: BeltPosition) -> None:
        tick, at_ns, speed = position.tick, position.at_ns, self.belt.ticks_per_s
        self._seen(self.queue.settle(tick, at_ns))
        self._events.extend(self.queue.advance(tick, at_ns, speed))

    def _trigger(self, position: BeltPosition) -> None:
        for view, due in self._due.items():
            while due and due[0] <= position.tick:
                self._counts[view] += 1
                trigger = CameraTrigger(view, self._counts[view], position.tick, position.at_ns)
                self._triggers.add(trigger)
                due.popleft()

    def _energised(self, now_ns: int) -> bool:
        driven = self.queue.driven(now_ns)
        throws = bool(driven - {GateAction.PASS})
        if self.capability.kind is GateKind.PULSE:
            return throws
        passes = GateAction.PASS in driven or (not driven and self.queue.default is GateAction.PASS)
        return passes and not throws

    def _switch(self, energised: bool, runs: bool) -> None:
        self.points.coil.switch(energised)
        if self.points.belt_run is not None:
            self.points.belt_run.switch(runs)

    def _make_safe(self) -> None:
        """As far as the outputs still answer: a coil that is off, and a belt that stands."""
        for output in self._outputs:
            with suppress(DeviceLost):
                output.switch(False)

    @property
    def _outputs(self) -> Sequence[Output]:
        coil, belt_run = self.points.coil, self.points.belt_run
        return (coil,) if belt_run is None else (coil, belt_run)

    def _tell(self, why: str, now_ns: int) -> None:
        self._passing = why, now_ns + TOLD_NS

    # Its own time

    def _run(self) -> None:
        try:
            self._keep_time()
        except Exception as error:  # noqa: BLE001 - outermost loop of the thread: told as trouble
            self._died(error)

    def _died(self, error: Exception) -> None:
        """Nobody keeps time any more: that stays trouble, and nothing is driven."""
        with self._lock:
            what = f"{type(error).__name__}: {error}"
            self._lost = f"the gate's thread ended: {what}; start the line anew"
            self._make_safe()

    def _keep_time(self) -> None:
        jitter = measured(self.clock, WAKES_MEASURED)
        self._late(jitter.worst_ms, self.clock.now_ns())
        while not self._ends.is_set():
            wake_ns = self.clock.now_ns() + TURN_NS
            self.clock.sleep_until_ns(wake_ns)
            now_ns = self.clock.now_ns()
            self._late((now_ns - wake_ns) / 1e6, now_ns)
            self.turn(now_ns)

    def _late(self, late_ms: float, now_ns: int) -> None:
        if late_ms > self.settings.jitter_ms:
            self._tell(
                f"this computer woke {late_ms:.0f} ms late, and jitter_ms promises "
                f"{self.settings.jitter_ms:g}",
                now_ns,
            )


def open_timed_gate(
    settings: TimedGateSettings,
    fail_state: FailState,
    clock: Clock,
    places_mm: Mapping[str, float],
) -> TimedGate:
    """DeviceMissing or DeviceLost where an eye or an output is not there."""
    from hardware.inputs.gpio import GpioInput
    from hardware.outputs.settings import open_output

    def read(pin: GpioSettings | None) -> Input | None:
        return None if pin is None else GpioInput(pin)

    belt_run = settings.belt_run
    points = Points(
        coil=open_output(settings.coil, clock),
        eye=GpioInput(settings.eye),
        exit_eye=read(settings.exit_eye),
        reject_eye=read(settings.reject_eye),
        belt_run=None if belt_run is None else open_output(belt_run, clock),
    )
    belt = belt_of(settings, read(settings.wheel), clock.now_ns())
    gate = TimedGate(settings, points, belt, places_mm, fail_state, clock)
    gate.start()
    return gate


def belt_of(settings: TimedGateSettings, wheel: Input | None, start_ns: int) -> Belt:
    ticks_per_mm = settings.belt.ticks_per_mm
    if wheel is None:
        return SteadyBelt(settings.belt.fastest_mm_per_s * ticks_per_mm, start_ns)
    return WheelBelt(wheel, settings.wheel_mm * ticks_per_mm, start_ns)
