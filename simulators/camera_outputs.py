"""The camera outputs of a controller at the plant: whom they triggered, where and when.

A PLC or a gate with its own network tells its host of them; the plant's own gate does not need to.
"""

from collections.abc import Callable, Sequence

from hardware.interfaces import BeltPosition, CameraTrigger, GateAction, GateEvent
from simulators.plant_controller import Surroundings


class CameraOutputs:
    """Surroundings of a controller, and CameraTriggers for whoever asks it."""

    def __init__(self, plant: Surroundings) -> None:
        self.plant = plant
        self.camera_ticks = plant.camera_ticks
        self.given: dict[str, list[CameraTrigger]] = {view: [] for view in plant.camera_ticks}
        self.counts = dict.fromkeys(plant.camera_ticks, 0)

    @property
    def events(self) -> list[GateEvent]:
        return self.plant.events

    @events.setter
    def events(self, events: list[GateEvent]) -> None:
        self.plant.events = events

    def triggered(self, view: str) -> Sequence[CameraTrigger]:
        given, self.given[view] = self.given[view], []
        return given

    def expose(self, view: str, now_ns: int) -> None:
        self.counts[view] += 1
        tick = self.plant.position(now_ns).tick
        self.given[view].append(CameraTrigger(view, self.counts[view], tick, now_ns))
        self.plant.expose(view, now_ns)

    def position(self, now_ns: int) -> BeltPosition:
        return self.plant.position(now_ns)

    def ticks_per_s(self) -> float:
        return self.plant.ticks_per_s()

    def at(self, when_ns: int, happening: Callable[[int], None]) -> None:
        self.plant.at(when_ns, happening)

    def when_ticked(self, tick: float, happening: Callable[[int], None]) -> None:
        self.plant.when_ticked(tick, happening)

    def numbered(self, pack_no: int, centre_tick: int) -> None:
        self.plant.numbered(pack_no, centre_tick)

    def drive(self, driven: frozenset[GateAction], now_ns: int) -> None:
        self.plant.drive(driven, now_ns)

    def stop_belt(self, stop: bool, now_ns: int) -> None:
        self.plant.stop_belt(stop, now_ns)
