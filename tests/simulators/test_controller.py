"""The whole line with the firmware's core as its controller, and everything that goes wrong there.

Virtual time and a cable in memory, except where a test needs a real terminal or a real process.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise

import numpy as np
import pytest

from edge_agent.core.packs import Action, Level, Outcome
from edge_agent.core.told import Accept, StartBelt
from edge_agent.line.stops import LEVEL_FELL
from hardware.interfaces import FailState, GateAction, GateEvent, GateKind, PackSeen
from hardware.wire.codes import BeltStop, Fault, Input, Lamp, Output, State
from simulators.cable import PtyCable
from simulators.clock import PacedClock
from simulators.controller import SerialRig, serial_rig
from simulators.devices import PlantGate
from simulators.links.belt_settings import belt_settings
from simulators.plant import Plant
from simulators.settings import PlantSettings, gate_capability, gate_geometry
from simulators.wire_faults import WireFaults
from tests.conftest import PROJECT
from tests.line.plants import with_parts
from tests.peers import needs
from tests.simulators.serial_shift import VIEW, SerialShift, scripted_packs, serial_shift

pytestmark = needs("gcc")

CYCLES = 50
PERSON = "a person"


def accept(shift: SerialShift) -> None:
    """A person takes over whenever the belt waits for one, whoever stopped it."""
    if LEVEL_FELL in shift.line.stops.reasons:
        shift.line.told.put(Accept(PERSON))
    elif shift.gate.status is not None and BeltStop.FAULT in shift.gate.status.belt_stops:
        shift.line.told.put(StartBelt(PERSON))


def run_with_a_person(shift: SerialShift, within_s: float = 120.0) -> None:
    def is_over() -> bool:
        accept(shift)
        return not shift.plant.is_busy and not shift.line.packs

    shift.until(is_over, within_s)


def assert_nothing_wrong(shift: SerialShift) -> None:
    """Every pack ended once, and none went to the bin that was to pass."""
    assert_orders_were_kept(shift)
    assert shift.wrong_pack_rejects == []


def assert_orders_were_kept(shift: SerialShift) -> None:
    """Every pack that was told of ended once; what the gate did was ordered for this very pack or
    was its default, and hit no other."""
    ledger = shift.line.ledger
    assert ledger.on_belt == 0
    assert ledger.seen == len(shift.records)
    for done in shift.noted.done:
        if done.ordered:
            assert done.action in shift.noted.orders[done.pack_no]
        if done.pack_no in shift.plant.seen_by:
            assert shift.plant.seen_by[done.pack_no].went is done.action


# A shift without trouble


TO_EXECUTE = [("packml", state) for state in ("resetting", "idle", "starting", "execute")]
"""How every station begins by itself."""


@pytest.mark.parametrize("kind", list(GateKind), ids=str)
def test_every_pack_ends_as_it_is_and_nothing_else_happens(kind: GateKind) -> None:
    gate: dict[str, object] = {"kind": kind, "hold": None, "pulse_mm": 100, "lead_mm": 80}
    shift = serial_shift(40, Level.ACT_ALWAYS, plant={"gate": gate})
    shift.run()
    assert_nothing_wrong(shift)
    assert [(kind, body["to"]) for kind, body in shift.notes.events] == TO_EXECUTE
    for record in shift.records:
        is_faulty = shift.plant.seen_by[record.pack_no].defect is not None
        assert record.outcome is (Outcome.REJECTED if is_faulty else Outcome.PASSED)


def test_at_report_nothing_is_driven() -> None:
    shift = serial_shift(30, Level.REPORT, fail_state=FailState.PASS_ALL)
    for _ in shift.steps():
        assert Output.GATE not in shift.rig.controller.outputs
    assert all(pack.went is GateAction.PASS for pack in shift.plant.packs)


def test_touching_packs_are_rejected_together_as_by_the_register_in_python() -> None:
    shift = serial_shift(40, Level.ACT_ALWAYS, plant={"packs": {"touching_share": 0.2}})
    shift.run()
    assert_nothing_wrong(shift)
    assert sum(record.decision.action is Action.REJECT for record in shift.records) > 6


@pytest.mark.slow
def test_of_a_thousand_packs_no_wrong_one_is_rejected() -> None:
    shift = serial_shift(1000, Level.ACT_ALWAYS, seed=3, step_ns=4_000_000)
    shift.run()
    assert_nothing_wrong(shift)
    assert shift.line.ledger.missed == 0


# The cable


def test_fifty_times_unplugged_the_link_comes_back_and_the_level_never() -> None:
    """No order from before reaches a pack after: once those that were seen under the lost level
    are gone, nothing is driven any more."""
    shift = serial_shift(700, Level.ACT_ALWAYS, defect_share=0.3, step_ns=2_000_000)
    shift.run_for(1.0)
    levels = []
    for cycle in range(CYCLES):
        shift.rig.cable.unplug()
        assert shift.until(lambda: shift.gate.trouble is not None, 1.0) <= 1.0
        shift.run_for(0.05 + 0.05 * (cycle % 7))
        shift.rig.cable.plug()
        assert shift.until(lambda: shift.gate.trouble is None, 2.0) <= 2.0
        levels.append(shift.line.level)
        accept(shift)
        shift.run_for(0.3)
        if cycle == 1:
            shift.driven.clear()
    assert set(levels) == {Level.RECOMMEND}
    assert shift.driven == set()
    assert shift.line.ledger.on_belt == len(shift.line.packs)
    numbers = [record.pack_no for record in shift.records]
    assert numbers == sorted(numbers)


@pytest.fixture
def pty_rig() -> Iterator[tuple[SerialRig, Plant, PacedClock]]:
    settings = PlantSettings.model_validate(with_parts({}))
    clock, random = PacedClock(), np.random.default_rng(1)
    with closing(serial_rig(settings, FailState.REJECT_ALL, (VIEW,), random)) as rig:
        packs = scripted_packs(40, settings, 0.0, random)
        yield rig, Plant(settings, packs, (VIEW,), random, rig.controller_of), clock


def test_a_real_terminal_that_is_closed_and_opened_again_is_found_again(
    pty_rig: tuple[SerialRig, Plant, PacedClock],
) -> None:
    rig, plant, clock = pty_rig
    gate = rig.gate_of(plant, clock)
    gate.arm(GateAction.REJECT)

    def pass_until(is_trouble: bool, within_s: float) -> None:
        until_ns = clock.now_ns() + int(within_s * 1e9)
        while (gate.trouble is not None) is not is_trouble or not is_trouble ^ gate.arming.is_done:
            now_ns = clock.now_ns()
            assert now_ns < until_ns, gate.trouble
            plant.advance(now_ns)
            rig.exchange(now_ns)
            gate.poll()
            gate.heartbeat(now_ns)
            clock.sleep_until_ns(now_ns + 1_000_000)

    pass_until(False, 10)
    for _ in range(3):
        rig.cable.unplug()
        pass_until(True, 10)
        assert gate.trouble is not None
        assert "is it plugged in" in gate.trouble
        rig.cable.plug()
        pass_until(False, 20)


@pytest.mark.parametrize(
    "faults",
    [
        WireFaults(split_share=0.1, late_ms=3),
        WireFaults(lost_share=0.001, garbled_share=0.001),
        WireFaults(lost_share=0.01, garbled_share=0.01, split_share=0.2, late_ms=2),
    ],
    ids=["split", "bad", "hardly usable"],
)
def test_a_bad_wire_leads_to_no_wrong_action(faults: WireFaults) -> None:
    shift = serial_shift(40, Level.ACT_ALWAYS, defect_share=0.2, seed=4)
    shift.rig.wires.set(faults)
    run_with_a_person(shift)
    assert_orders_were_kept(shift)


def test_split_and_late_bytes_alone_cost_nothing() -> None:
    shift = serial_shift(40, Level.ACT_ALWAYS, defect_share=0.2, seed=4)
    shift.rig.wires.set(WireFaults(split_share=0.05, late_ms=1))
    shift.run()
    assert_nothing_wrong(shift)
    assert shift.line.ledger.missed == 0
    assert shift.notes.count("level_fell") == 0


# The controller


def test_after_a_brown_out_packs_and_belt_go_on_and_the_level_stays_down() -> None:
    shift = serial_shift(60, Level.ACT_ALWAYS, defect_share=0.2)
    shift.run_for(2.5)
    before = shift.line.ledger.seen
    ticks = [shift.gate.position().tick]
    shift.rig.controller.brown_out(300_000_000, shift.clock.now_ns())
    assert shift.until(lambda: shift.gate.trouble is not None, 1.0) <= 1.0
    shift.until(lambda: shift.gate.trouble is None, 2.3)
    assert shift.line.level is Level.RECOMMEND
    ticks.append(shift.gate.position().tick)
    run_with_a_person(shift)
    ticks.append(shift.gate.position().tick)
    assert ticks == sorted(ticks)
    assert shift.line.level is Level.RECOMMEND
    numbers = [record.pack_no for record in shift.records]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert shift.line.ledger.seen > before
    assert_nothing_wrong(shift)


def test_without_power_a_diverter_rejects_and_the_belt_stops() -> None:
    shift = serial_shift(20, Level.REPORT, plant={"gate": {"kind": GateKind.DIVERTER}})
    shift.run_for(1.0)
    assert shift.plant.driven == {GateAction.PASS}
    shift.rig.controller.brown_out(10_000_000_000, shift.clock.now_ns())
    shift.run_for(0.5)
    assert shift.plant.driven == {GateAction.REJECT}
    assert shift.plant.belt.speed_mm_per_s == 0


def test_an_order_for_a_pack_from_before_a_start_never_reaches_a_pack_after() -> None:
    shift = serial_shift(40, Level.REPORT, fail_state=FailState.REJECT_ALL)
    shift.run_for(1.0)
    last = max(shift.plant.seen_by)
    shift.rig.controller.brown_out(50_000_000, shift.clock.now_ns())
    shift.until(lambda: shift.gate.trouble is not None, 1.0)
    shift.until(lambda: shift.gate.trouble is None, 2.0)
    assert shift.gate.terms.controller_pack_no(last) is None
    assert shift.gate.terms.controller_pack_no(last + 1) == 1


def test_a_confirm_eye_that_sees_nothing_takes_the_level() -> None:
    shift = serial_shift(60, Level.ACT_ALWAYS, defect_share=0.5)
    shift.rig.controller.confirm_eye_is_stuck = True
    run_with_a_person(shift)
    fallen = [body["cause"] for kind, body in shift.notes.events if kind == "level_fell"]
    assert fallen == ["gate_not_confirming"]
    assert shift.line.ledger.missed > 0


def test_too_many_rejects_in_a_row_stop_the_belt_until_a_person_lets_it_run() -> None:
    shift = serial_shift(40, Level.ACT_ALWAYS, defect_share=1.0)
    shift.until(lambda: shift.gate.trouble is not None, 10)
    assert "too many rejects in a row" in (shift.gate.trouble or "")
    assert Output.BELT_RUN not in shift.rig.controller.outputs
    shift.run_for(1.0)
    assert shift.line.level is Level.RECOMMEND
    accept(shift)
    shift.until(lambda: shift.gate.trouble is None, 1.0)
    assert Output.BELT_RUN in shift.rig.controller.outputs


def test_a_full_bin_is_told() -> None:
    shift = serial_shift(20, Level.REPORT)
    shift.run_for(0.5)
    shift.rig.controller.bin_full(True, shift.clock.now_ns())
    shift.run_for(0.2)
    assert ("bin_full", {"full": True}) in shift.notes.events
    shift.plant.empty_bin(shift.clock.now_ns())
    shift.run_for(0.2)
    assert ("bin_full", {"full": False}) in shift.notes.events


# The host


def silent_until_lapsed(shift: SerialShift) -> None:
    """The host's process stands; the plant goes on."""
    start_ns = shift.clock.now_ns()
    while shift.clock.now_ns() - start_ns < 500_000_000:
        shift.clock.sleep_until_ns(shift.clock.now_ns() + 1_000_000)
        shift.plant.advance(shift.clock.now_ns())
        shift.rig.exchange(shift.clock.now_ns())


