"""What the whole controller does at its gate, as its pins show it."""

from dataclasses import replace
from itertools import pairwise

import pytest

from hardware.wire.codes import Action, BeltStop, Fault, Kind, Output, Result
from hardware.wire.messages import (
    AskCounters,
    Counters,
    FaultTold,
    GateDoneTold,
    OrderRefusedTold,
    PackSeenTold,
    StopBelt,
    TriggeredTold,
)
from tests.firmware.core.bench_controller import (
    CONFIGURE,
    DIVERTER,
    GATE_TICKS,
    PACK_EYE,
    BenchController,
    armed,
    ready,
)
from tests.peers import needs

pytestmark = needs("gcc")

HALF_PULSE = CONFIGURE.pulse_ticks // 2
TRAVEL_TICKS = 6


def pack_at(controller: BenchController) -> int:
    """A pack is laid and numbered; returns the tick of its middle at the gate."""
    front = controller.tick + 10
    controller.lay(10)
    controller.roll(60)
    return front + 18 + GATE_TICKS


def fault_names(controller: BenchController) -> list[Fault]:
    return [told.fault for told in controller.told(FaultTold)]


@pytest.mark.parametrize(("first_tick", "first_us"), [(0, 0), (2**31 - 200, 2**32 - 300_000)])
def test_a_pack_without_order_is_thrown_out_at_reject_and_nothing_else_is_driven(
    first_tick: int, first_us: int
) -> None:
    """Also while ticks and microseconds wrap."""
    controller = armed(Action.REJECT, first_tick=first_tick, first_us=first_us)
    gate_tick = pack_at(controller)
    controller.roll(450)
    opens, closes = gate_tick - HALF_PULSE - TRAVEL_TICKS, gate_tick + HALF_PULSE
    assert controller.driven[Output.GATE] == sorted([*range(opens, closes)] * 2)
    assert not controller.driven[Output.HOLD]
    (done,) = controller.told(GateDoneTold)
    assert (done.pack_no, done.action, done.ordered) == (1, Action.REJECT, False)


def test_at_pass_nothing_is_driven_without_an_order() -> None:
    controller = armed(Action.PASS)
    pack_at(controller)
    controller.roll(450)
    assert not controller.driven[Output.GATE]
    (done,) = controller.told(GateDoneTold)
    assert (done.action, done.ordered) == (Action.PASS, False)


@pytest.mark.parametrize("kind", list(Kind), ids=str)
@pytest.mark.parametrize("default", [Action.PASS, Action.REJECT], ids=str)
@pytest.mark.parametrize("ordered", [None, *Action], ids=str)
def test_both_kinds_of_gate_do_with_the_pack_what_was_ordered_or_armed(
    kind: Kind, default: Action, ordered: Action | None
) -> None:
    controller = armed(default, replace(CONFIGURE, kind=kind))
    gate_tick = pack_at(controller)
    if ordered is not None:
        assert controller.order(1, ordered) is Result.DONE
    controller.roll(450)
    action = default if ordered is None else ordered
    gate_on = gate_tick in controller.driven[Output.GATE]
    hold_on = gate_tick in controller.driven[Output.HOLD]
    if kind is Kind.PULSE:
        assert gate_on == (action is Action.REJECT)
        assert gate_tick + 60 not in controller.driven[Output.GATE]
    else:
        assert gate_on == (action is Action.PASS)
        assert (gate_tick + 60 in controller.driven[Output.GATE]) == (default is Action.PASS)
    assert hold_on == (action is Action.HOLD)


def test_an_order_for_pass_after_its_deadline_changes_nothing() -> None:
    controller = armed(Action.REJECT)
    gate_tick = pack_at(controller)
    controller.roll(gate_tick - CONFIGURE.order_lead_ticks - controller.tick)
    assert controller.order(1, Action.PASS) is Result.DONE
    assert controller.order(1, Action.REJECT) is Result.DONE
    controller.roll(1)
    assert controller.order(1, Action.PASS) is Result.LATE
    controller.roll(100)
    assert gate_tick in controller.driven[Output.GATE]
    assert controller.order(1, Action.PASS) is Result.LATE
    assert controller.order(2, Action.PASS) is Result.UNKNOWN_PACK
    refused = [(told.pack_no, told.late) for told in controller.told(OrderRefusedTold)]
    assert refused == [(1, True), (1, True), (2, False)]


def test_a_hold_without_a_second_outlet_is_refused() -> None:
    controller = armed(Action.REJECT, replace(CONFIGURE, hold_outlet=False))
    pack_at(controller)
    assert controller.order(1, Action.HOLD) is Result.BAD_VALUE
    assert [told.action for told in controller.told(OrderRefusedTold)] == [Action.HOLD]


def test_a_pulse_on_a_crawling_belt_is_at_most_200_ms() -> None:
    controller = armed(Action.REJECT)
    gate_tick = pack_at(controller)
    controller.roll(gate_tick - 60 - controller.tick)
    controller.driven.clear()
    controller.roll(120, ms_per_tick=50)
    driven = controller.driven[Output.GATE]
    assert gate_tick in driven
    assert 150 <= len(driven) <= 204, "in milliseconds, and a tick counts twice as it comes"


