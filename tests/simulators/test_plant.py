"""The plant itself: repeatable, in order, and true to its belt."""

from functools import partial
from itertools import pairwise
from math import isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.core.packs import Level
from hardware.interfaces import GateAction, GateKind
from simulators.agenda import Agenda
from simulators.belt import Belt, Encoder
from tests.line.plants import Shift, run, set_up
from tests.line.troubles import TROUBLES, change_speed, troubled

STEPS_MM = st.lists(st.floats(0.01, 400.0), min_size=2, max_size=60)


def encoder(slip_share: float = 0.05, seed: int = 1) -> Encoder:
    return Encoder(4.0, slip_share, np.random.default_rng(seed))


@pytest.mark.parametrize("name", list(TROUBLES)[::3])
def test_the_same_seed_is_the_same_shift_and_another_seed_another(name: str) -> None:
    first, second, other = (troubled(name, Level.ACT_ALWAYS, seed) for seed in (7, 7, 8))
    for shift in (first, second, other):
        shift.runner.run()
    assert first.records == second.records
    assert first.notes.events == second.notes.events
    assert first.records != other.records


@given(steps_mm=STEPS_MM, seed=st.integers(0, 99), slip_share=st.floats(0.0, 0.19))
def test_the_encoder_never_counts_back(steps_mm: list[float], seed: int, slip_share: float) -> None:
    places_mm = np.cumsum(steps_mm)
    one = encoder(slip_share, seed)
    counted = [one.ticks(float(place_mm)) for place_mm in places_mm]
    assert all(after > before for before, after in pairwise(counted))


@given(place_mm=st.floats(0.0, 3_000_000.0), slip_share=st.floats(0.0, 0.19))
def test_the_encoder_knows_its_way_back(place_mm: float, slip_share: float) -> None:
    one = encoder(slip_share)
    one.knots = [knot * 200.0 for knot in range(60_001)]  # a long way, without walking it
    assert isclose(one.moved_mm(one.ticks(place_mm)), place_mm, abs_tol=1e-6)


@given(tick=st.integers(0, 200_000), seed=st.integers(0, 9))
def test_where_a_tick_is_it_has_been_counted(tick: int, seed: int) -> None:
    """Else whoever waits for that tick would wait for ever."""
    one = encoder(0.01, seed)
    assert one.counted(one.moved_mm(tick)) == tick


@given(st.integers(1, 4_000_000))
def test_a_belt_that_reaches_a_tick_has_counted_it(tick: int) -> None:
    belt, one = Belt(1500.0), encoder(0.01)
    one.knots = [knot * 200.37 for knot in range(20_000)]
    when_ns = belt.when_ns(one.moved_mm(tick))
    assert when_ns is not None
    assert one.counted(belt.moved_mm(when_ns)) >= tick


def test_what_the_encoder_forgets_lies_behind_and_changes_nothing_before_it() -> None:
    whole, cut = encoder(0.01), encoder(0.01)
    for one in (whole, cut):
        one.extend(200)
    cut.forget(5_020.0)
    assert len(cut.knots) == len(whole.knots) - 100
    for place_mm in (5_020.0, 9_999.0, 12_345.6):
        assert cut.ticks(place_mm) == whole.ticks(place_mm)
        assert isclose(cut.moved_mm(cut.ticks(place_mm)), place_mm, abs_tol=1e-6)


def test_slip_stays_within_its_share() -> None:
    one = encoder(0.01)
    one.extend(20_000)
    steps = np.diff(one.knots) / (50.0 * 4.0)
    assert abs(steps - 1).max() <= 0.01 + 1e-9
    assert abs(steps - 1).max() > 0.009


# The agenda


