"""Settings of a camera behind a GenTL producer (.cti file) of its maker (extra `gentl`)."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field

from hardware.cameras.genicam_settings import GenicamCameraSettings
from hardware.device_model import with_whole_paths


class GentlCameraSettings(GenicamCameraSettings):
    type: Literal["gentl"]
    producer: Path
    """The maker's .cti file."""
    serial: str | None = Field(default=None, min_length=1, max_length=64)
    """May be left out where the producer finds only one camera."""

    def placed(self, folder: Path) -> Self:
        return with_whole_paths(self, folder, "producer")
