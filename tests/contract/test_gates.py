"""What every gate must do, run against each of them with the same plant behind it.

A kind of gate adds itself by a file gate_rigs_<kind>.py beside this one, whose GATES names a
context manager that makes a GateWay (gate_rig.py) for a Wish.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest

from hardware.interfaces import (
    BeltPosition,
    CameraTrigger,
    CameraTriggers,
    GateAction,
    GateDone,
    GateEvent,
    GateOrder,
    OrderRefused,
    PackLeft,
    PackSeen,
)
from simulators.settings import as_ticks
from tests.contract.gate_rig import SETTINGS, VIEW, GateFactory, GateRig, Wish, collected

PLACES = sorted(Path(__file__).parent.glob("gate_rigs_*.py"))
GATES = collected(import_module(f"{__package__}.{place.stem}") for place in PLACES)
PACKS = 6
NEAR_TICKS = as_ticks(10.0)
"""Jitter of the eye, slip of the encoder, and what a controller rounds."""


@pytest.fixture(params=list(GATES.values()), ids=list(GATES))
def rig(request: pytest.FixtureRequest) -> Iterator[GateRig]:
    factory: GateFactory = request.param
    with ExitStack() as stack:
        yield GateRig(stack.enter_context(factory(Wish(PACKS))))


def went(rig: GateRig) -> list[GateAction | None]:
    return [pack.went for pack in rig.plant.packs]


def every_other(seen: PackSeen) -> GateAction:
    return GateAction.REJECT if seen.pack_no % 2 else GateAction.PASS


def in_turn(actions: list[GateAction]) -> list[GateAction]:
    return [actions[number % len(actions)] for number in range(PACKS)]


# What it sees


def test_every_pack_is_seen_once_in_order_and_in_its_place(rig: GateRig) -> None:
    rig.arm(GateAction.PASS)
    rig.run()
    seen = [event for event in rig.events if isinstance(event, PackSeen)]
    assert [event.pack_no for event in seen] == list(range(1, PACKS + 1))
    true_ticks = [rig.plant.encoder.ticks(pack.centre_mm) for pack in rig.plant.packs]
    for event, true_tick in zip(seen, true_ticks, strict=True):
        assert abs(event.centre_tick - true_tick) < NEAR_TICKS
        assert event.front_tick < event.back_tick
        assert not event.touching


def test_what_happened_is_told_in_order_and_never_from_the_future(rig: GateRig) -> None:
    rig.arm(GateAction.REJECT)
    start_ns = rig.way.clock.now_ns()
    told: list[tuple[GateEvent, int]] = []
    rig.watchers.append(
        lambda events: told.extend((event, rig.way.clock.now_ns()) for event in events)
    )
    rig.run()
    assert len(told) >= 2 * PACKS
    for event, now_ns in told:
        assert start_ns - 100_000_000 <= event.at_ns <= now_ns
    for kind in (PackSeen, GateDone):
        times_ns = [event.at_ns for event, _ in told if isinstance(event, kind)]
        assert times_ns == sorted(times_ns)


def test_the_belt_is_where_the_encoder_says_and_never_runs_back(rig: GateRig) -> None:
    rig.arm(GateAction.PASS)
    rig.wait(0.2)
    positions: list[BeltPosition] = []

    def note(events: Sequence[GateEvent]) -> None:
        positions.append(rig.gate.position())
        true_tick = rig.plant.position(positions[-1].at_ns).tick
        assert abs(positions[-1].tick - true_tick) < as_ticks(40.0)

    rig.watchers.append(note)
    rig.wait(0.3)
    for before, after in pairwise(positions):
        assert after.tick >= before.tick
        assert after.at_ns >= before.at_ns


def test_it_promises_what_stands_at_the_belt(rig: GateRig) -> None:
    capability, gate = rig.gate.capability, SETTINGS.gate
    assert capability.kind is gate.kind
    assert capability.eye_to_gate_ticks == as_ticks(gate.at_mm)
    assert capability.gate_to_exit_ticks == as_ticks(gate.exit_mm)
    assert capability.gate_to_reject_ticks == as_ticks(gate.reject_mm)
    assert capability.order_lead_ticks == as_ticks(gate.lead_mm)
    assert capability.window_ticks == as_ticks(gate.window_mm)
    assert capability.confirms_rejects
    assert capability.sees_exit


# What it does


def test_armed_to_reject_silence_rejects(rig: GateRig) -> None:
    rig.arm(GateAction.REJECT)
    rig.run()
    assert went(rig) == [GateAction.REJECT] * PACKS
    done = [event for event in rig.events if isinstance(event, GateDone)]
    assert [(event.action, event.ordered) for event in done] == [(GateAction.REJECT, False)] * PACKS
    assert [event.where for event in rig.told(PackLeft)] == [GateAction.REJECT] * PACKS


def test_armed_to_pass_nothing_is_thrown(rig: GateRig) -> None:
    rig.arm(GateAction.PASS)
    rig.run()
    assert went(rig) == [GateAction.PASS] * PACKS
    assert rig.driven <= {GateAction.PASS}
    assert [event.where for event in rig.told(PackLeft)] == [GateAction.PASS] * PACKS


@pytest.mark.parametrize("default", [GateAction.PASS, GateAction.REJECT])
def test_orders_are_carried_out_on_the_packs_they_name(rig: GateRig, default: GateAction) -> None:
    rig.arm(default)
    rig.run(every_other)
    wanted = in_turn([GateAction.REJECT, GateAction.PASS])
    assert went(rig) == wanted
    done = [event for event in rig.events if isinstance(event, GateDone)]
    assert [event.action for event in done] == wanted
    assert all(event.ordered for event in done)
    assert rig.told(OrderRefused) == []


def test_an_order_may_be_replaced(rig: GateRig) -> None:
    rig.arm(GateAction.REJECT)

    def twice(seen: PackSeen) -> GateAction:
        rig.gate.order(GateOrder(seen.pack_no, GateAction.REJECT))
        return GateAction.PASS

    rig.run(twice)
    assert went(rig) == [GateAction.PASS] * PACKS


def test_a_pack_keeps_the_default_under_which_it_was_seen(rig: GateRig) -> None:
    rig.arm(GateAction.REJECT)
    rig.until(lambda: len(rig.told(PackSeen)) == 2)
    rig.gate.arm(GateAction.PASS)
    rig.run()
    assert went(rig)[:2] == [GateAction.REJECT] * 2
    assert went(rig)[-2:] == [GateAction.PASS] * 2


def test_an_order_for_a_pack_that_is_past_is_late_and_moves_nothing(rig: GateRig) -> None:
    rig.arm(GateAction.PASS)
    rig.until(lambda: bool(rig.told(GateDone)))
    rig.gate.order(GateOrder(1, GateAction.REJECT))
    rig.run()
    refused = [event for event in rig.events if isinstance(event, OrderRefused)]
    assert [(event.pack_no, event.action, event.late) for event in refused] == [
        (1, GateAction.REJECT, True)
    ]
    assert went(rig) == [GateAction.PASS] * PACKS


def test_an_order_for_a_pack_that_was_never_seen_is_refused(rig: GateRig) -> None:
    rig.arm(GateAction.PASS)
    rig.until(lambda: bool(rig.told(PackSeen)))
    rig.gate.order(GateOrder(1_000_000, GateAction.REJECT))
    rig.run()
    refused = [event for event in rig.events if isinstance(event, OrderRefused)]
    assert [(event.pack_no, event.late) for event in refused] == [(1_000_000, False)]
    assert went(rig) == [GateAction.PASS] * PACKS


def test_the_belt_stops_when_it_is_told_and_goes_on_where_it_was(rig: GateRig) -> None:
    rig.arm(GateAction.REJECT)
    rig.until(lambda: len(rig.told(PackSeen)) == 3)
    rig.gate.stop_belt(True)
    rig.until(lambda: rig.plant.belt.speed_mm_per_s == 0, 5)
    rig.wait(0.5)
    stood = rig.gate.position().tick
    assert abs(stood - rig.plant.position(rig.way.clock.now_ns()).tick) < as_ticks(40.0)
    rig.gate.stop_belt(False)
    rig.run(every_other)
    assert rig.gate.position().tick > stood
    assert len(rig.told(GateDone)) == PACKS


# When it is lost


def test_a_lost_controller_is_told_within_a_second_and_found_again_within_two(rig: GateRig) -> None:
    rig.arm(GateAction.REJECT)
    rig.until(lambda: len(rig.told(PackSeen)) == 2)
    rig.way.lose()
    assert rig.until(lambda: rig.gate.trouble is not None) <= 1.0
    rig.way.find()
    assert rig.until(lambda: rig.gate.trouble is None) <= 2.0
    rig.run()
    numbers = [event.pack_no for event in rig.events if isinstance(event, PackSeen)]
    assert numbers == sorted(set(numbers))
    assert all(pack.went is GateAction.REJECT for pack in rig.plant.packs)


def test_while_it_is_lost_nothing_is_raised_and_the_belt_is_where_it_was_known(
    rig: GateRig,
) -> None:
    rig.arm(GateAction.PASS)
    rig.until(lambda: bool(rig.told(PackSeen)))
    rig.way.lose()
    rig.until(lambda: rig.gate.trouble is not None)
    before = rig.gate.position()
    for action in (GateAction.REJECT, GateAction.PASS):
        rig.gate.arm(action)
        rig.gate.order(GateOrder(1, action))
    rig.gate.stop_belt(False)
    rig.wait(0.2)
    assert rig.gate.position().tick >= before.tick


# The cameras


def test_every_pack_has_its_trigger_where_the_camera_looks(rig: GateRig) -> None:
    gate = rig.gate
    if not hasattr(gate, "triggered"):
        pytest.skip("this gate's controller triggers no cameras")
    cameras: CameraTriggers = gate  # type: ignore[assignment]
    rig.arm(GateAction.PASS)
    triggers: list[CameraTrigger] = []
    rig.watchers.append(lambda events: triggers.extend(cameras.triggered(VIEW)))
    rig.run()
    seen = [event for event in rig.events if isinstance(event, PackSeen)]
    assert [trigger.count for trigger in triggers] == list(range(1, PACKS + 1))
    camera_ticks = as_ticks(SETTINGS.cameras.first_mm)
    for event, trigger in zip(seen, triggers, strict=True):
        assert trigger.view == VIEW
        assert abs(trigger.tick - event.centre_tick - camera_ticks) < NEAR_TICKS
    assert list(cameras.triggered(VIEW)) == []
