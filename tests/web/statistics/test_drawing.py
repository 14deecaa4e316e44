"""A chart on paper: everything within its axes, in order, and nothing over something else."""

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.core.statistics.p_chart import PChart, Subgroup, p_chart
from edge_agent.web.statistics.drawing import (
    MOST_LABELS,
    NEAREST_WORDS,
    PANEL,
    PAPER,
    TOP,
    drawn,
)

CHARTS = some.lists(
    some.tuples(some.integers(1, 2_000), some.floats(0, 1)).map(
        lambda one: Subgroup(one[0], int(one[0] * one[1]))
    ),
    max_size=60,
).map(p_chart)

some_charts = settings(max_examples=30, deadline=None)


@some_charts
@given(CHARTS, some.sampled_from([PAPER, PANEL]))
def test_every_point_lies_within_the_axes(chart: PChart, size: tuple[float, float]) -> None:
    drawing = drawn(chart, size)
    assert len(drawing.dots) == len(chart.points)
    for dot in drawing.dots:
        assert drawing.left <= dot.x <= drawing.right
        assert TOP - 0.01 <= dot.y <= drawing.bottom + 0.01
    assert [dot.x for dot in drawing.dots] == sorted(dot.x for dot in drawing.dots)


@some_charts
@given(CHARTS)
def test_a_larger_share_stands_higher(chart: PChart) -> None:
    ordered = sorted(drawn(chart).dots, key=lambda dot: dot.share)
    assert all(before.y >= after.y for before, after in pairwise(ordered))


@some_charts
@given(CHARTS)
def test_words_at_the_ends_never_cover_each_other(chart: PChart) -> None:
    for before, after in pairwise(drawn(chart).ends):
        assert after.y - before.y >= NEAREST_WORDS - 0.02
        assert before.share >= after.share


@some_charts
@given(CHARTS)
def test_ticks_are_round_begin_at_nothing_and_are_few(chart: PChart) -> None:
    shares = [tick.share for tick in drawn(chart).ticks]
    assert shares[0] == 0
    assert 2 <= len(shares) <= 5
    assert len(drawn(chart).labels) <= MOST_LABELS


@some_charts
@given(CHARTS)
def test_limits_run_from_one_end_of_the_axis_to_the_other(chart: PChart) -> None:
    drawing = drawn(chart)
    for path in filter(None, (drawing.high, drawing.low)):
        assert path.startswith(f"M{drawing.left:.2f} ")
        assert path.endswith(f"H{drawing.right:.2f}")
        across = [float(one) for one in re.findall(r"H([\d.]+)", path)]
        assert across == sorted(across)


def test_a_lower_limit_of_nothing_is_not_drawn_over_the_axis() -> None:
    rare = drawn(p_chart([Subgroup(100, 1 + i % 2) for i in range(20)]))
    often = drawn(p_chart([Subgroup(1000, 300 + i % 9) for i in range(20)]))
    assert (rare.high != "", rare.low) == (True, "")
    assert often.low != ""


def test_no_packs_are_an_empty_paper() -> None:
    empty = drawn(p_chart([]))
    assert (empty.dots, empty.line, empty.centre_y, empty.ends) == ((), "", None, ())
