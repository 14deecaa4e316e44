"""One simulated shift: builds plant, line, worker and operator around a recipe and runs them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np

from edge_agent.core.autonomy.standing import UNCERTIFIED, Grant, Standing
from edge_agent.core.order import Order
from edge_agent.core.packs import Level, Record
from edge_agent.core.policy import lower_of
from edge_agent.core.recipe import Recipe
from edge_agent.core.tracking import Tracker
from edge_agent.line.geometry import track_geometry
from edge_agent.line.loop import Line
from edge_agent.line.pack_in_work import InForce
from edge_agent.line.packml_sight import PackmlSetup
from edge_agent.line.parts import Granted, Making, Parts, Recorder, Watching
from edge_agent.line.shadowing import Beside
from edge_agent.line.worker import Inspect, Worker
from hardware.interfaces import Clock, Pixels
from simulators.clock import PacedClock, VirtualClock
from simulators.devices import PlantCamera, PlantGate
from simulators.links.link import Link, VirtualLink
from simulators.operator import Brought, Operator, OperatorSettings
from simulators.packs import TruePack
from simulators.plant import Plant
from simulators.runner import Runner
from simulators.settings import PlantSettings
from simulators.worker import Duration, VirtualWorker


@dataclass(slots=True)
class Notes:
    """A recorder that keeps everything in memory, for looking at it afterwards."""

    records: list[Record] = field(default_factory=list)
    events: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    trouble: str | None = None

    def write(self, record: Record, frames: dict[str, Pixels]) -> None:
        self.records.append(record)

    def event(self, kind: str, body: dict[str, object]) -> None:
        self.events.append((kind, body))

    def count(self, kind: str) -> int:
        return sum(kind == told for told, _ in self.events)


@dataclass(slots=True)
class Memory:
    """Keeps the standing where a restart is not played."""

    kept: Standing | None = None
    is_stopped: bool = False

    def keep(self, standing: Standing, is_stopped: bool) -> None:
        self.kept, self.is_stopped = standing, is_stopped


@dataclass(frozen=True, slots=True)
class Inspection:
    """What looks at the pictures, and how long that takes in virtual time."""

    inspect: Inspect
    duration_ns: Duration
    hands: int = 1


@dataclass(frozen=True, slots=True)
class Work:
    """What the line is set up for."""

    recipe: Recipe
    order: Order | None
    level: Level
    in_force: InForce
    granted: Granted
    watching: Watching = field(default_factory=Watching)
    at_hand: Mapping[str, Brought] = field(default_factory=dict)
    """Challenge packs that the operator can bring, by name."""
    making: Making = field(default_factory=Making)
    packml: PackmlSetup = field(default_factory=PackmlSetup)
    beside: Beside | None = None
    """Where another bundle looks on."""


def as_asked(recipe: Recipe, ceiling: Level) -> Granted:
    """Everything that the recipe asks for was earned; the certificates are named, and no more."""
    grants = {
        check.name: granted(check.name, lower_of(check.level, ceiling)) for check in recipe.checks
    }
    return Granted(Standing(grants))


def granted(check: str, level: Level) -> Grant:
    if level.rank <= UNCERTIFIED.rank:
        return Grant()
    return Grant(level, sha256(f"certificate of {check}".encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class Floor:
    """Plant, line and operator, put together and not yet moving."""

    plant: Plant
    line: Line
    operator: Operator
    cameras: list[PlantCamera]


def set_up_floor(
    settings: PlantSettings,
    packs: list[TruePack],
    work: Work,
    clock: VirtualClock | PacedClock,
    worker: Worker,
    recorder: Recorder,
    operator: OperatorSettings,
    random: np.random.Generator,
    link: Link | None = None,
) -> Floor:
    """The same line whatever the clock, whoever inspects, and over whatever `link`."""
    link = link or VirtualLink()
    views = tuple(view.name for view in work.recipe.views)
    plant = Plant(settings, packs, views, random, link.controller_of)
    gate = link.gate_of(plant, clock)
    cameras = [PlantCamera(plant, view) for view in views]
    sources = link.sources_of(cameras, plant, clock)
    tracker = Tracker(track_geometry(gate.capability, settings.camera_mm(views)))
    parts = Parts(gate, sources, clock, tracker, worker, recorder, Memory())
    line = Line(
        *(parts, work.recipe, work.order, work.level, work.in_force, work.granted),
        watching=work.watching,
        making=work.making,
        packml=work.packml,
        beside=work.beside,
    )
    return Floor(plant, line, Operator(operator, line, plant, random, work.at_hand), cameras)


def build_shift(
    settings: PlantSettings,
    packs: list[TruePack],
    work: Work,
    inspection: Inspection,
    recorder: Recorder,
    operator: OperatorSettings,
    random: np.random.Generator,
    gate_of: Callable[[Plant, Clock], PlantGate] = PlantGate,
) -> Runner:
    """A line at work on a simulated plant, in virtual time."""
    clock = VirtualClock()
    worker = VirtualWorker(inspection.inspect, inspection.duration_ns, inspection.hands)
    link = VirtualLink(gate_of)
    floor = set_up_floor(settings, packs, work, clock, worker, recorder, operator, random, link)
    return Runner(clock, floor.plant, floor.line, worker, floor.operator, floor.cameras)
