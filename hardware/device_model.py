"""What the settings of every kind of device have in common."""

from pathlib import Path
from typing import Self, TypeVar

from pydantic import BaseModel, ConfigDict

VIEW_NAME = r"^[a-z][a-z0-9_-]{0,31}$"


Table = TypeVar("Table", bound=BaseModel)


def with_whole_paths(table: Table, folder: Path, *names: str) -> Table:
    """Those of its paths that are set are relative to `folder`, unless they are whole already."""
    paths = {name: getattr(table, name) for name in names}
    whole = {name: folder / path for name, path in paths.items() if path is not None}
    return table.model_copy(update=whole)


class DeviceModel(BaseModel):
    """A frozen table of settings; a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def placed(self, folder: Path) -> Self:
        """With its paths made whole; most devices have none."""
        return self
