"""Puts a scenario's events on the plant's agenda."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from edge_agent.core.errors import InvalidInput
from simulators.agenda import Happening
from simulators.around import Around, Failing
from simulators.clock import PacedClock, VirtualClock
from simulators.devices import PlantGate
from simulators.scenario import Event
from simulators.shift import Floor

Mishap = tuple[Happening, Happening | None]
"""What begins it, and what ends it; None where it does not end by itself."""


def plan(
    events: tuple[Event, ...],
    floor: Floor,
    clock: VirtualClock | PacedClock,
    around: Around | None = None,
) -> None:
    """InvalidInput where something shall fail that is not there."""
    for event in events:
        begins, ends = mishap(event, floor, clock, around)
        begin_ns = int(event.at_s * 1e9)
        floor.plant.agenda.at(begin_ns, begins)
        if ends is not None:
            floor.plant.agenda.at(begin_ns + int(event.for_s * 1e9), ends)


def mishap(
    event: Event, floor: Floor, clock: VirtualClock | PacedClock, around: Around | None
) -> Mishap:
    plant, camera = floor.plant, floor.cameras[0]
    usual = plant.settings.belt.speed_mm_per_s
    match event.do:
        case "jump_clock":
            return at_that(partial(jump, clock, timedelta(days=event.by_days))), None
        case "stop_belt":
            return partial(plant.set_speed, 0.0), partial(plant.set_speed, usual)
        case "change_speed":
            changed = partial(plant.set_speed, usual * event.to_share)
            return changed, partial(plant.set_speed, usual)
        case "unplug_camera":
            return at_that(camera.unplug), at_that(camera.plug)
        case "darken_camera":
            return at_that(camera.darken), at_that(camera.recover)
        case "freeze_camera":
            return at_that(camera.freeze), at_that(camera.recover)
        case "unplug_gate":
            gate = plugged(floor)
            return at_that(gate.unplug), at_that(gate.plug)
        case failing:
            return failing_around(failing, floor, around)


def at_that(deed: Callable[[], None]) -> Happening:
    """Whenever it is."""
    return lambda _: deed()


def jump(clock: VirtualClock | PacedClock, by: timedelta) -> None:
    clock.wall_offset += by


def plugged(floor: Floor) -> PlantGate:
    """Another gate is reached over a protocol, whose cable a scenario does not know."""
    gate = floor.line.gate
    if not isinstance(gate, PlantGate):
        raise InvalidInput("unplug_gate: only with --hardware virtual")
    return gate


def failing_around(what: Failing, floor: Floor, around: Around | None) -> Mishap:
    if around is None:
        raise InvalidInput(f"{what}: the plant alone has nothing of that kind")
    return at_that(partial(around.fail, what, floor)), at_that(partial(around.mend, what))
