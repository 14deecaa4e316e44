"""The table [retention] of centre.toml: how long `packwarden fleet retain` keeps what."""

from pathlib import Path
from typing import Self

from pydantic import Field

from edge_agent.toml_files import StrictModel


class RetentionTable(StrictModel):
    records_months: int = Field(default=24, ge=1, le=1_200)
    """Whole months of records and events that stay in the database; older ones go to the archive.
    Sums of lots, stations and defects stay for ever."""
    archive: Path = Path("archive")
    """A folder for Parquet files."""
    pictures_months: int = Field(default=12, ge=1, le=1_200)
    pictures_gb: float | None = Field(default=None, gt=0)
    """At most so much of pictures, the oldest go first. Without it only their age counts."""

    def placed(self, folder: Path) -> Self:
        return self.model_copy(update={"archive": folder / self.archive})
