"""The head of the reject controller at the plant, and what of the plant it sees and moves.

The plant does not know which head it has: the pack register of the product (`QueueController`), or
the firmware's own C core (simulators/controller.py). Eyes and belt are reported to the head; it
sets the gate's outputs and triggers the cameras.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol

from hardware.gate_queue import GateGeometry, GateQueue
from hardware.interfaces import (
    BeltPosition,
    BinFull,
    GateAction,
    GateEvent,
    GateOrder,
    PackLeft,
    PackSeen,
)


class Surroundings(Protocol):
    """What a controller can sense and move at its place."""

    camera_ticks: dict[str, int]
    """Where each view's camera looks, from the photo-eye."""
    events: list[GateEvent]
    """What the controller has told and nobody has fetched."""

    def position(self, now_ns: int) -> BeltPosition: ...

    def ticks_per_s(self) -> float: ...

    def at(self, when_ns: int, happening: Callable[[int], None]) -> None: ...

    def when_ticked(self, tick: float, happening: Callable[[int], None]) -> None: ...

    def numbered(self, pack_no: int, centre_tick: int) -> None:
        """The controller gave this number to the pack with this place at the photo-eye."""
        ...

    def expose(self, view: str, now_ns: int) -> None: ...

    def drive(self, driven: frozenset[GateAction], now_ns: int) -> None:
        """Sets the outputs; the gate itself follows after its travel."""
        ...

    def stop_belt(self, stop: bool, now_ns: int) -> None: ...


class PlantController(Protocol):
    """What the plant tells its controller, each at its own time."""

    @property
    def at_rest(self) -> frozenset[GateAction]:
        """How a diverter stands while it is driven for no pack."""
        ...

    def look(self, now_ns: int) -> None:
        """Time has come to `now_ns`: the outputs are to be what they are then. What it waits for
        by itself it puts on the agenda."""
        ...

    def eye_edge(self, dark: bool, now_ns: int) -> None:
        """The photo-eye went dark or light."""
        ...

    def left(self, where: GateAction, now_ns: int) -> None:
        """An eye behind the gate saw the middle of a pack."""
        ...

    def bin_full(self, full: bool, now_ns: int) -> None: ...

    def speed_changed(self, now_ns: int) -> None:
        """The belt runs at another speed from now on, or stands."""
        ...


class QueueController:
    """The pack register in Python as the controller's head; its wishes stand on the agenda."""

    def __init__(self, geometry: GateGeometry, plant: Surroundings) -> None:
        self.queue, self.plant = GateQueue(geometry), plant
        self.wake_tick: int | None = None
        self.ordered_ns: dict[int, int] = {}
        """When the first order for each pack reached it, by the pack's number."""

    @property
    def at_rest(self) -> frozenset[GateAction]:
        return frozenset({self.queue.default})  # armed to pass, a diverter stays energised

    def look(self, now_ns: int) -> None:
        """The agenda has woken it whenever something changed."""

    def order(self, order: GateOrder, now_ns: int) -> bool:
        """True when the order will be carried out; else its refusal is told."""
        self.ordered_ns.setdefault(order.pack_no, now_ns)
        refused = self.queue.order(order, self.plant.position(now_ns).tick, now_ns)
        if refused is not None:
            self.plant.events.append(refused)
        return refused is None

    def eye_edge(self, dark: bool, now_ns: int) -> None:
        tick = self.plant.position(now_ns).tick
        self.tell_seen(self.queue.edge(dark, tick, now_ns))
        self.plan(now_ns)

    def left(self, where: GateAction, now_ns: int) -> None:
        self.plant.events.append(PackLeft(where, self.plant.position(now_ns).tick, now_ns))

    def bin_full(self, full: bool, now_ns: int) -> None:
        self.plant.events.append(BinFull(full, now_ns))

    def speed_changed(self, now_ns: int) -> None:
        if self.plant.ticks_per_s() == 0:
            self.queue.stood()
            self.drive(now_ns)
        self.wake_tick = None
        self.plan(now_ns)

    def plan(self, now_ns: int) -> None:
        """Wakes it when its pack register next changes by itself."""
        tick = self.queue.next_tick(self.plant.ticks_per_s())
        if tick is None:
            return
        wake_tick = max(tick, self.plant.position(now_ns).tick + 1)
        if self.wake_tick is None or wake_tick < self.wake_tick:
            self.wake_tick = wake_tick
            self.plant.when_ticked(wake_tick, lambda due_ns: self.woken(wake_tick, due_ns))

    def woken(self, wake_tick: int, now_ns: int) -> None:
        if wake_tick == self.wake_tick:
            self.wake_tick = None
            self.move_on(now_ns)

    def move_on(self, now_ns: int) -> None:
        tick = self.plant.position(now_ns).tick
        self.tell_seen(self.queue.settle(tick, now_ns))
        self.queue.begin(tick, now_ns, self.plant.ticks_per_s())
        self.drive(now_ns)
        self.plant.events += self.queue.advance(tick, now_ns, self.plant.ticks_per_s())
        self.drive(now_ns)
        self.plan(now_ns)

    def tell_seen(self, seen: Iterable[PackSeen]) -> None:
        """Tells the host of new packs and sets the camera triggers for them."""
        for pack_seen in seen:
            self.plant.events.append(pack_seen)
            self.plant.numbered(pack_seen.pack_no, pack_seen.centre_tick)
            for view, camera_ticks in self.plant.camera_ticks.items():
                tick = pack_seen.centre_tick + camera_ticks
                self.plant.when_ticked(tick, partial(self.plant.expose, view))

    def drive(self, now_ns: int) -> None:
        end_ns = self.queue.next_end_ns(now_ns)
        if end_ns is not None:
            self.plant.at(end_ns, self.drive)
        self.plant.drive(self.queue.driven(now_ns), now_ns)