def core_faults(shift: SerialShift) -> int:
    core = shift.rig.controller.core
    assert core is not None
    return core.faults


def test_a_silent_host_loses_the_level_and_what_it_had_armed_stays() -> None:
    shift = serial_shift(40, Level.ACT_ALWAYS, defect_share=0.0)
    shift.run_for(2.0)
    assert not core_faults(shift)
    silent_until_lapsed(shift)
    assert core_faults(shift) == 1 << Fault.HOST_SILENT
    shift.step()
    assert "went to its fail state" in (shift.gate.trouble or "")
    assert shift.line.level is Level.RECOMMEND
    shift.until(lambda: shift.gate.trouble is None, 1.0)
    assert shift.gate.status is not None
    assert shift.gate.status.state is State.ARMED
    assert shift.line.level is Level.RECOMMEND
    run_with_a_person(shift)
    assert_nothing_wrong(shift)


@pytest.mark.parametrize("fail_state", [FailState.REJECT_ALL, FailState.STOP_BELT])
def test_a_silent_host_at_an_acting_level_lets_no_pack_pass(fail_state: FailState) -> None:
    shift = serial_shift(80, Level.ACT_ALWAYS, defect_share=0.0, fail_state=fail_state)
    shift.run_for(2.0)
    seen = max(shift.plant.seen_by)
    silent_until_lapsed(shift)
    for _ in range(600):
        shift.clock.sleep_until_ns(shift.clock.now_ns() + 1_000_000)
        shift.plant.advance(shift.clock.now_ns())
        shift.rig.exchange(shift.clock.now_ns())
    after = [pack for pack in shift.plant.packs if pack.index > seen and pack.went is not None]
    assert all(pack.went is GateAction.REJECT for pack in after)
    assert bool(after) is (fail_state is FailState.REJECT_ALL)
    assert (shift.plant.belt.speed_mm_per_s == 0) is (fail_state is FailState.STOP_BELT)