def test_a_belt_that_stands_ends_the_pulse_and_its_pack_is_still_thrown_out() -> None:
    controller = armed(Action.REJECT)
    gate_tick = pack_at(controller)
    controller.roll(gate_tick - 10 - controller.tick)
    assert Output.GATE in controller.outputs
    controller.wait(5000)
    assert Output.GATE not in controller.outputs
    controller.driven.clear()
    controller.roll(60)
    assert gate_tick in controller.driven[Output.GATE]


@pytest.mark.parametrize("beyond_ticks", [-10, 0, 4])
def test_while_the_belt_stands_no_second_pulse_is_given(beyond_ticks: int) -> None:
    controller = armed(Action.REJECT)
    gate_tick = pack_at(controller)
    controller.roll(gate_tick + beyond_ticks - controller.tick)
    controller.driven.clear()
    controller.wait(5000)
    assert len(controller.driven[Output.GATE]) <= 200


@pytest.mark.parametrize(("stood_ms", "again"), [(198, False), (202, True)])
def test_a_belt_stands_when_no_tick_came_for_200_ms(stood_ms: int, again: bool) -> None:
    """Then its packs get their pulses anew, also one whose middle is past."""
    controller = armed(Action.REJECT)
    gate_tick = pack_at(controller)
    controller.roll(gate_tick + 3 - controller.tick)
    controller.wait(stood_ms)
    controller.driven.clear()
    controller.roll(2)
    assert bool(controller.driven[Output.GATE]) == again


def test_a_belt_that_stood_for_a_moment_lets_no_pack_slip() -> None:
    controller = armed(Action.REJECT)
    gate_tick = pack_at(controller)
    controller.roll(gate_tick - 13 - controller.tick)
    controller.wait(195)
    controller.roll(30, ms_per_tick=5)
    assert gate_tick in controller.driven[Output.GATE]
    assert Fault.PULSE_CUT not in fault_names(controller)


def test_a_belt_faster_than_can_be_counted_has_the_highest_speed_that_can() -> None:
    """100,000 ticks a second: the gate's lead stays that of 65,535."""
    controller = armed(Action.REJECT, replace(CONFIGURE, eye_to_gate_ticks=1600))
    for _ in range(100):
        controller.tick += 100
        controller.wait(1)
    middle = controller.tick + 1600
    for offset, dark in ((-18, True), (18, False)):
        controller.tick = middle - 1600 + offset
        controller.edge(PACK_EYE, dark)
    controller.tick += 6
    controller.run()
    lead = round(65_535 * CONFIGURE.travel_us / 1e6) + HALF_PULSE
    for tick, is_on in ((middle - lead - 1, False), (middle - lead, True)):
        controller.tick = tick
        controller.run()
        assert (Output.GATE in controller.outputs) == is_on


def test_a_window_to_pass_stays_open_while_the_belt_stands() -> None:
    controller = armed(Action.REJECT, DIVERTER)
    gate_tick = pack_at(controller)
    assert controller.order(1, Action.PASS) is Result.DONE
    controller.roll(gate_tick - 2 - controller.tick)
    controller.wait(3000)
    assert Output.GATE in controller.outputs
    controller.roll(20)
    assert Output.GATE not in controller.outputs


def test_pulses_that_run_into_one_are_cut_at_200_ms_and_the_gate_comes_back() -> None:
    """Packs so close that their pulses touch; the register alone would never let go."""
    configure = replace(CONFIGURE, pulse_ticks=48, order_lead_ticks=40, hold_outlet=True)
    controller = armed(Action.REJECT, configure)
    for index in range(12):
        controller.lay(10 + 40 * index, length=34)
    controller.roll(1200)
    assert Fault.PULSE_CUT in fault_names(controller)
    ticks = sorted(set(controller.driven[Output.GATE]))
    runs: list[int] = [1]
    gaps = []
    for before, tick in pairwise(ticks):
        if tick == before + 1:
            runs[-1] += 1
        else:
            gaps.append(tick - before - 1)
            runs.append(1)
    assert max(runs) <= 201
    assert min(gaps) >= 18


def test_too_many_pulses_stop_the_belt_until_the_fault_is_cleared() -> None:
    controller = armed(Action.REJECT, replace(CONFIGURE, most_pulses_per_10_s=3))
    for index in range(5):
        controller.lay(10 + 60 * index)
    controller.roll(800)
    assert fault_names(controller) == [Fault.PULSE_RATE]
    assert BeltStop.FAULT in controller.status().belt_stops
    assert len(controller.told(GateDoneTold)) == 5, "what was already there is still thrown out"


