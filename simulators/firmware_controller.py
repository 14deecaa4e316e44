"""The firmware's own core as the head of the controller at the plant.

The plant's eyes and encoder are its inputs; its outputs move the plant's gate and belt and trigger
the cameras. It is looked after at every tick and time it asks for, and at least once in every step.
Without power (`brown_out`) every output is off, and it starts anew with all it knew forgotten.
"""

from functools import partial

from hardware.interfaces import GateAction, GateKind
from hardware.wire.codes import Input, Output
from hardware.wire.framing import FrameReader
from hardware.wire.messages import Order
from hardware.wire.packing import NUMBERS, unpack
from simulators.firmware_core import Eye, FirmwareCore
from simulators.plant_controller import Surroundings
from simulators.settings import PlantSettings, as_ticks

EYES = {GateAction.PASS: Eye.EXIT, GateAction.REJECT: Eye.REJECTS, GateAction.HOLD: Eye.REJECTS}
CAMERAS = (Output.CAMERA_0, Output.CAMERA_1, Output.CAMERA_2, Output.CAMERA_3)


class FirmwareController:
    """A PlantController."""

    def __init__(self, settings: PlantSettings, plant: Surroundings) -> None:
        self.plant, self.kind = plant, settings.gate.kind
        self.half_pack_ticks = as_ticks(settings.packs.length_mm / 2)
        self.boot, self.faults = 1, 0
        self.core: FirmwareCore | None = FirmwareCore(self.boot, self.faults)
        """None without power."""
        self.start_tick = self.start_ns = 0
        """Where the belt was and when it started."""
        self.outputs = Output(0)
        self.inputs = Input.KEY_SWITCH
        self.dark: set[Eye] = set()
        self.confirm_eye_is_stuck = False
        self.wake_tick: int | None = None
        self.wake_ns: int | None = None
        self.reader = FrameReader()
        """Looks on: what it hears changes nothing."""
        self.ordered_ns: dict[int, int] = {}
        """When the first order for each pack reached it, by its number in the first start."""
        self.drive(0)

    # What the plant tells

    @property
    def at_rest(self) -> frozenset[GateAction]:
        """Without power a spring rejects."""
        return frozenset({GateAction.REJECT})

    def look(self, now_ns: int) -> None:
        if self.core is None:
            return
        self.core.inputs(self.inputs)
        self.set(self.core.run(self.tick(now_ns), self.us(now_ns)), now_ns)
        self.plan(now_ns)

    def eye_edge(self, dark: bool, now_ns: int) -> None:
        self.edge(Eye.PACKS, dark, self.tick(now_ns), now_ns)

    def left(self, where: GateAction, now_ns: int) -> None:
        """Its middle is before the eye; the front edge was half a pack ago, the back comes yet."""
        eye, half = EYES[where], self.half_pack_ticks
        if eye is Eye.REJECTS and self.confirm_eye_is_stuck:
            return
        tick = self.tick(now_ns)
        self.edge(eye, True, tick - half, now_ns)
        self.plant.when_ticked(self.start_tick + tick + half, partial(self.light, eye))

    def light(self, eye: Eye, now_ns: int) -> None:
        self.edge(eye, False, self.tick(now_ns), now_ns)

    def bin_full(self, full: bool, now_ns: int) -> None:
        self.inputs = self.inputs | Input.BIN_FULL if full else self.inputs & ~Input.BIN_FULL
        self.look(now_ns)

    def speed_changed(self, now_ns: int) -> None:
        self.wake_tick = None
        self.look(now_ns)

    def edge(self, eye: Eye, dark: bool, tick: int, now_ns: int) -> None:
        """An edge that changes nothing is none: a pack behind the eye is not seen twice."""
        if dark is (eye in self.dark):
            return
        self.dark ^= {eye}
        if self.core is not None:
            self.core.edge(eye, dark, tick, self.us(now_ns))
            self.look(now_ns)

    def hear(self, data: bytes, now_ns: int) -> None:
        """What came over its serial line."""
        if self.core is None:
            return
        self.core.hear(data)
        for frame in self.reader.feed(data):
            if frame.number == NUMBERS[Order]:
                order = unpack(frame.number, frame.payload)
                assert isinstance(order, Order)
                self.ordered_ns.setdefault(order.pack_no, now_ns)
        self.look(now_ns)

    # What it does

    def tick(self, now_ns: int) -> int:
        return self.plant.position(now_ns).tick - self.start_tick

    def us(self, now_ns: int) -> int:
        return (now_ns - self.start_ns) // 1000

    def set(self, outputs: Output, now_ns: int) -> None:
        before, self.outputs = self.outputs, outputs
        self.drive(now_ns)
        for view, camera in zip(self.plant.camera_ticks, CAMERAS, strict=False):
            if camera in outputs and camera not in before:
                self.plant.expose(view, now_ns)
        if (before ^ outputs) & Output.BELT_RUN:
            self.plant.stop_belt(Output.BELT_RUN not in outputs, now_ns)

    def drive(self, now_ns: int) -> None:
        is_on = Output.GATE in self.outputs
        if self.kind is GateKind.DIVERTER:
            driven = {GateAction.PASS if is_on else GateAction.REJECT}
        else:
            driven = {GateAction.REJECT} if is_on else set()
        if Output.HOLD in self.outputs:
            driven.add(GateAction.HOLD)
        self.plant.drive(frozenset(driven), now_ns)

    def plan(self, now_ns: int) -> None:
        """Puts what the core waits for on the plant's agenda."""
        if self.core is None:
            return
        self.plan_time(self.core, now_ns)
        self.plan_tick(self.core)

    def plan_time(self, core: FirmwareCore, now_ns: int) -> None:
        us = core.next_us()
        if us is None:
            return
        wake_ns = max(now_ns + 1000, self.start_ns + us * 1000)
        if self.wake_ns is None or wake_ns < self.wake_ns:
            self.wake_ns = wake_ns
            self.plant.at(wake_ns, self.woken_by_time)

    def woken_by_time(self, now_ns: int) -> None:
        if now_ns == self.wake_ns:
            self.wake_ns = None
            self.look(now_ns)

    def plan_tick(self, core: FirmwareCore) -> None:
        tick = core.next_tick()
        if tick is None:
            return
        wake_tick = max(tick, core.tick + 1)
        if self.wake_tick is None or wake_tick < self.wake_tick:
            self.wake_tick = wake_tick
            woken = partial(self.woken, wake_tick)
            self.plant.when_ticked(self.start_tick + wake_tick, woken)

    def woken(self, wake_tick: int, now_ns: int) -> None:
        if wake_tick == self.wake_tick:
            self.wake_tick = None
            self.look(now_ns)

    # Power

    def brown_out(self, for_ns: int, now_ns: int) -> None:
        """The supply breaks down, and is back after `for_ns`."""
        if self.core is not None:
            self.faults = self.core.faults
        self.core = self.wake_tick = self.wake_ns = None
        self.set(Output(0), now_ns)
        self.plant.at(now_ns + for_ns, self.start)

    def start(self, now_ns: int) -> None:
        self.boot += 1
        self.start_ns, self.start_tick = now_ns, self.plant.position(now_ns).tick
        self.core = FirmwareCore(self.boot, self.faults)
        for eye in self.dark:
            self.core.edge(eye, True, 0, 0)
        self.look(now_ns)