def test_after_a_restart_of_the_host_numbers_go_on_and_the_packs_between_are_rejected() -> None:
    shift = serial_shift(40, Level.ACT_ALWAYS, defect_share=0.0)
    shift.run_for(2.0)
    before, queued = max(shift.plant.seen_by), set(shift.line.packs)
    shift.gate.close()
    gate = shift.rig.gate_of(shift.plant, shift.clock)
    assert gate.trouble is None
    gate.arm(GateAction.REJECT)
    events: list[GateEvent] = []
    for _ in range(800):
        shift.clock.sleep_until_ns(shift.clock.now_ns() + 1_000_000)
        now_ns = shift.clock.now_ns()
        shift.plant.advance(now_ns)
        shift.rig.exchange(now_ns)
        events += gate.poll()
        gate.heartbeat(now_ns)
        assert gate.trouble is None
    numbers = [event.pack_no for event in events if isinstance(event, PackSeen)]
    assert numbers
    assert all(after == one + 1 for one, after in pairwise(numbers))
    assert before < numbers[0] <= before + 2
    ordered = {no for no, work in shift.line.packs.items() if work.decision is not None}
    for pack_no in queued - ordered:
        assert shift.plant.seen_by[pack_no].went is GateAction.REJECT


HOST = """
import sys
from hardware.clock import RealClock
from hardware.gates.serial import open_serial_gate
from hardware.gates.serial_settings import SerialGateSettings
from hardware.interfaces import FailState, GateAction

clock = RealClock()
settings = SerialGateSettings.model_validate_json(sys.argv[1])
gate = open_serial_gate(settings, FailState.STOP_BELT, clock, {})
gate.arm(GateAction.REJECT)
while True:
    gate.poll()
    gate.heartbeat(clock.now_ns())
    clock.sleep_until_ns(clock.now_ns() + 1_000_000)
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "stopped"])
def test_half_a_second_after_its_host_died_the_controller_is_in_its_fail_state(
    end: signal.Signals,
) -> None:
    """A real process at a real terminal; half a second of the controller's own time."""
    settings = PlantSettings.model_validate(with_parts({}))
    random, clock = np.random.default_rng(1), PacedClock()
    with closing(serial_rig(settings, FailState.STOP_BELT, (), random, PtyCable())) as rig:
        plant = Plant(settings, [], (), random, rig.controller_of)
        told = rig.settings.model_dump_json()
        host = subprocess.Popen([sys.executable, "-c", HOST, told], cwd=PROJECT)
        try:
            move_on(rig, plant, clock, clock.now_ns() + 60_000_000_000, Output.BELT_RUN)
            assert Output.BELT_RUN in rig.controller.outputs
            os.kill(host.pid, end)
            died_ns = clock.now_ns()
            move_on(rig, plant, clock, died_ns + 500_000_000, None)
            assert rig.controller.core is not None
            assert rig.controller.core.faults == 1 << Fault.HOST_SILENT
            assert Output.BELT_RUN not in rig.controller.outputs
        finally:
            host.kill()
            host.wait()


