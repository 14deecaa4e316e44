"""Control charts against the handbook's example, other libraries' figures, and rules of thumb."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from statsmodels.stats.proportion import proportions_chisquare

from edge_agent.core.statistics.p_chart import (
    FEWEST_SUBGROUPS,
    Limits,
    Signal,
    Subgroup,
    limits_for,
    p_chart,
)

WAFERS = (
    *(12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22),
    *(8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6),
)
"""Of 50 chips each, so many were faulty (NIST/SEMATECH e-Handbook, 6.3.3.2)."""
SUBGROUPS = some.lists(
    some.tuples(some.integers(1, 3_000), some.floats(0, 1)).map(
        lambda one: Subgroup(one[0], round(one[0] * one[1]))
    ),
    min_size=1,
    max_size=40,
)


def groups(hits: list[int], packs: int) -> list[Subgroup]:
    return [Subgroup(packs, one) for one in hits]


def with_luck(share: float, packs: list[int], seed: int) -> list[Subgroup]:
    luck = np.random.default_rng(seed)
    return [Subgroup(one, int(luck.binomial(one, share))) for one in packs]


def test_the_handbooks_example_has_the_handbooks_limits() -> None:
    subgroups = groups(list(WAFERS), 50)
    chart = p_chart(subgroups)
    assert chart.centre == pytest.approx(0.2313, abs=5e-5)
    width = 3 * np.sqrt(0.2313 * (1 - 0.2313) / 50)
    assert (0.2313 - width, 0.2313 + width) == pytest.approx((0.0524, 0.4102), abs=1e-4)
    assert chart.limits is Limits.LANEY  # the wafers vary more than luck explains
    assert chart.points[0].high == pytest.approx(0.2313 + width * chart.sigma_z, abs=1e-4)


def test_too_much_variation_is_told_as_another_library_tells_it() -> None:
    for seed in range(20):
        subgroups = with_luck(0.05, [200, 400, 150, 900] * 4, seed)
        hits = np.array([one.hits for one in subgroups])
        packs = np.array([one.packs for one in subgroups])
        _, by_luck, _ = proportions_chisquare(hits, packs)
        limits, sigma_z = limits_for(subgroups, hits.sum() / packs.sum())
        assert sigma_z is not None
        assert (limits is Limits.LANEY) == (by_luck < 0.01 and sigma_z > 1)


def test_limits_of_subgroups_of_other_sizes_are_those_of_numpy() -> None:
    subgroups = with_luck(0.02, [500, 1500, 800] * 5, seed=7)
    packs = np.array([one.packs for one in subgroups])
    centre = sum(one.hits for one in subgroups) / packs.sum()
    width = 3 * np.sqrt(centre * (1 - centre) / packs)
    chart = p_chart(subgroups)
    assert chart.limits is Limits.SHEWHART
    assert [point.high for point in chart.points] == pytest.approx(list(centre + width))
    lowest = np.maximum(0, centre - width)
    assert [point.low for point in chart.points] == pytest.approx(list(lowest))


def test_laneys_sigma_is_the_mean_moving_range_of_the_scores() -> None:
    subgroups = groups([10, 60, 20, 80, 15, 70, 30, 90, 12, 66], 1000)
    centre = sum(one.hits for one in subgroups) / 10_000
    scores = [
        (one.hits / 1000 - centre) / np.sqrt(centre * (1 - centre) / 1000) for one in subgroups
    ]
    expected = np.mean([abs(after - before) for before, after in pairwise(scores)]) / 1.128
    chart = p_chart(subgroups)
    assert chart.limits is Limits.LANEY
    assert chart.sigma_z == pytest.approx(expected)
    assert all(point.signal is None for point in chart.points)


def test_a_jump_is_a_signal_also_where_packs_come_in_clumps() -> None:
    quiet = [(20, 24, 22, 19, 23, 21)[i % 6] for i in range(20)]
    chart = p_chart(groups([*quiet, 200], 1000))
    assert [point.signal for point in chart.points[:-1]].count(Signal.ABOVE) == 0
    assert chart.points[-1].signal is Signal.ABOVE


def test_nine_points_on_one_side_are_a_run() -> None:
    low, high = [19] * 9, [22] * 9
    signals = [point.signal for point in p_chart(groups([*low, *high], 1000)).points]
    assert signals == [None] * 8 + [Signal.RUN_BELOW] + [None] * 8 + [Signal.RUN_ABOVE]


def test_luck_alone_makes_hardly_any_signal() -> None:
    points = [
        point for seed in range(50) for point in p_chart(with_luck(0.05, [400] * 20, seed)).points
    ]
    outside = [point for point in points if point.signal in (Signal.ABOVE, Signal.BELOW)]
    assert len(outside) < 0.01 * len(points)


@pytest.mark.parametrize("hits", [[1] * (FEWEST_SUBGROUPS - 1), [0] * 20, [50] * 20])
def test_without_enough_subgroups_or_any_variation_there_are_no_limits(hits: list[int]) -> None:
    chart = p_chart(groups(hits, 50))
    assert chart.limits is Limits.NONE
    assert all(point.low is None and point.signal is None for point in chart.points)


def test_without_packs_there_is_no_chart() -> None:
    assert p_chart([]).centre is None
    for wrong in (Subgroup(0, 0), Subgroup(5, 6), Subgroup(5, -1)):
        with pytest.raises(ValueError, match="every subgroup has packs"):
            p_chart([Subgroup(10, 1), wrong])


def test_few_packs_are_told_to_be_rough() -> None:
    chart = p_chart([*groups([2] * 10, 100), Subgroup(400, 8)])
    assert [point.is_rough for point in chart.points] == [True] * 10 + [False]


@given(SUBGROUPS)
def test_every_share_lies_in_the_unit_interval_and_its_limits_around_the_centre(
    subgroups: list[Subgroup],
) -> None:
    chart = p_chart(subgroups)
    assert len(chart.points) == len(subgroups)
    assert chart.centre is not None
    for point in chart.points:
        assert 0 <= point.share <= 1
        if point.low is not None and point.high is not None:
            assert 0 <= point.low <= chart.centre <= point.high <= 1
            if point.signal is Signal.ABOVE:
                assert point.share > point.high
