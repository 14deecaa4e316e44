"""Counters that wrap, clocks that drift, answers that come late, and a belt that is told ahead."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.wire.ticks import (
    LONGEST_FORECAST_NS,
    BeltFit,
    ClockFit,
    Stamp,
    steepness,
    unwrapped,
)

MS = 1_000_000


@given(start=st.integers(0, 2**40), steps=st.lists(st.integers(-(2**30), 2**31 - 1), max_size=50))
def test_a_counter_that_wraps_goes_on_as_a_whole_number(start: int, steps: list[int]) -> None:
    truth = told = start
    for step in steps:
        truth += step
        told = unwrapped(truth & 0xFFFF_FFFF, told)
        assert told == truth


@given(truth=st.integers(-(2**50), 2**50), moved=st.integers(-(2**31) + 1, 2**31 - 1))
def test_signed_and_unsigned_readings_mean_the_same(truth: int, moved: int) -> None:
    unsigned = (truth + moved) & 0xFFFF_FFFF
    signed = unsigned - 2**32 if unsigned >= 2**31 else unsigned
    assert unwrapped(unsigned, truth) == unwrapped(signed, truth) == truth + moved


@given(
    slope=st.integers(-1000, 1000),
    xs=st.lists(st.integers(-1000, 1000), min_size=8, max_size=16, unique=True),
    lies=st.lists(st.integers(-(10**6), 10**6), max_size=2),
)
def test_less_than_29_percent_of_lies_do_not_turn_the_line(
    slope: int, xs: list[int], lies: list[int]
) -> None:
    points = [(x, slope * x) for x in xs]
    for index, lie in enumerate(lies):
        points[index] = (points[index][0], lie)
    assert steepness(points) == slope


def test_points_above_each_other_have_no_slope() -> None:
    assert steepness([(1, 2), (1, 3)]) is None


class Controller:
    """A clock that runs by `rate` of the host's, and a wire that takes its time."""

    def __init__(self, rate: float, seed: int) -> None:
        self.rate, self.random = rate, np.random.default_rng(seed)
        self.fit = ClockFit()

    def us(self, host_ns: int) -> int:
        return 4_294_000_000 + round(host_ns * self.rate / 1000)

    def tell(self, now_ns: int) -> None:
        """Noticed after up to 3 ms; one time in ten the host sleeps for up to 30 ms."""
        late_ns = int(self.random.uniform(0.1, 3.0) * MS)
        if self.random.random() < 0.1:
            late_ns += int(self.random.uniform(0, 30) * MS)
        self.fit.heard(Stamp(self.us(now_ns), now_ns + late_ns))


@pytest.mark.parametrize("rate", [0.995, 1.0, 1.00005, 1.005])
@pytest.mark.parametrize("seed", range(3))
def test_controller_time_is_known_to_a_millisecond(rate: float, seed: int) -> None:
    controller = Controller(rate, seed)
    for now_ns in range(0, 10_000 * MS, 10 * MS):
        controller.tell(now_ns)
        if now_ns > 1_000 * MS:
            for ago_ns in (0, 50 * MS, 300 * MS):
                off_ns = controller.fit.host_ns(controller.us(now_ns - ago_ns)) - now_ns + ago_ns
                assert abs(off_ns) < 1.5 * MS
    assert controller.fit.beside_ns < MS


def test_the_first_stamp_is_taken_at_its_word() -> None:
    fit = ClockFit()
    fit.heard(Stamp(500, 12 * MS))
    assert fit.host_ns(500) == 12 * MS
    assert fit.host_ns(1500) == 13 * MS
    assert fit.controller_us(13 * MS) == 1500


def test_of_one_span_the_quickest_counts() -> None:
    fit = ClockFit()
    fit.heard(Stamp(0, 20 * MS))
    fit.heard(Stamp(10_000, 12 * MS))
    fit.heard(Stamp(20_000, 60 * MS))
    assert fit.host_ns(0) == 2 * MS


def test_a_controller_whose_clock_lies_turns_the_line_by_a_hundredth_at_most() -> None:
    fit = ClockFit()
    for span in range(16):
        fit.heard(Stamp(span * 500_000, span * 250 * MS))
    assert 990 <= fit.ns_per_us <= 1010


# The belt


def test_between_two_readings_the_belt_is_told_ahead() -> None:
    belt = BeltFit()
    for at_ms in (0, 20, 40):
        belt.read(at_ms * 5, at_ms * MS)
    assert belt.position(50 * MS).tick == 250
    assert belt.ahead(10_000 * MS) == 50_000


def test_old_readings_say_nothing_of_now() -> None:
    belt = BeltFit()
    belt.read(0, 0)
    belt.read(100, 20 * MS)
    last = belt.position(10_000 * MS)
    assert last.at_ns == 20 * MS + LONGEST_FORECAST_NS
    assert last == belt.position(20_000 * MS)


@given(
    readings=st.lists(
        st.tuples(st.integers(1, 200), st.integers(-50, 500), st.integers(0, 300)), max_size=40
    )
)
def test_the_told_belt_never_runs_back(readings: list[tuple[int, int, int]]) -> None:
    belt, tick, at_ns = BeltFit(), 0, 0
    told = [belt.position(0)]
    for wait_ms, ticks, look_ms in readings:
        tick, at_ns = tick + ticks, at_ns + wait_ms * MS
        belt.read(tick, at_ns)
        told.append(belt.position(at_ns + look_ms * MS))
    for before, after in pairwise(told):
        assert after.tick >= before.tick
        assert after.at_ns >= before.at_ns


def test_a_reading_from_before_the_last_one_is_not_taken() -> None:
    belt = BeltFit()
    belt.read(100, 20 * MS)
    belt.read(50, 10 * MS)
    assert belt.position(20 * MS).tick == 100


def test_after_a_fresh_start_of_the_counter_the_speed_is_learnt_anew() -> None:
    belt = BeltFit()
    belt.read(0, 0)
    belt.read(100, 20 * MS)
    told = belt.position(30 * MS)
    belt.forget()
    assert belt.position(60 * MS) == told
    belt.read(told.tick + 5, 70 * MS)
    assert belt.position(170 * MS).tick == told.tick + 5
