"""Opening the devices of a plant that cannot answer by itself: its loop must run meanwhile."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from hardware.errors import DeviceMissing
from hardware.interfaces import Clock, Gate
from simulators.plant import Plant

LONGEST_OPENING_NS: Final = 15_000_000_000
STEP_NS: Final = 1_000_000

OpenGate = TypeVar("OpenGate", bound=Gate)


def reached(
    open_gate: Callable[[], OpenGate], exchange: Callable[[int], None], clock: Clock
) -> OpenGate:
    """The gate once its controller answers. DeviceMissing when it does not."""
    until_ns = clock.now_ns() + LONGEST_OPENING_NS
    with ThreadPoolExecutor(1) as pool:
        opening = pool.submit(open_gate)
        while not opening.done():
            step(exchange, clock)
        gate = opening.result()
    while (trouble := gate.trouble) is not None:
        if clock.now_ns() > until_ns:
            raise DeviceMissing(f"the simulated gate is not reached: {trouble}")
        gate.poll()
        gate.heartbeat(clock.now_ns())
        step(exchange, clock)
    return gate


def step(exchange: Callable[[int], None], clock: Clock) -> None:
    now_ns = clock.now_ns()
    exchange(now_ns)
    clock.sleep_until_ns(now_ns + STEP_NS)


def hold_belt(plant: Plant) -> None:
    """Nothing moves before all devices are there; the demonstration starts the belt."""
    plant.belt.set_speed(0.0, 0)


def start_belt(plant: Plant, now_ns: int) -> None:
    if plant.belt.speed_mm_per_s == 0:
        plant.belt.set_speed(plant.set_mm_per_s, now_ns)
        plant.controller.speed_changed(now_ns)
