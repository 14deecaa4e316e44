"""A gate that the host times: what it is refused for, and what it does when something is lost."""

from typing import Any

import pytest
from pydantic import ValidationError

from hardware.belt import SteadyBelt
from hardware.clock import RealClock
from hardware.gates.jitter import measured, summed_up
from hardware.gates.timed import SILENT_NS, TOLD_NS, Points, TimedGate
from hardware.gates.timed_settings import TimedGateSettings
from hardware.interfaces import FailState, GateAction
from simulators.clock import VirtualClock
from simulators.wired import Wire
from tests.contract.gate_rigs_timed import timed_settings

MS = 1_000_000
RELAY = {"type": "lcus-relay", "port": "/dev/relay"}


def settings_with(**changes: Any) -> TimedGateSettings:
    usual = timed_settings().model_dump(mode="json", exclude_none=True)
    return TimedGateSettings.model_validate({**usual, **changes})


def belt_with(**changes: Any) -> dict[str, Any]:
    belt = timed_settings().belt.model_dump(mode="json", exclude_none=True)
    return {key: value for key, value in {**belt, **changes}.items() if value is not None}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"wheel_mm": 2.0}, "too fast to be counted"),
        ({"wheel": None}, "nobody knows where it is"),
        ({"belt_run": None}, "both belt_run and belt.stop_mm"),
        ({"exit_eye": None}, "exit_eye and its distance"),
        ({"belt": belt_with(gate_to_reject_mm=None)}, "reject_eye and its distance"),
        ({"belt": belt_with(hold="outlet")}, "no second outlet"),
        ({"jitter_ms": 0.5}, "greater than or equal to 1"),
        ({"coil": {"type": "valve"}}, "lcus-relay"),
    ],
)
def test_what_cannot_be_wired_is_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        settings_with(**changes)


@pytest.mark.parametrize(
    ("changes", "holds"), [({}, False), ({"coil": RELAY}, True), ({"belt_run": RELAY}, True)]
)
def test_relay_boards_keep_their_state_and_pins_do_not(
    changes: dict[str, Any], holds: bool
) -> None:
    assert settings_with(**changes).holds_when_dead is holds


class Bench:
    """A gate with its wires in the hand, in virtual time."""

    def __init__(self, kind: str = "pulse", fail_state: FailState = FailState.REJECT_ALL) -> None:
        self.clock = VirtualClock()
        self.eye, self.coil, self.belt_run = Wire(), Wire(), Wire()
        settings = settings_with(belt=belt_with(kind=kind))
        points = Points(self.coil, self.eye, belt_run=self.belt_run)
        belt = SteadyBelt(6000.0, 0)
        self.gate = TimedGate(settings, points, belt, {"top": 150.0}, fail_state, self.clock)

    def turn(self, milliseconds: int = 1, is_heard: bool = True) -> None:
        for _ in range(milliseconds):
            self.clock.sleep_until_ns(self.clock.now_ns() + MS)
            if is_heard:
                self.gate.heartbeat(self.clock.now_ns())
            self.gate.turn(self.clock.now_ns())


def test_the_coil_is_off_and_the_belt_runs_before_anything_else() -> None:
    bench = Bench()
    assert not bench.coil.on
    assert bench.belt_run.on


def test_a_diverter_is_energised_only_while_it_is_armed_to_pass() -> None:
    bench = Bench("diverter")
    bench.turn()
    assert not bench.coil.on
    bench.gate.arm(GateAction.PASS)
    bench.turn()
    assert bench.coil.on
    bench.gate.arm(GateAction.REJECT)
    bench.turn()
    assert not bench.coil.on


@pytest.mark.parametrize("lost", ["eye", "coil", "belt_run"])
def test_a_lost_wire_is_told_makes_safe_and_is_found_again(lost: str) -> None:
    bench = Bench("diverter")
    bench.gate.arm(GateAction.PASS)
    bench.turn()
    wire: Wire = getattr(bench, lost)
    wire.is_cut = True
    bench.turn()
    assert bench.gate.trouble == "the wire is cut"
    assert lost == "coil" or not bench.coil.on
    assert lost == "belt_run" or not bench.belt_run.on
    wire.is_cut = False
    bench.turn()
    assert bench.gate.trouble is None
    assert bench.coil.on
    assert bench.belt_run.on


