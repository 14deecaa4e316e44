"""The table [uplink] of station.toml: by which carrier the station and its centre reach each other.

Light: nothing here loads a client library.
"""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from edge_agent.core.telemetry.picture_policy import PictureWishes
from edge_agent.toml_files import StrictModel
from hardware.device_model import with_whole_paths
from hardware.mqtt_settings import BrokerSettings

CARRIERS = ("broker", "folder", "https")
BYTES_PER_KB = 1_000
BYTES_PER_MB = 1_000_000


class FolderTable(StrictModel):
    """A network share or a stick that goes from one to the other."""

    path: Path
    every_s: float = Field(default=10.0, ge=0.1, le=86_400)
    """How often letters are written: on a share soon, on a stick seldom."""
    most_mb: int = Field(default=500, ge=1, le=1_000_000)
    """Room for letters that wait there for the centre; beyond it the station's own disk keeps
    them, as it does without a network."""

    @property
    def most_bytes(self) -> int:
        return self.most_mb * BYTES_PER_MB

    def placed(self, folder: Path) -> Self:
        return with_whole_paths(self, folder, "path")


class HttpsTable(StrictModel):
    """The centre's own address."""

    url: str = Field(pattern=r"^https://[^\s/?#@]+$", max_length=300)
    ca_file: Path | None = None
    """PEM of who signs the centre's certificate; without it whom this computer trusts."""
    token_file: Path | None = None
    """Its first line is the station's token at the centre."""
    cert_file: Path | None = None
    key_file: Path | None = None
    """Our own certificate and key, where somebody before the centre asks for one."""

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        if (self.cert_file is None) != (self.key_file is None):
            raise ValueError("cert_file and key_file belong together; give both or none")
        if self.token_file is None and self.cert_file is None:
            raise ValueError("says nothing of who we are; give token_file, or cert_file")
        return self

    def placed(self, folder: Path) -> Self:
        names = ("ca_file", "token_file", "cert_file", "key_file")
        return with_whole_paths(self, folder, *names)


class PicturesTable(StrictModel):
    """Which pictures follow the records, and how fast at most."""

    defects: bool = True
    unsure: bool = True
    audited: bool = True
    every_good: int = Field(default=10, ge=0, le=1_000_000)
    """Of the good packs whose pictures were kept, one in so many; 0: none."""
    most_kb_per_s: int = Field(default=250, ge=1, le=1_000_000)

    @property
    def wishes(self) -> PictureWishes:
        return PictureWishes(self.defects, self.unsure, self.audited, self.every_good)

    @property
    def bytes_per_s(self) -> int:
        return self.most_kb_per_s * BYTES_PER_KB


class UplinkTable(StrictModel):
    """Where the station's records go, and the centre is heard."""

    broker: BrokerSettings | None = None
    folder: FolderTable | None = None
    https: HttpsTable | None = None
    pictures: PicturesTable = Field(default_factory=PicturesTable)

    @model_validator(mode="after")
    def has_one_carrier(self) -> Self:
        given = [name for name in CARRIERS if getattr(self, name) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none"
            raise ValueError(f"needs exactly one of {', '.join(CARRIERS)}; there is {found}")
        return self

    def placed(self, folder: Path) -> Self:
        carriers = {name: getattr(self, name) for name in CARRIERS}
        placed = {name: one.placed(folder) for name, one in carriers.items() if one is not None}
        return self.model_copy(update=placed)