def test_the_rate_of_pulses_forgets_what_is_ten_seconds_ago() -> None:
    controller = armed(Action.REJECT, replace(CONFIGURE, most_pulses_per_10_s=2))
    for _ in range(4):
        pack_at(controller)
        controller.roll(450)
        controller.wait(5500)
    assert fault_names(controller) == []


def test_packs_are_forgotten_only_where_there_are_more_than_fit() -> None:
    controller = armed(Action.PASS, replace(CONFIGURE, eye_to_gate_ticks=1500))
    for index in range(60):
        controller.lay(10 + 20 * index, length=13)
    controller.roll(1300)
    assert fault_names(controller) == [Fault.TOO_MANY_PACKS]
    assert Output.BELT_RUN not in controller.outputs
    assert len(controller.told(PackSeenTold)) == 48


def test_cameras_are_triggered_once_for_every_pack_at_their_places() -> None:
    configure = replace(CONFIGURE, camera_0_ticks=100, camera_2_ticks=150)
    controller = armed(Action.PASS, configure)
    for index in range(3):
        controller.lay(10 + 70 * index)
    controller.roll(800)
    told = controller.told(TriggeredTold)
    seen = controller.told(PackSeenTold)
    for camera, distance in ((0, 100), (2, 150)):
        triggers = [one for one in told if one.camera == camera]
        assert [one.count for one in triggers] == [1, 2, 3]
        middles = [(pack.front_tick + pack.back_tick) // 2 for pack in seen]
        assert [one.tick for one in triggers] == [middle + distance for middle in middles]
    assert len(told) == 6
    assert len(set(controller.driven[Output.CAMERA_0])) in (3, 6)


def test_a_camera_is_triggered_one_time_after_the_other() -> None:
    """A long piece is numbered late: its packs are all past the camera, and each has its edge."""
    controller = armed(Action.PASS, replace(CONFIGURE, camera_0_ticks=0))
    controller.lay(10, length=108)
    controller.roll(140)
    times = [told.time_us for told in controller.told(TriggeredTold)]
    assert len(times) == 3
    assert all(after - before >= 2000 for before, after in pairwise(times))


def test_a_pack_that_left_while_its_camera_was_busy_is_left_out() -> None:
    """Many packs in one jump of the belt, as after a controller that hung."""
    configure = replace(CONFIGURE, camera_0_ticks=0, eye_to_gate_ticks=40, order_lead_ticks=24)
    controller = armed(Action.PASS, configure)
    controller.edge(0, True)
    controller.tick += 500
    controller.run()
    controller.roll(600)
    counts = [told.count for told in controller.told(TriggeredTold)]
    assert counts == list(range(1, len(counts) + 1))
    assert len(counts) < len(controller.told(PackSeenTold))


def test_the_host_stops_the_belt_and_lets_it_run() -> None:
    controller = armed(Action.PASS)
    assert Output.BELT_RUN in controller.outputs
    assert controller.command(StopBelt(True)) is Result.DONE
    controller.run()
    assert Output.BELT_RUN not in controller.outputs
    assert controller.command(StopBelt(False)) is Result.DONE
    controller.run()
    assert Output.BELT_RUN in controller.outputs


def test_every_pack_is_counted_once() -> None:
    controller = armed(Action.REJECT)
    for index in range(4):
        controller.lay(10 + 60 * index)
    controller.roll(260)
    for pack_no, action in ((1, Action.PASS), (2, Action.HOLD), (3, Action.REJECT)):
        assert controller.order(pack_no, action) is Result.DONE
    controller.order(9, Action.PASS)
    controller.roll(500)
    controller.send(AskCounters())
    controller.listen()
    counted = controller.told(Counters)[-1]
    assert (counted.packs_seen, counted.packs_passed, counted.packs_rejected) == (4, 1, 2)
    assert (counted.packs_held, counted.packs_without_order, counted.pulses) == (1, 1, 3)
    assert (counted.orders_refused, counted.events_lost, counted.frames_refused) == (1, 0, 0)


def test_nothing_is_driven_and_no_belt_runs_before_the_first_arming() -> None:
    controller = ready()
    assert controller.outputs == Output(0)
    controller.lay(10)
    controller.roll(500)
    assert controller.driven == {}
    assert fault_names(controller) == [Fault.PASSED_UNARMED]


def test_a_pack_that_stands_before_the_eye_at_the_start_is_seen() -> None:
    """The board tells how it finds its eyes; the front of the pack is where it stands."""
    controller = BenchController()
    controller.edge(PACK_EYE, True)
    controller.greet()
    controller.command(CONFIGURE)
    assert controller.arm(Action.REJECT) is Result.DONE
    controller.roll(20)
    controller.edge(PACK_EYE, False)
    controller.roll(450)
    assert GATE_TICKS + 10 in controller.driven[Output.GATE]


def test_an_unarmed_diverter_rejects_by_its_spring_while_the_belt_runs() -> None:
    controller = ready(DIVERTER)
    controller.lay(10)
    controller.roll(500)
    assert controller.outputs == Output.BELT_RUN
    assert not controller.driven[Output.GATE]
