"""Pretend devices over the plant: the line cannot tell them from real ones."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from hardware.errors import DeviceLost
from hardware.interfaces import (
    BeltPosition,
    CameraTrigger,
    Clock,
    Frame,
    GateAction,
    GateEvent,
    GateOrder,
)
from simulators.plant import Plant
from simulators.plant_controller import QueueController
from simulators.settings import gate_capability

HOST_MISSED_NS = 400_000_000
"""After so long without a heartbeat a controller falls into its fail state."""
DARKENED = 32
"""Without its lamp a camera sees a thirty-second of the light."""


class PlantGate:
    """The plant's reject controller, eyes and gate, as the line sees them."""

    def __init__(self, plant: Plant, clock: Clock) -> None:
        assert isinstance(plant.controller, QueueController)
        self.plant, self.clock, self.controller = plant, clock, plant.controller
        self.capability = gate_capability(plant.settings)
        self.last_heartbeat_ns = 0
        self.trouble: str | None = None
        self.is_unplugged = self.wants_stop = False
        self.wanted_default = self.controller.queue.default

    def arm(self, default: GateAction) -> None:
        self.wanted_default = default
        if not self.is_unplugged:
            self.controller.queue.arm(default)

    def order(self, order: GateOrder) -> None:
        if not self.is_unplugged:
            self.controller.order(order, self.clock.now_ns())

    def stop_belt(self, stop: bool) -> None:
        self.wants_stop = stop
        if not self.is_unplugged:
            self.plant.stop_belt(stop, self.clock.now_ns())

    def position(self) -> BeltPosition:
        return self.plant.position(self.clock.now_ns())

    def unplug(self) -> None:
        """The line hears nothing and is not heard. Its controller goes on as it was armed, and
        stops the belt as soon as it misses its host."""
        self.is_unplugged, self.trouble = True, "no answer from its controller"
        self.plant.is_gate_alone = True
        self.plant.at(self.clock.now_ns() + HOST_MISSED_NS, self.host_missed)

    def host_missed(self, now_ns: int) -> None:
        if self.is_unplugged:
            self.plant.stop_belt(True, now_ns)

    def plug(self) -> None:
        """What happened meanwhile is told now."""
        self.is_unplugged, self.trouble = False, None
        self.plant.is_gate_alone = False
        self.arm(self.wanted_default)
        self.stop_belt(self.wants_stop)

    def poll(self) -> Sequence[GateEvent]:
        if self.is_unplugged:
            return ()
        events, self.plant.events = self.plant.events, []
        return events

    def triggered(self, view: str) -> Sequence[CameraTrigger]:
        if self.is_unplugged:
            return ()
        told = tuple(self.plant.triggers[view])
        self.plant.triggers[view].clear()
        return told

    def heartbeat(self, now_ns: int) -> None:
        self.last_heartbeat_ns = now_ns


class PlantCamera:
    """One of the plant's cameras; its frames come when the plant has taken them."""

    exhausted = False

    def __init__(self, plant: Plant, view: str) -> None:
        self.plant, self.view = plant, view
        self.is_unplugged = False
        self.seen: Callable[[Frame], Frame] = as_it_is
        """What the sensor makes of it."""

    def start(self) -> None:
        """Nothing to open: the plant's cameras always run."""

    def next(self, timeout_s: float) -> Frame | None:
        if self.is_unplugged:
            raise DeviceLost(f"camera {self.view} does not answer")
        frames = self.plant.frames[self.view]
        return self.seen(frames.pop(0)) if frames else None

    def unplug(self) -> None:
        """Somebody trips over the cable."""
        self.is_unplugged = True

    def plug(self) -> None:
        self.is_unplugged = False

    def darken(self) -> None:
        """Its lamp fails."""
        self.seen = dark

    def freeze(self) -> None:
        """It goes on giving the picture that comes next, under new numbers."""
        self.seen = Frozen()

    def recover(self) -> None:
        self.seen = as_it_is

    def stop(self) -> None:
        """Nothing to close."""


def as_it_is(frame: Frame) -> Frame:
    return frame


def dark(frame: Frame) -> Frame:
    return replace(frame, pixels=frame.pixels // DARKENED)


class Frozen:
    """Gives the pixels of its first frame again and again."""

    def __init__(self) -> None:
        self.first: Frame | None = None

    def __call__(self, frame: Frame) -> Frame:
        self.first = self.first or frame
        return replace(frame, pixels=self.first.pixels)
