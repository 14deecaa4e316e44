"""The plant behind a gate that a peer of ours serves over a protocol, as a plant's own would."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Protocol

from hardware.build import OpenedGate
from hardware.interfaces import Clock, FailState, FrameSource, Gate
from simulators.devices import PlantCamera, PlantGate
from simulators.links.kinds import HardwareKind
from simulators.links.link_times import LinkTimes
from simulators.links.paired_cameras import paired
from simulators.links.reaching import hold_belt, reached
from simulators.links.watched_gate import FarGate, NearGate
from simulators.plant import Plant, queue_controller
from simulators.plant_controller import PlantController, Surroundings
from simulators.settings import PlantSettings


@dataclass(frozen=True, slots=True)
class Served:
    """What a peer has behind it."""

    gate: NearGate
    triggers: PlantGate
    views: tuple[str, ...]
    plant: PlantSettings
    clock: Clock


class Peer(Protocol):
    """The other end of the protocol, and the way to it."""

    def open_gate(self, fail_state: FailState) -> OpenedGate:
        """As a real station opens it."""
        ...

    def exchange(self, now_ns: int) -> None: ...

    def document(self) -> dict[str, Any]:
        """What is told of it at the end."""
        ...


Serve = Callable[[Served, ExitStack], Peer]
"""What it opens is closed with the stack."""


class PeeredLink:
    """A Link. The plant's pack register stands for that of the peer."""

    def __init__(self, kind: HardwareKind, fail_state: FailState, serve: Serve) -> None:
        self.kind, self.fail_state, self.serve = kind, fail_state, serve
        self.times, self.opened = LinkTimes(), ExitStack()
        self.peer: Peer
        self.gate: OpenedGate

    def controller_of(self, settings: PlantSettings, plant: Surroundings) -> PlantController:
        return queue_controller(settings, plant)

    def gate_of(self, plant: Plant, clock: Clock) -> Gate:
        hold_belt(plant)
        own, views = PlantGate(plant, clock), tuple(plant.camera_mm)
        served = Served(NearGate(own, self.times, clock), own, views, plant.settings, clock)
        self.peer = self.serve(served, self.opened)
        self.gate = reached(lambda: self.peer.open_gate(self.fail_state), self.peer.exchange, clock)
        self.opened.callback(self.gate.close)
        return FarGate(self.gate, self.times, clock)

    def sources_of(
        self, cameras: Sequence[PlantCamera], plant: Plant, clock: Clock
    ) -> Sequence[FrameSource]:
        return paired(cameras, self.gate, plant.settings, clock)

    def exchange(self, now_ns: int) -> None:
        self.peer.exchange(now_ns)

    def document(self) -> dict[str, Any]:
        return {"kind": self.kind.value, **self.times.document(), **self.peer.document()}

    def close(self) -> None:
        self.opened.close()
