"""What `packwarden pipeline` is asked for, in a TOML file."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from edge_agent.inspection.bundle_manifest import Name
from edge_agent.toml_files import StrictModel, load_toml
from training.tuning.settings import CardSettings, DrawnAround, LimitSettings, SearchSettings

Series = Annotated[str, Field(pattern=r"^\d{1,6}\.\d{1,6}$")]


class DrawnPacks(DrawnAround):
    """Packs that are drawn as the simulated camera takes them, of so many orders."""

    lots: int = Field(ge=4, le=500)
    """To learn from."""
    judging_lots: int = Field(ge=1, le=500)
    """To judge by what was exported; of other orders."""


class LabelledPacks(StrictModel):
    """Pictures of whole packs in two data sets, with verdicts for the check."""

    url: str = Field(min_length=1)
    """Of the data set that is learned from: a folder, or what fsspec knows, such as s3://…"""
    version: int = Field(default=0, ge=0)
    """Its number; 0 is the newest one at the time of the run."""
    judging_url: str = Field(min_length=1)
    """Of the one that judges; none of its pictures, lots or days may be in the other."""
    judging_version: int = Field(default=0, ge=0)
    recipe: Path
    """Folder of the product's recipe."""
    check: str


class RegistrySettings(StrictModel):
    place: str = ""
    """A folder, or the address of an MLflow server; empty: beside the run."""
    camera_profile: str = "plant-sim"


class ReleaseSettings(StrictModel):
    """Empty: a repository of its own beside the run, founded by the first one."""

    repository: Path | None = None
    keys: Path | None = None

    @model_validator(mode="after")
    def has_both(self) -> Self:
        if (self.repository is None) != (self.keys is None):
            raise ValueError("give repository and keys, or neither")
        return self


class DriftTrigger(StrictModel):
    """A finding of the centre's watching: asked of the centre, or read from what it answered."""

    centre: str | None = Field(default=None, pattern=r"^https?://")
    token: Path | None = None
    """File with a token of the centre."""
    file: Path | None = None
    """The centre's answer to GET /api/v1/findings, as JSON."""

    @model_validator(mode="after")
    def has_one_source(self) -> Self:
        if (self.centre is None) == (self.file is None):
            raise ValueError("give centre (with token), or file")
        if (self.centre is None) != (self.token is None):
            raise ValueError("give centre and token together")
        return self


class TriggerSettings(StrictModel):
    """What begins a new run while `packwarden pipeline watch` runs."""

    every_s: float = Field(default=60, ge=1, le=86_400)
    """How often is looked."""
    new_labels: int | None = Field(default=None, ge=1)
    """So many labels more than the last run learned from."""
    calendar: str | None = None
    """As cron says it, in UTC: "0 3 * * 1" is Mondays at three."""
    drift: DriftTrigger | None = None


class PipelineSettings(StrictModel):
    """The whole file. Paths in it are those from the folder that the command is called in."""

    name: Name
    """Of the bundle."""
    series: Series = "1.0"
    """The bundle's version is this and the number of the data set's version: 1.0.4."""
    seed: int = Field(default=1, ge=0)
    bundle: Path | None = None
    """The bundle in use, whose reader, finder and backbone the new one keeps, and which it must
    not be worse than. None: the registry's champion, and before there is one the one that ships."""
    drawn: DrawnPacks | None = None
    labelled: LabelledPacks | None = None
    search: SearchSettings = SearchSettings()
    limits: LimitSettings = LimitSettings()
    card: CardSettings = CardSettings()
    registry: RegistrySettings = RegistrySettings()
    release: ReleaseSettings = ReleaseSettings()
    triggers: TriggerSettings = TriggerSettings()

    @model_validator(mode="after")
    def has_one_source(self) -> Self:
        if (self.drawn is None) == (self.labelled is None):
            raise ValueError("give one of the tables [drawn] and [labelled]")
        if self.drawn is not None and self.triggers.new_labels is not None:
            raise ValueError("triggers.new_labels: drawn packs get no labels; give [labelled]")
        return self

    @property
    def check(self) -> str:
        source = self.drawn or self.labelled
        assert source is not None  # has_one_source
        return source.check


def load_settings(file: Path) -> PipelineSettings:
    """NotFound or SettingsError with the line."""
    return load_toml(file, PipelineSettings)
