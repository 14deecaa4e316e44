"""What station.toml promises and its devices cannot keep; each with its place in the file. Pure but
for the question whether files are there.
"""

from collections.abc import Iterator

from edge_agent.core.autonomy.causes import lowerings
from edge_agent.core.autonomy.needs import NEEDS, stricter
from edge_agent.core.errors import InvalidInput
from edge_agent.core.gs1 import check_digit_ok
from edge_agent.core.packs import Level
from edge_agent.gate_refusals import camera_at_gate_refusals, gate_refusals
from edge_agent.station_tables import OrderTable, StationSettings
from edge_agent.toml_files import Place
from hardware.interfaces import FailState
from hardware.settings import FileCameraSettings, is_live


def refusals(settings: StationSettings) -> Iterator[tuple[Place, str]]:
    """Every promise that cannot be kept, but for missing files: where it stands, what is wrong."""
    yield from level_refusals(settings)
    yield from lowering_refusals(settings)
    yield from needs_refusals(settings)
    yield from camera_refusals(settings)
    yield from order_file_refusals(settings)
    if settings.order is not None:
        for place, what in order_refusals(settings.order):
            yield ("order", *place), what


def level_refusals(settings: StationSettings) -> Iterator[tuple[Place, str]]:
    """A ceiling that acts is a promise of devices; without a certificate it is not reached yet."""
    if settings.has_gate:
        yield from gate_refusals(settings)
        return
    station = settings.station
    if station.fail_state is FailState.PASS_ALL and station.ceiling.acts:
        yield (
            ("station", "ceiling"),
            f"'pass_all' is refused with ceiling {station.ceiling.value!r}: a station that rejects "
            "by itself rejects all or stops the belt when it is dead; set 'reject_all' or "
            "'stop_belt'",
        )
    if station.ceiling.acts:
        yield (
            ("station", "ceiling"),
            f"{station.ceiling.value!r} needs a gate, and [gate] type is 'none'; the highest level "
            f"without one is {Level.RECOMMEND.value!r}",
        )
    if station.fail_state is not FailState.PASS_ALL:
        yield (
            ("station", "fail_state"),
            f"{station.fail_state.value!r} needs a gate, and [gate] type is 'none'; set 'pass_all'",
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
    if settings.has_gate:
        yield from camera_at_gate_refusals(settings)
    else:
        yield from camera_without_gate_refusals(settings)


def camera_without_gate_refusals(settings: StationSettings) -> Iterator[tuple[Place, str]]:
    for i, camera in enumerate(settings.cameras):
        if camera.at_mm is not None:
            what = "'at_mm' needs a gate that sees the packs, and [gate] type is 'none'"
            yield ("cameras", i, "at_mm"), what
    live = [i for i, camera in enumerate(settings.cameras) if is_live(camera)]
    if live and len(settings.cameras) > 1:
        yield (
            ("cameras", live[0]),
            "without a gate the pictures of several views belong together by their number, and a "
            "camera that does not wait may lose some; use one camera, or folders without 'fps'",
        )


def missing_files(settings: StationSettings) -> Iterator[tuple[Place, str]]:
    """Of the recipes and the cameras."""
    recipe, products = settings.station.recipe, settings.station.products
    if not recipe.is_dir():
        yield ("station", "recipe"), f"{recipe} is not there; expected a recipe's folder"
    if products is not None and not any(products.glob("*/recipe.toml")):
        what = f"{products} holds no recipe; expected a folder with recipe folders"
        yield ("station", "products"), what
    for i, camera in enumerate(settings.cameras):
        if isinstance(camera, FileCameraSettings) and not camera.path.exists():
            what = f"{camera.path} is not there; expected a folder of pictures or a film"
            yield ("cameras", i, "path"), what


def order_file_refusals(settings: StationSettings) -> Iterator[tuple[Place, str]]:
    order_file = settings.station.order_file
    if order_file is not None and settings.order is not None:
        yield ("order",), "an order file and an [order] table exclude each other; keep one"
    if order_file is not None and not order_file.is_file():
        yield ("station", "order_file"), f"{order_file} is not there; expected a TOML file"


def order_refusals(order: OrderTable) -> Iterator[tuple[Place, str]]:
    if order.gtin is not None and not check_digit_ok(order.gtin):
        yield ("gtin",), f"the check digit of {order.gtin!r} is wrong; copy it from the order again"