@pytest.mark.parametrize("lost", ["coil", "belt_run"])
def test_closing_stops_what_still_answers(lost: str) -> None:
    bench = Bench("diverter")
    bench.gate.arm(GateAction.PASS)
    bench.turn()
    wire: Wire = getattr(bench, lost)
    wire.is_cut = True
    bench.gate.close()
    assert lost == "coil" or not bench.coil.on
    assert lost == "belt_run" or not bench.belt_run.on


@pytest.mark.parametrize("fail_state", list(FailState))
def test_a_silent_line_is_told_and_stops_the_belt_where_the_site_says_so(
    fail_state: FailState,
) -> None:
    bench = Bench(fail_state=fail_state)
    bench.turn(SILENT_NS // MS + 2, is_heard=False)
    assert bench.gate.trouble == "the line was silent"
    assert bench.belt_run.on is (fail_state is not FailState.STOP_BELT)
    bench.turn()
    assert bench.belt_run.on
    assert bench.gate.trouble == "the line was silent"
    bench.turn(TOLD_NS // MS + 1)
    assert bench.gate.trouble is None


def test_a_pulse_is_never_longer_than_200_ms_on_a_belt_that_hardly_moves() -> None:
    bench = Bench()
    bench.gate.belt = SteadyBelt(60.0, 0)
    bench.eye.on = True
    bench.turn(2500)
    bench.eye.on = False
    on_ms = longest_ms = 0
    for _ in range(70_000):
        bench.turn()
        on_ms = on_ms + 1 if bench.coil.on else 0
        longest_ms = max(longest_ms, on_ms)
    assert 0 < longest_ms <= 200


def test_jitter_is_told_by_its_tail_and_its_worst() -> None:
    jitter = summed_up([-0.005, *[1.0] * 97, 2.0, 30.0])
    assert (jitter.p99_ms, jitter.worst_ms) == (2.0, 30.0)


def test_in_real_time_it_turns_by_itself_until_it_is_closed() -> None:
    clock = RealClock()
    wires = [Wire() for _ in range(3)]
    points = Points(wires[0], wires[1], belt_run=wires[2])
    settings = settings_with(belt=belt_with(kind="diverter"), jitter_ms=200.0)
    belt = SteadyBelt(6000.0, clock.now_ns())
    gate = TimedGate(settings, points, belt, {}, FailState.REJECT_ALL, clock)
    gate.arm(GateAction.PASS)
    gate.start()
    until_ns = clock.now_ns() + 20_000_000_000
    while not wires[0].on and clock.now_ns() < until_ns:
        gate.heartbeat(clock.now_ns())
        clock.sleep_until_ns(clock.now_ns() + MS)
    assert wires[0].on
    gate.close()
    assert not wires[0].on


class Broken(Wire):
    """A driver with an error of its own, that nobody here has heard of."""

    def is_on(self) -> bool:
        raise RuntimeError("bad handle")


def test_a_gate_whose_thread_has_died_is_in_trouble_and_safe() -> None:
    clock = RealClock()
    coil, belt_run = Wire(), Wire()
    points = Points(coil, Broken(), belt_run=belt_run)
    settings = settings_with(belt=belt_with(kind="diverter"), jitter_ms=200.0)
    belt = SteadyBelt(6000.0, clock.now_ns())
    gate = TimedGate(settings, points, belt, {}, FailState.REJECT_ALL, clock)
    gate.start()
    until_ns = clock.now_ns() + 20_000_000_000
    while gate.trouble is None and clock.now_ns() < until_ns:
        clock.sleep_until_ns(clock.now_ns() + MS)
    assert gate.trouble == "the gate's thread ended: RuntimeError: bad handle; start the line anew"
    assert not coil.on
    assert not belt_run.on
    gate.close()


def test_the_jitter_of_this_computer_can_be_measured() -> None:
    jitter = measured(RealClock(), 50)
    assert 0 <= jitter.p99_ms <= jitter.worst_ms
