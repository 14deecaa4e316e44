"""Plants for the line's tests: scripted pictures, so that only the line itself is tried."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from edge_agent.core.packs import Action, Box, CheckKind, Level, Record
from edge_agent.core.recipe import Check, NoAnswer, Recipe, SurfaceLimits, View
from edge_agent.line.pack_in_work import InForce
from edge_agent.line.packml_sight import PackmlSetup
from edge_agent.line.parts import Granted, Making, Watching
from edge_agent.line.shadowing import Beside
from hardware.interfaces import Clock, GateAction
from simulators.devices import PlantGate
from simulators.operator import OperatorSettings
from simulators.packs import TruePack, place_packs
from simulators.plant import Plant
from simulators.runner import Runner
from simulators.scripted import DOUBTFUL, FAULTY, FINE, ScriptedInspector, marked_picture
from simulators.settings import PlantSettings
from simulators.shift import Inspection, Notes, Work, as_asked, build_shift

PlantParts = dict[str, dict[str, object]]
"""Settings of the plant by part; what is not named stays as on the fast line."""

FAST_LINE: PlantParts = {
    "belt": {"packs_per_min": 600, "pitch_mm": 150, "spacing_mm": 6, "slip_share": 0.01},
    "eye": {"jitter_mm": 3, "double_trigger_share": 0.01},
    "cameras": {"first_mm": 150, "apart_mm": 0, "transfer_ms": 8},
    "gate": {"at_mm": 900, "window_mm": 110, "pulse_mm": 40, "lead_mm": 60},
    "packs": {"length_mm": 90},
}
"""600 packs a minute, 1.5 m/s, 0.4 s from the picture to the last moment for an order."""

IN_FORCE = InForce("scripted", "0" * 64, "0" * 64, "test")


SLOW_LINE: PlantParts = {"belt": {"packs_per_min": 100}, "gate": {"at_mm": 2000}}
"""Over six seconds from the picture to the gate: time for a person to answer."""


def one_check_recipe(
    level: Level, no_answer: NoAnswer = NoAnswer.PASS, views: int = 1, name: str = "scripted"
) -> Recipe:
    names = tuple(f"view {number}" for number in range(views))
    box = Box(0, 0, 1, 1)
    return Recipe(
        name=name,
        views=tuple(View(name, ("golden.png",), box) for name in names),
        checks=tuple(
            Check(f"check {name}", CheckKind.SURFACE, name, box, SurfaceLimits(), level)
            for name in names
        ),
        no_answer=no_answer,
    )


@dataclass(frozen=True)
class Shift:
    """A finished shift: what the line noted, and what was true."""

    runner: Runner
    notes: Notes

    @property
    def records(self) -> list[Record]:
        return self.notes.records

    def true(self, record: Record) -> TruePack:
        return self.runner.plant.seen_by[record.pack_no]

    def at_s(self, when_s: float, happening: Callable[[int], None]) -> None:
        """Puts something on the plant's agenda."""
        self.runner.plant.agenda.at(int(when_s * 1e9), happening)

    def watched(self) -> frozenset[GateAction]:
        """Runs to the end; returns all that the gate's outputs were ever driven for."""
        driven: set[GateAction] = set()
        for _ in self.runner.steps():
            driven |= self.runner.plant.driven
        return frozenset(driven)

    @property
    def wrong_pack_rejects(self) -> list[Record]:
        """Packs that went where nobody sent them: the gate caught a neighbour."""
        return [
            record
            for record in self.records
            if record.decision.action is Action.PASS and self.true(record).went is GateAction.REJECT
        ]


def set_up(
    count: int,
    level: Level,
    plant: PlantParts | None = None,
    delay_ms: tuple[float, float] = (20, 60),
    defect_share: float = 0.1,
    doubt_share: float = 0.02,
    no_answer: NoAnswer = NoAnswer.PASS,
    views: int = 1,
    operator: OperatorSettings | None = None,
    hands: int = 1,
    seed: int = 1,
    gate_of: Callable[[Plant, Clock], PlantGate] = PlantGate,
    watching: Watching | None = None,
    granted: Granted | None = None,
    making: Making = Making(),  # noqa: B008 - a frozen value
    packml: PackmlSetup = PackmlSetup(),  # noqa: B008 - a frozen value
    beside: Beside | None = None,
) -> Shift:
    """A shift that has not begun yet."""
    random = np.random.default_rng(seed)
    settings = PlantSettings.model_validate(with_parts(plant or {}))
    recipe = one_check_recipe(level, no_answer, views)
    fronts = place_packs(count, settings, random)
    faulty = random.random(count) < defect_share
    defects = ["defect" if one else None for one in faulty]
    packs = []
    for index, (front, defect) in enumerate(zip(fronts, defects, strict=True)):
        mark = DOUBTFUL if random.random() < doubt_share else FAULTY if defect else FINE
        pictures = {view.name: marked_picture(mark) for view in recipe.views}
        taken_off = random.random() < settings.packs.taken_off_share
        length_mm = settings.packs.length_mm
        packs.append(TruePack(index, front, length_mm, defect, taken_off, pictures))
    inspection = Inspection(
        ScriptedInspector(recipe).inspect, lambda: int(random.uniform(*delay_ms) * 1e6), hands
    )
    notes = Notes()
    runner = build_shift(
        settings,
        packs,
        Work(
            *(recipe, None, level, IN_FORCE),
            *(granted or as_asked(recipe, level), watching or Watching()),
            making=making,
            packml=packml,
            beside=beside,
        ),
        inspection,
        notes,
        operator or OperatorSettings(),
        random,
        gate_of,
    )
    return Shift(runner, notes)


def with_parts(parts: PlantParts) -> PlantParts:
    """The fast line with some of its settings replaced."""
    return {key: {**usual, **parts.get(key, {})} for key, usual in FAST_LINE.items()}


def run(count: int, level: Level, **how: object) -> Shift:
    """A whole shift, from the first pack to the empty belt."""
    shift = set_up(count, level, **how)  # type: ignore[arg-type]
    shift.runner.run()
    return shift
