"""Intervals and bounds of shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from training.intervals import at_most, upper_bound, wilson_interval


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (279, 280, 0.98, 0.9994),
        (0, 0, 0.0, 1.0),
    ],
)
def test_intervals_are_wilsons(count: int, total: int, low: float, high: float) -> None:
    assert wilson_interval(count, total) == pytest.approx((low, high), abs=2e-4)


def test_no_event_in_n_trials_bounds_the_share_by_about_three_in_n() -> None:
    assert upper_bound(0, 2000) == pytest.approx(1 - 0.05 ** (1 / 2000), abs=1e-6)
    assert upper_bound(0, 2000) == pytest.approx(3 / 2000, rel=0.01)


@given(count=some.integers(0, 40), more=some.integers(1, 20_000))
def test_at_the_bound_so_few_events_come_once_in_twenty(count: int, more: int) -> None:
    total = count + more
    bound = upper_bound(count, total)
    assert count / total < bound <= 1
    assert at_most(count, total, bound) == pytest.approx(0.05, abs=0.005)


def test_where_all_failed_nothing_is_ruled_out() -> None:
    assert upper_bound(7, 7) == 1.0
