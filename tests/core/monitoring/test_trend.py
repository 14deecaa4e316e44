"""A trend says when a limit is met, as surely as its points allow."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.errors import InvalidInput
from edge_agent.core.monitoring.trend import Trend


def test_a_straight_fall_meets_its_limit_where_it_does() -> None:
    trend = Trend.through([0, 10, 20, 30], [4.0, 3.5, 3.0, 2.5])
    until = trend.until(0.5)
    assert trend.falls
    assert (until.soonest, until.likely, until.latest) == pytest.approx((40, 40, 40))


def test_what_does_not_fall_never_meets_it() -> None:
    trend = Trend.through([0, 1, 2, 3], [1.0, 1.2, 1.1, 1.3])
    assert not trend.falls
    assert trend.until(0.5).likely == inf


def test_what_is_there_already_has_met_it() -> None:
    assert Trend.through([0, 1, 2, 3], [0.4, 0.3, 0.2, 0.1]).until(0.5).likely == 0


@given(some.integers(0, 2**31))
def test_the_ends_are_in_order(seed: int) -> None:
    random = np.random.default_rng(seed)
    y = 3 - 0.05 * np.arange(12) + random.normal(0, 0.2, 12)
    until = Trend.through(range(12), y.tolist()).until(0.5)
    assert until.soonest <= until.likely <= until.latest


def test_the_interval_of_the_slope_holds_the_true_one_as_often_as_it_says() -> None:
    random, held = np.random.default_rng(1), 0
    for _ in range(500):
        y = 3 - 0.05 * np.arange(10) + random.normal(0, 0.3, 10)
        trend = Trend.through(range(10), y.tolist())
        held += abs(trend.slope + 0.05) <= trend.slope_error
    assert 0.86 <= held / 500 <= 0.94


@pytest.mark.parametrize(
    ("x", "y"), [([1, 2, 3], [1, 2, 3]), ([1, 2, 3, 4], [1, 2, 3]), ([2, 2, 2, 2], [1, 2, 3, 4])]
)
def test_too_little_for_a_trend_is_refused(x: list[float], y: list[float]) -> None:
    with pytest.raises(InvalidInput, match="a trend needs"):
        Trend.through(x, y)
