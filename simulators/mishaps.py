"""Puts a scenario's events on the plant's agenda."""

from datetime import timedelta
from functools import partial

from simulators.clock import PacedClock, VirtualClock
from simulators.scenario import Event
from simulators.shift import Floor


def plan(events: tuple[Event, ...], floor: Floor, clock: VirtualClock | PacedClock) -> None:
    for event in events:
        floor.plant.agenda.at(int(event.at_s * 1e9), partial(happen, event, floor, clock))


def happen(event: Event, floor: Floor, clock: VirtualClock | PacedClock, now_ns: int) -> None:
    plant = floor.plant
    usual = plant.settings.belt.speed_mm_per_s
    match event.do:
        case "jump_clock":
            clock.wall_offset += timedelta(days=event.by_days)
        case "lose_camera":
            floor.cameras[0].unplug()
        case "stop_belt" | "change_speed":
            plant.set_speed(0.0 if event.do == "stop_belt" else usual * event.to_share, now_ns)
            back_ns = now_ns + int(event.for_s * 1e9)
            plant.agenda.at(back_ns, partial(plant.set_speed, usual))
