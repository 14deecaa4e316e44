"""A gate that the host times, with eyes, a wheel and a coil at the plant, in virtual time."""

from collections.abc import Iterator
from contextlib import contextmanager

from hardware.belt import WheelBelt
from hardware.gates.timed import Points, TimedGate
from hardware.gates.timed_settings import TimedGateSettings
from hardware.interfaces import FailState
from simulators.clock import VirtualClock
from simulators.plant import Plant
from simulators.settings import TICKS_PER_MM
from simulators.wired import WHEEL_TICKS, WiredController
from tests.contract.gate_rig import SETTINGS, VIEW, GateFactory, GateWay, Wish

PIN = {"type": "gpio", "pin": 1}


def timed_settings() -> TimedGateSettings:
    gate = SETTINGS.gate
    belt = {
        "kind": gate.kind,
        "ticks_per_mm": TICKS_PER_MM,
        "fastest_mm_per_s": SETTINGS.belt.speed_mm_per_s,
        "eye_to_gate_mm": gate.at_mm,
        "gate_to_exit_mm": gate.exit_mm,
        "gate_to_reject_mm": gate.reject_mm,
        "order_lead_mm": gate.lead_mm,
        "pulse_mm": gate.pulse_mm,
        "window_mm": gate.window_mm,
        "travel_ms": gate.travel_ms,
        "stop_mm": 400.0,
        "pack_mm": SETTINGS.packs.length_mm,
    }
    pins = dict.fromkeys(("coil", "eye", "exit_eye", "reject_eye", "wheel", "belt_run"), PIN)
    wheel_mm = WHEEL_TICKS / TICKS_PER_MM
    return TimedGateSettings.model_validate(
        {"type": "timed", "belt": belt, "wheel_mm": wheel_mm, **pins}
    )


class TimedWay:
    def __init__(self, wish: Wish) -> None:
        self.clock = VirtualClock()
        packs, random = wish.true_packs(), wish.random()
        self.plant = Plant(
            SETTINGS, packs, (VIEW,), random, lambda _, plant: WiredController(plant)
        )
        assert isinstance(self.plant.controller, WiredController)
        self.wires = wires = self.plant.controller
        points = Points(wires.coil, wires.eye, wires.exit_eye, wires.reject_eye, wires.belt_run)
        belt = WheelBelt(wires.wheel, float(WHEEL_TICKS), self.clock.now_ns())
        places_mm = {VIEW: SETTINGS.cameras.first_mm}
        self.gate = TimedGate(
            timed_settings(), points, belt, places_mm, FailState.REJECT_ALL, self.clock
        )

    def exchange(self, now_ns: int) -> None:
        self.gate.turn(now_ns)

    def lose(self) -> None:
        self.wires.eye.is_cut = True

    def find(self) -> None:
        self.wires.eye.is_cut = False


@contextmanager
def timed(wish: Wish) -> Iterator[GateWay]:
    way = TimedWay(wish)
    yield way
    way.gate.close()


GATES: dict[str, GateFactory] = {"timed": timed}
