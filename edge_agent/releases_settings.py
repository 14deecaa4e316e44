"""The table of station.toml that says where a station's bundles come from.

docs/station.md explains every key.
"""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from edge_agent.toml_files import StrictModel
from hardware.device_model import with_whole_paths


class ReleasesTable(StrictModel):
    folder: Path | None = None
    """A repository's folder: a network share, a stick."""
    address: str | None = Field(default=None, pattern=r"^https?://[^\s?#]+$")
    """Or the web server that has one."""
    root: Path
    """The first root.json, which a person brought."""
    ca_file: Path | None = None
    """PEM of who signs the server's certificate, where the system does not know him."""

    @model_validator(mode="after")
    def has_one_source(self) -> Self:
        if (self.folder is None) == (self.address is None):
            raise ValueError("give folder or address, one of both")
        return self

    def placed(self, folder: Path) -> Self:
        return with_whole_paths(self, folder, "folder", "root", "ca_file")
