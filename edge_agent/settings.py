"""Reads station.toml: what this station is, its devices, and where it keeps what it records.

Strict: an unknown key, an impossible value, a missing file or a promise that the devices cannot
keep is refused at start, with the line and what would be right. Relative paths are relative to the
file. docs/station.md explains every key.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Self

import tomli_w
from pydantic import Field

from edge_agent.core.autonomy.causes import Cause, Lowering, lowerings
from edge_agent.core.autonomy.needs import NEEDS, stricter
from edge_agent.core.errors import InvalidInput, SettingsError
from edge_agent.core.gs1 import check_digit_ok
from edge_agent.core.keeping import Keep, PictureFormat, PicturePolicy
from edge_agent.core.order import Order
from edge_agent.core.packs import Level
from edge_agent.toml_files import Place, StrictModel, line_of, load_toml
from edge_agent.watching_settings import AuditTable, ChallengesTable
from hardware.interfaces import FailState
from hardware.settings import (
    CameraSettings,
    FileCameraSettings,
    GateSettings,
    NoGateSettings,
)

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
    order_file: Path | None = None
    ceiling: Level = Level.REPORT
    fail_state: FailState = FailState.PASS_ALL

    @property
    def full_name(self) -> str:
        """site/line/station, as in topics; signs acts."""
        return f"{self.site}/{self.line}/{self.name}"

    def placed(self, folder: Path) -> Self:
        order_file = None if self.order_file is None else folder / self.order_file
        return self.model_copy(update={"recipe": folder / self.recipe, "order_file": order_file})


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

    @property
    def picture_budget_bytes(self) -> int:
        return self.picture_budget_mb * BYTES_PER_MB

    @property
    def picture_policy(self) -> PicturePolicy:
        return PicturePolicy(self.keep, self.every_good, self.format)


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

    def placed(self, folder: Path) -> Self:
        """With every path made whole."""
        return self.model_copy(
            update={
                "station": self.station.placed(folder),
                "cameras": tuple(camera.placed(folder) for camera in self.cameras),
                "data": self.data.model_copy(update={"folder": folder / self.data.folder}),
            }
        )

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


def load_station(file: Path) -> StationSettings:
    """NotFound, or SettingsError with the line and what would be right."""
    settings = load_toml(file, StationSettings).placed(file.resolve().parent)
    for place, what in refusals(settings):
        raise SettingsError(file, line_of(file.read_text(encoding="utf-8"), place), what)
    if settings.station.order_file is None:
        return settings
    return settings.model_copy(update={"order": load_order(settings.station.order_file)})


def load_order(file: Path) -> OrderTable:
    order = load_toml(file, OrderTable)
    for place, what in order_refusals(order):
        raise SettingsError(file, line_of(file.read_text(encoding="utf-8"), place), what)
    return order


def refusals(settings: StationSettings) -> Iterator[tuple[Place, str]]:
    """Every promise that cannot be kept: where it stands and what is wrong."""
    yield from level_refusals(settings)
    yield from lowering_refusals(settings)
    yield from needs_refusals(settings)
    yield from camera_refusals(settings)
    yield from missing_files(settings)
    if settings.order is not None:
        for place, what in order_refusals(settings.order):
            yield ("order", *place), what


def level_refusals(settings: StationSettings) -> Iterator[tuple[Place, str]]:
    """A ceiling that acts is a promise of devices; without a certificate it is not reached yet."""
    station = settings.station
    if not station.ceiling.acts:
        return
    if station.fail_state is FailState.PASS_ALL:
        yield (
            ("station", "ceiling"),
            f"'pass_all' is refused with ceiling {station.ceiling.value!r}: a station that rejects "
            "by itself rejects all or stops the belt when it is dead; set 'reject_all' or "
            "'stop_belt'",
        )
    if isinstance(settings.gate, NoGateSettings):
        yield (
            ("station", "ceiling"),
            f"{station.ceiling.value!r} needs a gate, and [gate] type is 'none'; the highest level "
            f"without one is {Level.RECOMMEND.value!r}",
        )


def lowering_refusals(settings: StationSettings) -> Iterator[tuple[Place, str]]:
    for cause, level in settings.lowering.items():
        try:
            lowerings({cause: level})
        except InvalidInput as error:
            yield ("lowering", cause.value), str(error)


def needs_refusals(settings: StationSettings) -> Iterator[tuple[Place, str]]:
    for level, table in settings.gate_needs.items():
        for name, value in table.asked().items():
            try:
                stricter(NEEDS[level], {name: value})
            except InvalidInput as error:
                yield ("gate_needs", level.value, name), str(error)


def camera_refusals(settings: StationSettings) -> Iterator[tuple[Place, str]]:
    views = [camera.view for camera in settings.cameras]
    for i, view in enumerate(views):
        if view in views[:i]:
            yield ("cameras", i, "view"), f"view {view!r} is there twice; a view has one camera"
    if settings.station.fail_state is not FailState.PASS_ALL:
        yield (
            ("station", "fail_state"),
            f"{settings.station.fail_state.value!r} needs a gate, and [gate] type is 'none'; "
            "set 'pass_all'",
        )
    live = [i for i, camera in enumerate(settings.cameras) if is_live(camera)]
    if live and len(views) > 1:
        yield (
            ("cameras", live[0]),
            "without a gate the pictures of several views belong together by their number, and a "
            "camera that does not wait may lose some; use one camera, or folders without 'fps'",
        )


def is_live(camera: CameraSettings) -> bool:
    """Takes pictures whether or not anybody waits for them."""
    return not isinstance(camera, FileCameraSettings) or camera.fps is not None


def missing_files(settings: StationSettings) -> Iterator[tuple[Place, str]]:
    recipe = settings.station.recipe
    if not recipe.is_dir():
        yield ("station", "recipe"), f"{recipe} is not there; expected a recipe's folder"
    for i, camera in enumerate(settings.cameras):
        if isinstance(camera, FileCameraSettings) and not camera.path.exists():
            what = f"{camera.path} is not there; expected a folder of pictures or a film"
            yield ("cameras", i, "path"), what
    order_file = settings.station.order_file
    if order_file is not None and settings.order is not None:
        yield ("order",), "an order file and an [order] table exclude each other; keep one"
    if order_file is not None and not order_file.is_file():
        yield ("station", "order_file"), f"{order_file} is not there; expected a TOML file"


def order_refusals(order: OrderTable) -> Iterator[tuple[Place, str]]:
    if order.gtin is not None and not check_digit_ok(order.gtin):
        yield ("gtin",), f"the check digit of {order.gtin!r} is wrong; copy it from the order again"


def in_force(settings: StationSettings) -> str:
    """Everything that applies, defaults included, as TOML."""
    return tomli_w.dumps(settings.model_dump(mode="json", exclude_none=True))


def settings_hash(settings: StationSettings) -> str:
    """sha256 of what is in force; every record names it."""
    return hashlib.sha256(in_force(settings).encode()).hexdigest()
