"""What a control room sees of a line, of its gate and of its cameras: one row for every tag.

Levels, causes and reasons go by the product's own words. A camera or a gate that was lost is a
device that has died; without a line all devices are, and what the node says is stale.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from edge_agent.control.line_state import LineState
from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.order import Order
from edge_agent.core.packs import CameraLook
from edge_agent.core.sparkplug.payloads import DataType, Value
from edge_agent.core.sparkplug.tags import Plant, Reading, Readings, Tag, bad, stale

BOOLEAN, STRING = DataType.BOOLEAN, DataType.STRING
INT32, INT64, DOUBLE = DataType.INT32, DataType.INT64, DataType.DOUBLE
GATE: Final = "gate"
CAMERA: Final = "camera-"
"""Before the view of a camera: no view is called as the gate is."""

OfLine = tuple[Tag, Callable[[LineState], Value]]

LINE: Final[tuple[OfLine, ...]] = (
    (Tag("Line/Boot", INT64), lambda state: state.identity.boot),
    (Tag("Line/Simulated", BOOLEAN), lambda state: state.identity.simulated),
    (Tag("Line/Software", STRING), lambda state: state.identity.software),
    (Tag("Line/Bundle", STRING), lambda state: state.identity.bundle_sha256),
    (Tag("Line/Settings Hash", STRING), lambda state: state.identity.settings_hash),
    (Tag("Autonomy/Level", STRING), lambda state: state.level.value),
    (Tag("Autonomy/Ceiling", STRING), lambda state: state.ceiling.value),
    (Tag("Autonomy/Armed", BOOLEAN), lambda state: state.is_armed),
    (Tag("Autonomy/Waits For Person", BOOLEAN), lambda state: state.hands_over),
    (Tag("Autonomy/Bypass", BOOLEAN), lambda state: state.bypass is not None),
    (Tag("Order/Recipe", STRING), lambda state: state.identity.recipe),
    (Tag("Order/Recipe Hash", STRING), lambda state: state.identity.recipe_hash),
    (Tag("Order/Lot", STRING), lambda state: of_order(state).lot),
    (Tag("Order/Expiry", STRING), lambda state: day(of_order(state).expiry)),
    (Tag("Order/GTIN", STRING), lambda state: of_order(state).gtin),
    (Tag("Packs/Seen", INT64), lambda state: state.ledger.seen),
    (Tag("Packs/Passed", INT64), lambda state: state.ledger.passed),
    (Tag("Packs/Rejected", INT64), lambda state: state.ledger.rejected),
    (Tag("Packs/Held", INT64), lambda state: state.ledger.held),
    (Tag("Packs/Missed", INT64), lambda state: state.ledger.missed),
    (Tag("Packs/On Belt", INT64), lambda state: state.ledger.on_belt),
    (Tag("Packs/Rate", DOUBLE, "1/min", 1.0), lambda state: state.lately.packs_per_min),
    (Tag("Latency/Median", DOUBLE, "ms", 0.5), lambda state: state.lately.latency_p50_ms),
    (Tag("Latency/P95", DOUBLE, "ms", 1.0), lambda state: state.lately.latency_p95_ms),
    (Tag("Latency/Highest", DOUBLE, "ms", 1.0), lambda state: state.lately.latency_max_ms),
    (Tag("Alarms/Count", INT32), lambda state: len(alarms(state))),
    (
        Tag("Alarms/Text", STRING),
        lambda state: "; ".join(f"{one.cause.value}: {one.why}" for one in state.troubles),
    ),
    (Tag("Belt/Stands", BOOLEAN), lambda state: bool(state.belt_stops)),
    (Tag("Belt/Stops", STRING), lambda state: ", ".join(state.belt_stops)),
    (Tag("PackML/State", INT32), lambda state: int(state.packml.state)),
    (Tag("PackML/State Name", STRING), lambda state: state.packml.state.name.capitalize()),
    (Tag("PackML/Mode", INT32), lambda state: int(state.packml.mode)),
    (Tag("PackML/Stop Reason", INT32), lambda state: int(state.packml.cause or 0)),
    (Tag("PackML/Stop Reason Text", STRING), lambda state: state.packml.why),
    (Tag("PackML/Starved", BOOLEAN), lambda state: state.packml.is_starved),
    (Tag("PackML/Blocked", BOOLEAN), lambda state: state.packml.is_blocked),
)
AT_GATE: Final[tuple[OfLine, ...]] = (
    (Tag("Armed", BOOLEAN), lambda state: state.is_armed),
    (Tag("Belt Speed", DOUBLE, "mm/s", 5.0), lambda state: state.belt_mm_per_s),
)
REACHED: Final = Tag("Line/Reached", BOOLEAN)
KIND: Final = Tag("Kind", STRING)
CONTRAST: Final = Tag("Sharpness", DOUBLE, "grey levels", 0.5)
BRIGHTNESS: Final = Tag("Brightness", DOUBLE, "grey levels", 2.0)
STOP_BELT: Final = Tag("Control/Stop Belt", BOOLEAN)
PACKML_COMMAND: Final = Tag("PackML/Command", INT32)
"""Written by hosts; by itself false, and 0."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a station has, by its settings."""

    cameras: Mapping[str, str]
    """View to kind."""
    gate: str | None
    """Its kind; None where there is none."""
    commands: bool
    """Hosts may write."""


