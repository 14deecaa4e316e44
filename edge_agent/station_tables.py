"""The tables of station.toml: what a station is, its devices, and where it keeps its records.

docs/station.md explains every key.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field

from edge_agent.core.autonomy.causes import Cause, Lowering, lowerings
from edge_agent.core.keeping import Keep, PictureFormat, PicturePolicy
from edge_agent.core.order import Order
from edge_agent.core.packs import Level
from edge_agent.opcua_settings import OpcuaTable
from edge_agent.packml_settings import PackmlTable
from edge_agent.releases_settings import ReleasesTable
from edge_agent.sparkplug_settings import SparkplugTable
from edge_agent.toml_files import StrictModel
from edge_agent.uplink_settings import UplinkTable
from edge_agent.watching_settings import AuditTable, ChallengesTable
from hardware.device_model import with_whole_paths
from hardware.interfaces import FailState
from hardware.settings import CameraSettings, GateSettings, NoGateSettings

TopicName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
"""Site, line and station stand in topics, so they have no slash, plus or hash sign."""
BYTES_PER_MB = 1_000_000
NOT_OF_THE_CAMERA = frozenset({"view", "type", "path", "fps"})
"""Keys of a camera's table that do not change what its pictures look like."""


class StationTable(StrictModel):
    site: TopicName
    line: TopicName
    name: TopicName
    recipe: Path
    """The recipe's folder."""
    products: Path | None = None
    """A folder with the folders of all recipes that may be changed to while the station runs."""
    first_packs: int = Field(default=3, ge=0, le=10)
    """Verified by a person's word where they are not plainly ok, after every change of order."""
    order_file: Path | None = None
    ceiling: Level = Level.REPORT
    fail_state: FailState = FailState.PASS_ALL

    @property
    def full_name(self) -> str:
        """site/line/station, as in topics; signs acts."""
        return f"{self.site}/{self.line}/{self.name}"

    def placed(self, folder: Path) -> Self:
        return with_whole_paths(self, folder, "recipe", "products", "order_file")


class OrderTable(StrictModel):
    """What is being made now; the same keys stand in an order file."""

    lot: str | None = Field(default=None, min_length=1, max_length=60)
    expiry: date | None = None
    gtin: str | None = Field(default=None, pattern=r"^(\d{8}|\d{12,14})$")

    def as_order(self, recipe: str) -> Order:
        return Order(recipe, self.lot, self.expiry, self.gtin)


class DataTable(StrictModel):
    folder: Path = Path("data")
    picture_budget_mb: int = Field(default=2_000, ge=1, le=10_000_000)
    keep: Keep = Keep.NOTABLE
    every_good: int = Field(default=100, ge=1, le=1_000_000)
    format: PictureFormat = PictureFormat.JPEG
    reserve_mb: int = Field(default=64, ge=1, le=100_000)

    @property
    def reserve_bytes(self) -> int:
        return self.reserve_mb * BYTES_PER_MB

    @property
    def picture_budget_bytes(self) -> int:
        return self.picture_budget_mb * BYTES_PER_MB

    @property
    def picture_policy(self) -> PicturePolicy:
        return PicturePolicy(self.keep, self.every_good, self.format)


class WebTable(StrictModel):
    """Where the API and the pages are served; by default to this machine alone."""

    host: str = Field(default="127.0.0.1", min_length=1, max_length=253)
    port: int = Field(default=8080, ge=1, le=65535)
    anybody_may_look: bool = False
    """Whoever reaches the address sees the line without signing in; changes need a person."""

    @property
    def address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


class NeedsTable(StrictModel):
    """What a gate asks for beyond the usual, at one level; shares and numbers of packs."""

    false_reject: float | None = Field(default=None, gt=0, lt=1)
    miss: float | None = Field(default=None, gt=0, lt=1)
    delta: float | None = Field(default=None, gt=0, lt=1)
    expected_miss: float | None = Field(default=None, gt=0, lt=1)
    good_packs: int | None = Field(default=None, ge=0)
    defective_packs: int | None = Field(default=None, ge=0)
    blocks: int | None = Field(default=None, ge=0)
    challenges: int | None = Field(default=None, ge=0)
    shadow_packs: int | None = Field(default=None, ge=0)
    late: float | None = Field(default=None, gt=0, lt=1)
    audited: float | None = Field(default=None, ge=0, le=1)

    def asked(self) -> dict[str, float]:
        return self.model_dump(exclude_none=True)


class StationSettings(StrictModel):
    station: StationTable
    cameras: tuple[CameraSettings, ...] = Field(min_length=1)
    gate: GateSettings = NoGateSettings()
    order: OrderTable | None = None
    data: DataTable = DataTable()
    lowering: dict[Cause, Level] = Field(default_factory=dict)
    """How far the station falls, where it is not to `recommend`."""
    gate_needs: dict[Level, NeedsTable] = Field(default_factory=dict)
    challenges: ChallengesTable = ChallengesTable()
    audit: AuditTable | None = None
    web: WebTable = WebTable()
    packml: PackmlTable = PackmlTable()
    uplink: UplinkTable | None = None
    sparkplug: SparkplugTable | None = None
    opcua: OpcuaTable | None = None
    releases: ReleasesTable | None = None

    def placed(self, folder: Path) -> Self:
        """With every path made whole."""
        return self.model_copy(
            update={
                "station": self.station.placed(folder),
                "cameras": tuple(camera.placed(folder) for camera in self.cameras),
                "gate": self.gate.placed(folder),
                "data": with_whole_paths(self.data, folder, "folder"),
                "uplink": None if self.uplink is None else self.uplink.placed(folder),
                "sparkplug": None if self.sparkplug is None else self.sparkplug.placed(folder),
                "releases": None if self.releases is None else self.releases.placed(folder),
            }
        )

    @property
    def has_gate(self) -> bool:
        return not isinstance(self.gate, NoGateSettings)

    @property
    def speaks_outside(self) -> bool:
        """It speaks with more than its own pages: there is work for an uplink."""
        parts = (self.uplink, self.sparkplug, self.opcua, self.releases)
        return any(one is not None for one in parts)

    @property
    def camera_profile(self) -> str:
        """What certificates name: every camera that gives a view, and how it is set."""
        return "; ".join(sorted(map(told_camera, self.cameras)))

    @property
    def lowerings(self) -> Mapping[Cause, Lowering]:
        return lowerings(self.lowering)

    @property
    def asked_of_gates(self) -> dict[str, dict[str, float]]:
        return {level.value: table.asked() for level, table in self.gate_needs.items()}


def told_camera(camera: CameraSettings) -> str:
    keys = camera.model_dump(exclude_none=True, exclude=set(NOT_OF_THE_CAMERA))
    return " ".join([f"{camera.view}: {camera.type}", *(f"{key}={keys[key]}" for key in keys)])
