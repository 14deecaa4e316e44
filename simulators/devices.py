"""Pretend devices over the plant: the line cannot tell them from real ones."""

from collections.abc import Sequence

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


class PlantGate:
    """The plant's reject controller, eyes and gate, as the line sees them."""

    def __init__(self, plant: Plant, clock: Clock) -> None:
        assert isinstance(plant.controller, QueueController)
        self.plant, self.clock, self.controller = plant, clock, plant.controller
        self.capability = gate_capability(plant.settings)
        self.last_heartbeat_ns = 0
        self.trouble: str | None = None

    def arm(self, default: GateAction) -> None:
        self.controller.queue.arm(default)

    def order(self, order: GateOrder) -> None:
        self.controller.order(order, self.clock.now_ns())

    def stop_belt(self, stop: bool) -> None:
        self.plant.stop_belt(stop, self.clock.now_ns())

    def position(self) -> BeltPosition:
        return self.plant.position(self.clock.now_ns())

    def poll(self) -> Sequence[GateEvent]:
        events, self.plant.events = self.plant.events, []
        return events

    def triggered(self, view: str) -> Sequence[CameraTrigger]:
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

    def start(self) -> None:
        """Nothing to open: the plant's cameras always run."""

    def next(self, timeout_s: float) -> Frame | None:
        if self.is_unplugged:
            raise DeviceLost(f"camera {self.view} does not answer")
        frames = self.plant.frames[self.view]
        return frames.pop(0) if frames else None

    def unplug(self) -> None:
        """Somebody trips over the cable."""
        self.is_unplugged = True

    def stop(self) -> None:
        """Nothing to close."""