def move_on(
    rig: SerialRig, plant: Plant, clock: PacedClock, until_ns: int, until: Output | None
) -> None:
    """To this time, or until an output goes on."""
    while (now_ns := clock.now_ns()) < until_ns and not (until and until in rig.controller.outputs):
        plant.advance(now_ns)
        rig.exchange(now_ns)
        clock.sleep_until_ns(min(until_ns, now_ns + 1_000_000))
    plant.advance(until_ns if until is None else clock.now_ns())


# What the gate says of itself


def test_distances_that_the_controller_refuses_are_told() -> None:
    shift = serial_shift(1, Level.REPORT, plant={"packs": {"length_mm": 15}})
    assert not shift.gate.is_ready
    assert "cannot work with these distances" in (shift.gate.trouble or "")


def test_where_a_silent_host_passes_all_it_does_not_let_itself_be_armed() -> None:
    shift = serial_shift(1, Level.REPORT, fail_state=FailState.PASS_ALL)
    shift.run_for(0.1)
    assert shift.gate.trouble is None
    shift.gate.arm(GateAction.REJECT)
    shift.run_for(0.1)
    assert "refuses to be armed" in (shift.gate.trouble or "")


def test_a_handshake_in_progress_is_no_trouble_for_half_a_second() -> None:
    shift = serial_shift(1, Level.REPORT)
    shift.run_for(0.1)
    shift.rig.wires.to_controller.faults = WireFaults(lost_share=1.0)
    shift.gate.arm(GateAction.REJECT)
    assert shift.gate.trouble is None
    shift.until(lambda: shift.gate.trouble is not None, 1.0)