def plant_of(
    state: LineState | None,
    before: Plant | None,
    fitted: Fitted,
    looks: Mapping[str, CameraLook],
    at_ms: int,
) -> Plant:
    """before: as it was told of the line that has gone, where there was one. looks: the newest."""
    if state is None:
        known = unknown(at_ms) if before is None else stale(before.node, at_ms)
        return Plant({**known, **own(fitted, False, at_ms)}, {})
    node = {**line_readings(state, at_ms), **own(fitted, True, at_ms)}
    return Plant(node, dict(devices(state, fitted, looks, at_ms)))


def unknown(at_ms: int) -> Readings:
    tags = [tag for tag, _ in LINE] + [alarm(cause) for cause in Cause]
    return dict(bad(tag, at_ms) for tag in tags)


def own(fitted: Fitted, is_reached: bool, at_ms: int) -> Readings:
    """What the node knows by itself."""
    readings = {REACHED: Reading(is_reached, at_ms)}
    if fitted.commands:
        readings[PACKML_COMMAND] = Reading(0, at_ms)
    return readings


def line_readings(state: LineState, at_ms: int) -> Readings:
    rows = [(tag, value(state)) for tag, value in LINE]
    rows += [(alarm(cause), cause in alarms(state)) for cause in Cause]
    rows += checks(state)
    return {tag: Reading(value, at_ms) for tag, value in rows}


def alarms(state: LineState) -> frozenset[Cause]:
    """Going on now, or not cleared by a person yet."""
    going_on = {trouble.cause for trouble in state.troubles}
    return frozenset(going_on | {suspension.cause for suspension in state.suspensions})


def alarm(cause: Cause) -> Tag:
    return Tag(f"Alarms/{cause.value}", BOOLEAN)


def checks(state: LineState) -> Iterator[tuple[Tag, Value]]:
    names = apart([check.name for check in state.checks])
    for name, check in zip(names, state.checks, strict=True):
        yield Tag(f"Checks/{name}/Level", STRING), check.in_force.value


def apart(names: Iterable[str]) -> list[str]:
    """No two that differ by upper and lower case alone: hosts may take those for one."""
    taken: dict[str, int] = {}
    given = []
    for name in names:
        count = taken[name.lower()] = taken.get(name.lower(), 0) + 1
        given.append(name if count == 1 else f"{name} ({count})")
    return given


def of_order(state: LineState) -> Order:
    return state.order or Order(state.identity.recipe)


def day(told: date | None) -> str | None:
    return None if told is None else told.isoformat()


def devices(
    state: LineState, fitted: Fitted, looks: Mapping[str, CameraLook], at_ms: int
) -> Iterator[tuple[str, Readings]]:
    """Those that are there now."""
    for view in state.identity.views:
        if view in fitted.cameras and view not in state.lost_cameras:
            kind = fitted.cameras[view]
            yield f"{CAMERA}{view}", camera_readings(kind, looks.get(view), at_ms)
    if fitted.gate is not None and state.gate_trouble is None:
        yield GATE, gate_readings(state, fitted, at_ms)


def camera_readings(kind: str, look: CameraLook | None, at_ms: int) -> Readings:
    sharpness = bad(CONTRAST, at_ms)[1] if look is None else Reading(look.sharpness, at_ms)
    brightness = bad(BRIGHTNESS, at_ms)[1] if look is None else Reading(look.brightness, at_ms)
    return {KIND: Reading(kind, at_ms), CONTRAST: sharpness, BRIGHTNESS: brightness}


def gate_readings(state: LineState, fitted: Fitted, at_ms: int) -> Readings:
    readings = {tag: Reading(value(state), at_ms) for tag, value in AT_GATE}
    readings[KIND] = Reading(fitted.gate, at_ms)
    if fitted.commands:
        readings[STOP_BELT] = Reading(False, at_ms)
    return readings
