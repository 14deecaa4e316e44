"""A whole line whose gate is the firmware's core behind a serial line, in virtual time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from edge_agent.core.packs import Action, Level, Record
from edge_agent.core.tracking import Tracker
from edge_agent.line.geometry import track_geometry
from edge_agent.line.loop import Line
from edge_agent.line.parts import Parts
from hardware.interfaces import FailState, GateAction, GateDone, GateEvent, GateOrder
from simulators.cable import MemoryCable
from simulators.clock import VirtualClock
from simulators.controller import PlantSerialGate, SerialRig, serial_rig
from simulators.devices import PlantCamera
from simulators.links.link_times import LinkTimes
from simulators.links.watched_gate import FarGate
from simulators.packs import TruePack, place_packs
from simulators.plant import Plant
from simulators.scripted import FAULTY, FINE, ScriptedInspector, marked_picture
from simulators.settings import PlantSettings
from simulators.shift import Memory, Notes, as_asked
from simulators.worker import VirtualWorker
from tests.line.plants import IN_FORCE, PlantParts, one_check_recipe, with_parts

STEP_NS = 1_000_000
INSPECTION_NS = 15_000_000
VIEW = "view 0"


def scripted_packs(
    count: int, settings: PlantSettings, defect_share: float, random: np.random.Generator
) -> list[TruePack]:
    """One pixel says what the pack is."""
    packs = []
    for index, front_mm in enumerate(place_packs(count, settings, random)):
        is_faulty = random.random() < defect_share
        pictures = {VIEW: marked_picture(FAULTY if is_faulty else FINE)}
        defect = "defect" if is_faulty else None
        length_mm = settings.packs.length_mm
        packs.append(TruePack(index, front_mm, length_mm, defect, False, pictures))
    return packs


class NotedGate(FarGate):
    """Notes what the line ordered for each pack, and what the controller says it did."""

    def __init__(self, gate: PlantSerialGate, clock: VirtualClock) -> None:
        super().__init__(gate, LinkTimes(), clock)
        self.orders: dict[int, set[GateAction]] = {}
        self.done: list[GateDone] = []

    def order(self, order: GateOrder) -> None:
        self.orders.setdefault(order.pack_no, set()).add(order.action)
        super().order(order)

    def poll(self) -> Sequence[GateEvent]:
        events = super().poll()
        self.done += [event for event in events if isinstance(event, GateDone)]
        return events


@dataclass
class SerialShift:
    plant: Plant
    rig: SerialRig
    gate: PlantSerialGate
    noted: NotedGate
    line: Line
    clock: VirtualClock
    notes: Notes
    step_ns: int = STEP_NS
    driven: set[GateAction] = field(default_factory=set)
    """All that the gate's outputs were driven for since a test last emptied it."""

    def step(self) -> int:
        now_ns = self.clock.now_ns() + self.step_ns
        self.clock.sleep_until_ns(now_ns)
        self.plant.advance(now_ns)
        self.rig.exchange(now_ns)
        self.line.step(now_ns)
        self.driven |= self.plant.driven
        return now_ns

    def steps(self) -> Iterator[int]:
        """Until the belt is empty and the line has heard of it."""
        while self.plant.is_busy or self.line.packs:
            yield self.step()

    def run(self) -> None:
        for _ in self.steps():
            pass

    def run_for(self, for_s: float) -> None:
        until_ns = self.clock.now_ns() + int(for_s * 1e9)
        while self.clock.now_ns() < until_ns:
            self.step()

    def until(self, is_so: Callable[[], bool], within_s: float) -> float:
        """Goes on until it is so; how long that took, in seconds."""
        start_ns = self.clock.now_ns()
        while not is_so():
            assert self.clock.now_ns() - start_ns < within_s * 1e9, self.gate.trouble
            self.step()
        return (self.clock.now_ns() - start_ns) / 1e9

    @property
    def records(self) -> list[Record]:
        return self.notes.records

    @property
    def wrong_pack_rejects(self) -> list[Record]:
        return [
            record
            for record in self.records
            if record.decision.action is Action.PASS
            and self.plant.seen_by[record.pack_no].went is GateAction.REJECT
        ]


def serial_shift(
    count: int,
    level: Level,
    plant: PlantParts | None = None,
    defect_share: float = 0.1,
    seed: int = 1,
    fail_state: FailState = FailState.REJECT_ALL,
    step_ns: int = STEP_NS,
) -> SerialShift:
    random = np.random.default_rng(seed)
    settings = PlantSettings.model_validate(with_parts(plant or {}))
    recipe = one_check_recipe(level)
    packs = scripted_packs(count, settings, defect_share, random)
    clock, notes = VirtualClock(), Notes()
    wire_random = np.random.default_rng(seed + 1000)
    rig = serial_rig(settings, fail_state, (VIEW,), wire_random, MemoryCable())
    the_plant = Plant(settings, packs, (VIEW,), random, rig.controller_of)
    gate = rig.gate_of(the_plant, clock)
    tracker = Tracker(track_geometry(gate.capability, settings.camera_mm((VIEW,))))
    worker = VirtualWorker(ScriptedInspector(recipe).inspect, lambda: INSPECTION_NS)
    cameras = [PlantCamera(the_plant, VIEW)]
    noted = NotedGate(gate, clock)
    parts = Parts(noted, cameras, clock, tracker, worker, notes, Memory())
    line = Line(parts, recipe, None, level, IN_FORCE, as_asked(recipe, level))
    return SerialShift(the_plant, rig, gate, noted, line, clock, notes, step_ns=step_ns)