def test_happenings_come_in_order_each_at_its_own_time() -> None:
    belt = Belt(1000.0)
    agenda, happened = Agenda(belt), list[tuple[str, int]]()
    agenda.when_moved(30.0, lambda at_ns: happened.append(("moved 30", at_ns)))
    agenda.at(20_000_000, lambda at_ns: happened.append(("at 20 ms", at_ns)))
    agenda.when_moved(10.0, lambda at_ns: happened.append(("moved 10", at_ns)))
    agenda.at(40_000_000, lambda at_ns: happened.append(("at 40 ms", at_ns)))
    agenda.advance(35_000_000)
    assert happened == [
        ("moved 10", 10_000_000),
        ("at 20 ms", 20_000_000),
        ("moved 30", 30_000_000),
    ]
    assert agenda.next_ns() == 40_000_000


def test_a_standing_belt_brings_nothing_and_a_slower_one_brings_it_later() -> None:
    belt = Belt(1000.0)
    agenda, happened = Agenda(belt), list[int]()
    agenda.when_moved(100.0, happened.append)
    agenda.at(50_000_000, lambda at_ns: belt.set_speed(0.0, at_ns))
    agenda.advance(60_000_000)
    assert agenda.next_ns() is None
    belt.set_speed(500.0, 60_000_000)
    agenda.advance(1_000_000_000)
    assert happened == [160_000_000]


@given(st.lists(st.integers(0, 1000), max_size=40))
def test_what_is_due_at_once_happens_as_it_was_planned(times_ms: list[int]) -> None:
    agenda, happened = Agenda(Belt(0.0)), list[tuple[int, int]]()

    def note(place: int, at_ns: int) -> None:
        happened.append((at_ns, place))

    for place, time_ms in enumerate(times_ms):
        agenda.at(time_ms * 1_000_000, partial(note, place))
    agenda.advance(10**10)
    assert happened == sorted(happened)
    assert len(happened) == len(times_ms)


# Belt and gate


def speeds_of(shift: Shift, until_s: float) -> list[float]:
    speeds = []
    for now_ns in shift.runner.steps():
        speeds.append(shift.runner.plant.belt.speed_mm_per_s)
        if now_ns > until_s * 1e9:
            break
    return speeds


def test_the_lines_stop_signal_goes_before_whatever_the_drive_is_set_to() -> None:
    shift = set_up(60, Level.REPORT)
    plant = shift.runner.plant
    shift.at_s(1.0, lambda now_ns: plant.stop_belt(True, now_ns))
    change_speed(shift, 2.0, 1.0, to_share=1.5)
    shift.at_s(4.0, lambda now_ns: plant.stop_belt(False, now_ns))
    change_speed(shift, 4.5, 0.5, to_share=0.5)
    speeds = speeds_of(shift, 1.9)
    assert speeds[-1] == 0
    assert set(speeds_of(shift, 3.9)) == {0}
    assert speeds_of(shift, 4.4)[-1] == plant.settings.belt.speed_mm_per_s
    assert speeds_of(shift, 4.9)[-1] == plant.settings.belt.speed_mm_per_s / 2


def test_a_stop_asked_for_again_does_not_brake_longer() -> None:
    shift = set_up(60, Level.REPORT)
    plant = shift.runner.plant
    for at_s in (1.0, 1.05, 1.1, 1.15):
        shift.at_s(at_s, lambda now_ns: plant.stop_belt(True, now_ns))
    assert speeds_of(shift, 1.2)[-1] == 0


@pytest.mark.parametrize("kind", list(GateKind), ids=str)
def test_the_gate_hits_exactly_the_packs_it_is_driven_for(kind: GateKind) -> None:
    gate = {"kind": kind, "pulse_mm": 100, "lead_mm": 80}
    shift = run(300, Level.ACT_ALWAYS, plant={"gate": gate}, defect_share=0.3)
    for record in shift.records:
        assert shift.true(record).went == GateAction(record.decision.action)


def test_a_packs_place_at_the_eye_is_found_within_jitter_and_slip() -> None:
    shift = run(300, Level.REPORT)
    plant = shift.runner.plant
    assert len(plant.seen_by) == 300
    assert [pack.index for pack in plant.seen_by.values()] == list(range(300))
