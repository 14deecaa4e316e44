"""One demonstration: a scenario's plant, pictures of drawn packs, the real inspector and line."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np

from edge_agent.core.errors import NotFound
from edge_agent.core.order import Order
from edge_agent.core.packs import CheckResult
from edge_agent.core.recipe import NoAnswer, Recipe
from edge_agent.inspection.bundle import base_bundle
from edge_agent.inspection.live_inspector import LiveInspector
from edge_agent.inspection.opening import open_inspector
from edge_agent.inspection.recipe_files import LoadedRecipe, load_recipe, save_recipe
from edge_agent.line.pack_in_work import InForce
from hardware.clock import RealClock
from hardware.interfaces import Pixels
from simulators.challenges import MadePack, made_packs
from simulators.draw_ahead import DrawnPictures, Sitter, draw_all, sitters
from simulators.drawing.defects import defects_of
from simulators.drawing.products import PRODUCTS
from simulators.operator import Brought
from simulators.packs import TruePack, choose_defects, place_packs
from simulators.scenario import Scenario
from simulators.settings import PlantSettings

GOLDEN_SEED, MADE_SEED = 7, 11


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that is ready before the belt starts."""

    scenario: Scenario
    plant: PlantSettings
    loaded: LoadedRecipe
    order: Order
    packs: list[TruePack]
    random: np.random.Generator
    at_hand: dict[str, Brought]
    """Challenge packs, by name."""

    @property
    def recipe(self) -> Recipe:
        """The product's recipe with its checks at the scenario's levels."""
        return levelled(self.loaded.recipe, self.scenario)


def levelled(recipe: Recipe, scenario: Scenario) -> Recipe:
    checks = tuple(replace(check, level=scenario.level_of(check.name)) for check in recipe.checks)
    return replace(recipe, checks=checks, no_answer=NoAnswer(scenario.no_answer))


def write_recipe(scenario: Scenario, folder: Path) -> None:
    """Of its product, at its levels, with golden pictures."""
    product = PRODUCTS[scenario.product]
    save_recipe(levelled(product.recipe(), scenario), product.golden(GOLDEN_SEED), folder)


class Staging:
    """Draws and lays out a scenario in a folder; `draw` is the long part."""

    def __init__(self, scenario: Scenario, folder: Path, recipe_folder: Path | None = None) -> None:
        self.scenario, self.folder = scenario, folder
        self.recipe_folder = recipe_folder or folder / "recipe"
        if scenario.product not in PRODUCTS:
            known = ", ".join(PRODUCTS)
            raise NotFound(f"no product {scenario.product!r}; the plant draws {known}")
        self.product = PRODUCTS[scenario.product]
        self.random = np.random.default_rng(scenario.seed)
        self.order = self.product.sample_order(self.random)
        length = {"length_mm": self.product.length_mm}
        packs = scenario.plant.packs.model_copy(update=length)
        self.plant = scenario.plant.model_copy(update={"packs": packs})
        names = tuple(defect.value for defect in defects_of(self.product))
        self.defects = choose_defects(scenario.packs, scenario.defects_share, names, self.random)
        self.made = made_for(scenario)
        """Challenge packs; drawn behind all others."""

    def teach(self) -> LoadedRecipe:
        """Writes the product's recipe with its golden pictures, and reads it as a station does."""
        write_recipe(self.scenario, self.recipe_folder)
        return load_recipe(self.recipe_folder)

    @property
    def drawn(self) -> int:
        """Packs that are drawn in all."""
        return len(self.defects) + len(self.made)

    def sitters(self) -> list[Sitter]:
        made = [None if one.defect is None else one.defect.value for one in self.made]
        others = self.sitting(made, np.random.default_rng([self.scenario.seed, MADE_SEED]))
        behind = (replace(one, index=one.index + len(self.defects)) for one in others)
        return [*self.sitting(self.defects, self.random), *behind]

    def sitting(self, defects: list[str | None], random: np.random.Generator) -> list[Sitter]:
        speed = self.plant.belt.speed_mm_per_s
        return sitters(self.product.name, self.order, defects, self.plant.packs, speed, random)

    def draw(self) -> Iterator[int]:
        """Yields once for every pack drawn."""
        yield from draw_all(self.folder, self.sitters())

    def stage(self, loaded: LoadedRecipe) -> Stage:
        """Of packs that are all drawn."""
        fronts = place_packs(len(self.defects), self.plant, self.random)
        taken_off = self.random.random(len(fronts)) < self.plant.packs.taken_off_share
        packs = [
            TruePack(
                index=index,
                front_mm=front_mm,
                length_mm=self.product.length_mm,
                defect=self.defects[index],
                taken_off=bool(taken_off[index]),
                pictures=self.pictures(index),
            )
            for index, front_mm in enumerate(fronts)
        ]
        at_hand = dict(map(self.challenge, range(len(packs), self.drawn)))
        return Stage(self.scenario, self.plant, loaded, self.order, packs, self.random, at_hand)

    def challenge(self, index: int) -> tuple[str, Brought]:
        """A challenge pack's name and what it is, by its place among all that are drawn."""
        made = self.made[index - len(self.defects)]
        return made.challenge.name, Brought(made.defect, self.pictures(index))

    def pictures(self, index: int) -> DrawnPictures:
        return DrawnPictures(self.folder, index, self.product.views)


def made_for(scenario: Scenario) -> tuple[MadePack, ...]:
    """Challenge packs: a good one, and one for every check that acts by itself."""
    if not (scenario.level.acts and scenario.challenges.every_packs):
        return ()
    made = made_packs(PRODUCTS[scenario.product])
    acting = [all(scenario.level_of(name).acts for name in one.challenge.checks) for one in made]
    return tuple(one for one, acts in zip(made, acting, strict=True) if acts)


class TimedInspector:
    """The real inspector, and how long its last inspection really took."""

    def __init__(self, loaded: LoadedRecipe) -> None:
        views = frozenset(view.name for view in loaded.recipe.views)
        self.inspector = LiveInspector(open_inspector(loaded), views)
        self.clock = RealClock()
        self.took_ns = 0

    def inspect(
        self, view: str, pixels: Pixels, order: Order | None, time_left_ns: int | None = None
    ) -> tuple[CheckResult, ...]:
        begun_ns = self.clock.now_ns()
        checks = self.inspector.inspect(view, pixels, order, time_left_ns)
        self.took_ns = self.clock.now_ns() - begun_ns
        return checks

    def last_ns(self) -> int:
        return self.took_ns


def in_force(stage: Stage, software: str) -> InForce:
    settings = sha256(stage.scenario.model_dump_json().encode()).hexdigest()
    return InForce(stage.recipe.name, stage.loaded.hash, settings, software, base_bundle().sha256)
