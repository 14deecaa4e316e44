"""What `packwarden tune` is asked for, in a TOML file."""

from pathlib import Path
from typing import Self

from pydantic import Field, field_validator, model_validator

from edge_agent.toml_files import StrictModel, load_toml
from simulators.drawing.products import PRODUCTS
from training.tuning.defect_kinds import kinds_of


class SearchSettings(StrictModel):
    outer_folds: int = Field(default=5, ge=2, le=20)
    inner_folds: int = Field(default=3, ge=2, le=20)
    trials: int = Field(default=20, ge=1, le=1000)
    """In each search; there is one for each outer fold, and the final one."""


class DrawnSettings(StrictModel):
    """Packs that are drawn: of which product, cut out around which check."""

    product: str
    check: str
    lots: int = Field(ge=3, le=1000)
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
    drawn: DrawnSettings
    card: CardSettings = CardSettings()

    @model_validator(mode="after")
    def has_lots_for_its_folds(self) -> Self:
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
