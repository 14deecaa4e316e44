"""Puts a scenario's events on the plant's agenda."""

from datetime import timedelta
from functools import partial

from edge_agent.core.errors import InvalidInput
from simulators.around import Around
from simulators.clock import PacedClock, VirtualClock
from simulators.devices import PlantGate
from simulators.scenario import Event
from simulators.shift import Floor


def plan(
    events: tuple[Event, ...],
    floor: Floor,
    clock: VirtualClock | PacedClock,
    around: Around | None = None,
) -> None:
    """InvalidInput where something shall fail that is not there."""
    for event in events:
        begin = partial(happen, event, floor, clock, around)
        floor.plant.agenda.at(int(event.at_s * 1e9), begin)


def happen(
    event: Event,
    floor: Floor,
    clock: VirtualClock | PacedClock,
    around: Around | None,
    now_ns: int,
) -> None:
    plant = floor.plant
    usual = plant.settings.belt.speed_mm_per_s
    back = partial(plant.agenda.at, now_ns + int(event.for_s * 1e9))
    match event.do:
        case "jump_clock":
            clock.wall_offset += timedelta(days=event.by_days)
        case "stop_belt" | "change_speed":
            plant.set_speed(0.0 if event.do == "stop_belt" else usual * event.to_share, now_ns)
            back(partial(plant.set_speed, usual))
        case "unplug_camera":
            camera = floor.cameras[0]
            camera.unplug()
            back(lambda _: camera.plug())
        case "darken_camera":
            floor.cameras[0].darken()
            back(lambda _: floor.cameras[0].recover())
        case "freeze_camera":
            floor.cameras[0].freeze()
            back(lambda _: floor.cameras[0].recover())
        case "unplug_gate":
            gate = plugged(floor)
            gate.unplug()
            back(lambda _: gate.plug())
        case failing:
            if around is None:
                raise InvalidInput(f"{failing}: the plant alone has nothing of that kind")
            around.fail(failing, floor)
            back(lambda _: around.mend(failing))


def plugged(floor: Floor) -> PlantGate:
    """Another gate is reached over a protocol, whose cable a scenario does not know."""
    gate = floor.line.gate
    if not isinstance(gate, PlantGate):
        raise InvalidInput("unplug_gate: only with --hardware virtual")
    return gate
