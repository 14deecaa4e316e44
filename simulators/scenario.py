"""A scenario: which product runs on which plant, what goes wrong when, and what must come out."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from pydantic import Field

from edge_agent.core.errors import NotFound
from edge_agent.core.fates import OperatorModel
from edge_agent.core.money import Prices
from edge_agent.core.packs import Level
from edge_agent.toml_files import StrictModel, load_toml
from simulators.around import FAILING, Failing
from simulators.challenges import ChallengeSettings
from simulators.operator import OperatorSettings
from simulators.settings import PlantSettings

FOLDER = "scenarios"
Happening = Literal[
    "stop_belt",
    "change_speed",
    "jump_clock",
    "unplug_camera",
    "darken_camera",
    "freeze_camera",
    "unplug_gate",
]


class Event(StrictModel):
    """Something that happens on the plant, by itself, in mid-run."""

    at_s: float = Field(ge=0)
    do: Happening | Failing
    for_s: float = Field(default=2.0, gt=0)
    """How long it lasts, where it ends by itself."""
    to_share: float = Field(default=0.5, gt=0, le=2)
    """New speed, as a share of the usual one."""
    by_days: float = 0.0
    """How far the wall clock jumps."""


class Expected(StrictModel):
    """Sums that must come out; what is not named may be anything."""

    seen: int | None = None
    passed: int | None = None
    rejected: int | None = None
    held: int | None = None
    missed: int | None = None
    late_verdicts: int | None = None
    wrong_pack_rejects: int | None = 0
    escapes: int | None = None
    false_rejects: int | None = None


USUAL = Prices()


class PriceSettings(StrictModel):
    """In euros a pack; assumptions, stated with every money table."""

    shipped_eur: float = Field(default=USUAL.shipped_eur, ge=0)
    claimed_eur: float = Field(default=USUAL.claimed_eur, ge=0)
    rejected_eur: float = Field(default=USUAL.rejected_eur, ge=0)
    reviewed_eur: float = Field(default=USUAL.reviewed_eur, ge=0)

    def prices(self) -> Prices:
        return Prices(**self.model_dump())


class Scenario(StrictModel):
    name: str
    product: str = "tray"
    packs: int = Field(default=200, ge=1, le=1_000_000)
    defects_share: float = Field(default=0.1, ge=0, le=1)
    level: Level = Level.ACT_WHEN_SURE
    levels: dict[str, Level] = Field(default_factory=dict)
    """Of single checks; the others, and how far the station goes at most, is `level`."""
    seed: int = Field(default=1, ge=0)
    no_answer: Literal["pass", "stop"] = "pass"
    plant: PlantSettings = PlantSettings()
    operator: OperatorSettings = OperatorSettings()
    challenges: ChallengeSettings = ChallengeSettings()
    prices: PriceSettings = PriceSettings()
    events: tuple[Event, ...] = ()
    expected: Expected = Expected()

    @property
    def needs_surroundings(self) -> bool:
        """More fails in it than the plant."""
        return any(event.do in FAILING for event in self.events)

    def level_of(self, check: str) -> Level:
        return self.levels.get(check, self.level)

    def operator_model(self) -> OperatorModel:
        return OperatorModel(**self.operator.model_dump(exclude={"leaves_to_panel_s"}))


def scenario_names() -> tuple[str, ...]:
    return tuple(sorted(file.name.removesuffix(".toml") for file in shipped() if is_toml(file)))


def shipped() -> list[Traversable]:
    return list(files("simulators").joinpath(FOLDER).iterdir())


def is_toml(file: Traversable) -> bool:
    return file.name.endswith(".toml")


def load_scenario(name_or_file: str) -> Scenario:
    """A shipped scenario by name, or any file. NotFound lists the shipped ones."""
    if name_or_file in scenario_names():
        return load_toml(Path(str(files("simulators") / FOLDER / f"{name_or_file}.toml")), Scenario)
    if not Path(name_or_file).is_file():
        known = ", ".join(scenario_names())
        raise NotFound(f"no scenario {name_or_file!r}: name a file, or one of {known}")
    return load_toml(Path(name_or_file), Scenario)
