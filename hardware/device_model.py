"""What the settings of every kind of device have in common."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict

VIEW_NAME = r"^[a-z][a-z0-9_-]{0,31}$"


class DeviceModel(BaseModel):
    """A frozen table of settings; a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def placed(self, folder: Path) -> Self:
        """With its paths made whole; most devices have none."""
        return self