def test_orders_that_were_under_way_when_the_link_broke_are_refused() -> None:
    shift = serial_shift(30, Level.ACT_ALWAYS)
    shift.rig.wires.to_controller.faults = WireFaults(lost_share=1.0)
    before = len([1 for kind, _ in shift.notes.events if kind == "order_late"])
    shift.run_for(2.0)
    assert shift.notes.count("order_late") > before
    assert shift.line.level is Level.RECOMMEND


def test_lamps_and_switches_hang_on_the_controller() -> None:
    shift = serial_shift(1, Level.REPORT)
    shift.run_for(0.1)
    green, key = shift.gate.lamp(Lamp.GREEN), shift.gate.input(Input.KEY_SWITCH)
    stop = shift.gate.input(Input.EMERGENCY_STOP)
    green.switch(True)
    shift.gate.lamp(Lamp.BEEPER).switch(True)
    shift.run_for(0.1)
    assert Output.LAMP_GREEN | Output.BEEPER in shift.rig.controller.outputs
    assert key.is_on()
    assert not stop.is_on()
    shift.rig.controller.inputs = Input.EMERGENCY_STOP
    green.close()
    shift.run_for(0.1)
    assert Output.LAMP_GREEN not in shift.rig.controller.outputs
    assert not key.is_on()
    assert stop.is_on()


def test_lamps_come_back_with_the_controller() -> None:
    shift = serial_shift(1, Level.REPORT)
    shift.gate.light(Lamp.RED, True)
    shift.rig.controller.brown_out(100_000_000, shift.clock.now_ns())
    shift.run_for(1.5)
    assert Output.LAMP_RED in shift.rig.controller.outputs


# The plant's two heads


def test_the_controller_is_told_the_distances_of_its_plant() -> None:
    settings = PlantSettings()
    belt = belt_settings(settings)
    assert belt.geometry() == gate_geometry(settings)
    shift = serial_shift(1, Level.REPORT)
    promised = gate_capability(shift.plant.settings)
    assert shift.gate.capability.eye_to_gate_ticks == promised.eye_to_gate_ticks
    assert shift.gate.capability.stop_ticks == promised.stop_ticks


def test_the_plants_own_gate_is_not_for_a_plant_with_the_firmware() -> None:
    shift = serial_shift(1, Level.REPORT)
    with pytest.raises(AssertionError):
        PlantGate(shift.plant, shift.clock)
