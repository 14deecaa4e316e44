"""From the camera's trigger to the order at the gate's controller: packs in real time, one view.

Real are the protocol and its adapter, the line, and the inspector with its thread; the plant keeps
the time of both ends. The way of a picture from the camera into the host's memory is taken as
`TRANSFER_MS`. Every kind of gate that a demonstration can have (simulators/links) can be measured.

    measure(HardwareKind.SERIAL, packs=2000, seed=1)
"""

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from edge_agent.core.order import Order
from edge_agent.core.packs import Action, CheckResult, Level
from edge_agent.core.recipe import Recipe
from edge_agent.inspection.inspector import Inspector
from edge_agent.inspection.opening import open_inspector
from edge_agent.line.pack_in_work import InForce
from edge_agent.line.summary import quantiles
from edge_agent.line.worker import ThreadedWorker
from hardware.interfaces import GateAction, Pixels
from simulators.bench_frames import VIEW
from simulators.bench_scene import Scene, scene
from simulators.bench_times import CLOCK
from simulators.clock import PacedClock
from simulators.drawing.products import PRODUCTS
from simulators.firmware_controller import FirmwareController
from simulators.links.kinds import HardwareKind
from simulators.links.opening import link_of
from simulators.operator import OperatorSettings
from simulators.paced import paced
from simulators.packs import TruePack, place_packs
from simulators.plant_controller import QueueController
from simulators.settings import PlantSettings
from simulators.shift import Floor, Notes, Work, as_asked, set_up_floor

DRAWN_FRAMES = 20
PACKS_PER_MIN = 600
TRANSFER_MS = 3.5
"""A picture of 1280 x 960 Bayer bytes over USB3 Vision, which carries about 350 MB a second."""


def measure(kind: HardwareKind, packs: int, seed: int) -> dict[str, Any]:
    """Milliseconds as p50, p99, p999 and max of the packs whose order reached the controller."""
    random, notes, settings = np.random.default_rng(seed), Notes(), plant_settings()
    with TemporaryDirectory(prefix="packwarden-bench-") as folder:
        drawn = scene(Path(folder), min(packs, DRAWN_FRAMES), seed)
        recipe = drawn.loaded.recipe.at_level(Level.ACT_ALWAYS)
        inspector = TimedInspector(open_inspector(drawn.loaded))
        clock = PacedClock()
        worker = ThreadedWorker(inspector.inspect, clock)
        worker.start()
        with closing(link_of(kind, Level.ACT_ALWAYS, (VIEW,))) as link:
            floor = set_up_floor(
                settings,
                laid(packs, settings, drawn, random),
                work(recipe, drawn),
                clock,
                worker,
                notes,
                OperatorSettings(),
                random,
                link,
            )
            for _ in paced(clock, floor, link):
                pass
            worker.stop()
            return document(kind, floor, notes, inspector)


class TimedInspector:
    """The inspector of the line, and how long each of its inspections took."""

    def __init__(self, inspector: Inspector) -> None:
        self.inspector = inspector
        self.took_ms: list[float] = []

    def inspect(
        self, view: str, pixels: Pixels, order: Order | None, time_left_ns: int | None = None
    ) -> tuple[CheckResult, ...]:
        begun_ns = CLOCK.now_ns()
        checks = self.inspector.inspect(view, pixels, order, time_left_ns)
        self.took_ms.append((CLOCK.now_ns() - begun_ns) / 1e6)
        return checks


def plant_settings() -> PlantSettings:
    """Trays that follow each other closely, the camera soon behind the eye."""
    return PlantSettings.model_validate(
        {
            "belt": {"packs_per_min": PACKS_PER_MIN, "pitch_mm": 240},
            "cameras": {"transfer_ms": TRANSFER_MS},
            "packs": {"length_mm": PRODUCTS["tray"].length_mm},
        }
    )


def laid(
    packs: int, settings: PlantSettings, drawn: Scene, random: np.random.Generator
) -> list[TruePack]:
    """Good packs, each with one of the drawn pictures."""
    fronts = enumerate(place_packs(packs, settings, random))
    length_mm = settings.packs.length_mm
    return [
        TruePack(i, front_mm, length_mm, None, False, {VIEW: drawn.frames[i % len(drawn.frames)]})
        for i, front_mm in fronts
    ]


def work(recipe: Recipe, drawn: Scene) -> Work:
    in_force = InForce(recipe.name, drawn.loaded.hash, "0" * 64, "bench")
    granted = as_asked(recipe, Level.ACT_ALWAYS)
    return Work(recipe, drawn.order, Level.ACT_ALWAYS, in_force, granted)


def document(
    kind: HardwareKind, floor: Floor, notes: Notes, inspector: TimedInspector
) -> dict[str, Any]:
    plant, ledger, controller = floor.plant, floor.line.ledger, floor.plant.controller
    assert isinstance(controller, QueueController | FirmwareController)
    took_ms = [
        (at_ns - plant.exposed_ns[plant.seen_by[pack_no].index]) / 1e6
        for pack_no, at_ns in controller.ordered_ns.items()
        if pack_no in plant.seen_by and plant.seen_by[pack_no].index in plant.exposed_ns
    ]
    wrong = [
        record
        for record in notes.records
        if record.decision.action is Action.PASS
        and plant.seen_by[record.pack_no].went is GateAction.REJECT
    ]
    return {
        "gate": kind.value,
        "packs": ledger.seen,
        "packs_per_min": PACKS_PER_MIN,
        "transfer_ms": TRANSFER_MS,
        "trigger_to_order_ms": quantiles(took_ms),
        "inspect_ms": quantiles(inspector.took_ms),
        "orders": len(took_ms),
        "late_orders": notes.count("order_late"),
        "wrong_pack_rejects": len(wrong),
        "levels_lost": [body["why"] for what, body in notes.events if what == "level_fell"],
    }
