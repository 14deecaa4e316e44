"""What `packwarden tune` is asked for, in a TOML file."""

from pathlib import Path
from typing import Final, Self

from pydantic import Field, field_validator, model_validator

from edge_agent.toml_files import StrictModel, load_toml
from simulators.drawing.products import PRODUCTS
from training.data.groups import USUAL_KEYS, GroupKey
from training.tuning.defect_kinds import kinds_of

NEWEST: Final = 0
"""Instead of the number of a data set's version."""


class SearchSettings(StrictModel):
    outer_folds: int = Field(default=5, ge=2, le=20)
    inner_folds: int = Field(default=3, ge=2, le=20)
    trials: int = Field(default=20, ge=1, le=1000)
    """In each search; there is one for each outer fold, and the final one."""


class DrawnAround(StrictModel):
    """Packs that are drawn: of which product, around the faults of which check."""

    product: str
    check: str
    packs_of_kind: int = Field(default=1, ge=1, le=100)
    """In each lot, of each kind, good ones too."""

    @field_validator("product")
    @classmethod
    def is_known(cls, name: str) -> str:
        if name not in PRODUCTS:
            raise ValueError(f"{name!r} is none of {', '.join(PRODUCTS)}")
        return name

    @model_validator(mode="after")
    def has_check(self) -> Self:
        checks = [one.name for one in PRODUCTS[self.product].recipe().checks]
        if self.check not in checks:
            raise ValueError(f"{self.product} has no check {self.check!r}; it has {checks}")
        kinds_of(PRODUCTS[self.product], self.check)
        return self


class DrawnSettings(DrawnAround):
    """What of them is looked at is cut out around the check."""

    lots: int = Field(ge=3, le=1000)


class LabelledSettings(StrictModel):
    """Labelled pictures of whole packs: what of them is looked at."""

    data: str = Field(min_length=1)
    """Folder or URL of the data set."""
    version: int = Field(default=NEWEST, ge=0)
    """Its number; 0 is the newest."""
    recipe: Path
    """Folder of the recipe that finds the packs."""
    check: str = Field(min_length=1)
    """Its region is cut out; labels are those whose field bears its name."""
    by: tuple[GroupKey, ...] = Field(default=USUAL_KEYS, min_length=1)
    """What pictures share that must not be torn apart."""


class LimitSettings(StrictModel):
    """What good packs may lose by a head."""

    false_rejects: float = Field(default=0.02, gt=0, lt=1)
    """Highest share of good regions called not ok, with probability 1 - delta."""
    unsure: float = Field(default=0.05, gt=0, lt=1)
    """Highest expected share of good regions that are called unsure or not ok."""
    delta: float = Field(default=0.05, gt=0, lt=1)


class CardSettings(StrictModel):
    """What only a person can say, for the report card of the run."""

    problem: str = ""
    quality: str = ""
    """How good data and labels are, and who looked."""
    improvement: str = ""
    """How the model is kept good."""
    robustness: str = ""
    """What it was tried against."""


class TuneSettings(StrictModel):
    """The whole file."""

    seed: int = Field(default=1, ge=0)
    search: SearchSettings = SearchSettings()
    drawn: DrawnSettings | None = None
    labelled: LabelledSettings | None = None
    limits: LimitSettings = LimitSettings()
    card: CardSettings = CardSettings()

    @model_validator(mode="after")
    def has_one_source(self) -> Self:
        if (self.drawn is None) == (self.labelled is None):
            raise ValueError("either [drawn] or [labelled] says what is learned from, and not both")
        return self

    @model_validator(mode="after")
    def has_lots_for_its_folds(self) -> Self:
        if self.drawn is None:
            return self
        left = self.drawn.lots - -(-self.drawn.lots // self.search.outer_folds)
        if self.drawn.lots < self.search.outer_folds or left < self.search.inner_folds:
            raise ValueError(
                f"{self.drawn.lots} lots are too few for {self.search.outer_folds} outer and "
                f"{self.search.inner_folds} inner folds: a lot is never torn apart"
            )
        return self


def load_settings(file: Path) -> TuneSettings:
    """NotFound or SettingsError with the line."""
    return load_toml(file, TuneSettings)
