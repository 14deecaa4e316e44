"""What stands between a demonstration's line and its plant."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from hardware.interfaces import Clock, FrameSource, Gate
from simulators.devices import PlantCamera, PlantGate
from simulators.links.kinds import HardwareKind
from simulators.plant import Plant, queue_controller
from simulators.plant_controller import PlantController, Surroundings
from simulators.settings import PlantSettings


class Link(Protocol):
    """Devices of a plant that is set up and stands; the belt starts when they are ready."""

    def controller_of(self, settings: PlantSettings, plant: Surroundings) -> PlantController: ...

    def gate_of(self, plant: Plant, clock: Clock) -> Gate:
        """Its controller answers. DeviceMissing where that cannot be brought about."""
        ...

    def sources_of(
        self, cameras: Sequence[PlantCamera], plant: Plant, clock: Clock
    ) -> Sequence[FrameSource]:
        """The plant's cameras as the line gets them, started."""
        ...

    def exchange(self, now_ns: int) -> None:
        """Called by the plant's loop in every step: moves news out and orders in."""
        ...

    def document(self) -> dict[str, Any]:
        """What is told of the link at the end."""
        ...

    def close(self) -> None: ...


class VirtualLink:
    """None: the line holds the plant's own devices."""

    def __init__(self, gate_of: Callable[[Plant, Clock], Gate] = PlantGate) -> None:
        self.make_gate = gate_of

    def controller_of(self, settings: PlantSettings, plant: Surroundings) -> PlantController:
        return queue_controller(settings, plant)

    def gate_of(self, plant: Plant, clock: Clock) -> Gate:
        return self.make_gate(plant, clock)

    def sources_of(
        self, cameras: Sequence[PlantCamera], plant: Plant, clock: Clock
    ) -> Sequence[FrameSource]:
        return cameras

    def exchange(self, now_ns: int) -> None:
        """There is nothing between them."""

    def document(self) -> dict[str, Any]:
        return {"kind": HardwareKind.VIRTUAL.value}

    def close(self) -> None:
        """Nothing was opened."""
