"""The chart of scores: one pack is seen, nothing leaves the chart, labels stay apart."""

from itertools import pairwise

import pytest

from edge_agent.web.pages.score_chart import (
    BASE_DEFECTIVE,
    BASE_GOOD,
    HALF,
    LABEL_STEP,
    LEFT,
    RIGHT,
    Named,
    score_chart,
)

EDGES = [step / 50 for step in range(51)]
NONE = [0] * 50


def histogram(good: dict[int, int], defective: dict[int, int]) -> dict[str, list[float]]:
    """Counts by bin."""
    goods = [float(good.get(place, 0)) for place in range(50)]
    bad = [float(defective.get(place, 0)) for place in range(50)]
    packs = [one + other for one, other in zip(goods, bad, strict=True)]
    return {"edges": EDGES, "good": goods, "defective": bad, "packs": packs}


def test_a_single_error_is_seen_beside_thousands() -> None:
    chart = score_chart(histogram({0: 100_000, 40: 1}, {49: 3}), [])
    many, one = chart.good
    assert many.height == pytest.approx(HALF, rel=0.2)
    assert one.height > 5
    assert one.x == pytest.approx(LEFT + 0.8 * (RIGHT - LEFT) + 1)


def test_good_packs_stand_on_the_axis_and_defective_ones_hang_from_it() -> None:
    chart = score_chart(histogram({1: 9}, {48: 9}), [])
    (good,), (bad,) = chart.good, chart.defective
    assert good.y + good.height == BASE_GOOD
    assert bad.y == BASE_DEFECTIVE
    assert good.height == bad.height <= HALF


def test_ticks_are_powers_of_ten_up_to_the_highest_count() -> None:
    ticks = score_chart(histogram({0: 5_000}, {}), []).ticks
    assert [tick.count for tick in ticks] == [1, 10, 100, 1_000, 10_000]
    assert ticks[-1].y_good == BASE_GOOD - HALF
    assert all(tick.y_good > later.y_good for tick, later in pairwise(ticks))


def test_lines_beside_each_other_have_their_labels_in_rows_of_their_own() -> None:
    named = [Named(0.5, "one", "in-force"), Named(0.5, "two", "earned"), Named(0.9, "three", "x")]
    marks = score_chart(histogram({0: 1}, {}), named).marks
    heights = [mark.label_y for mark in marks]
    assert all(abs(one - other) >= LABEL_STEP for one, other in pairwise(heights))
    assert [mark.is_left for mark in marks] == [False, False, True]


def test_without_packs_there_is_an_empty_chart() -> None:
    chart = score_chart(histogram({}, {}), [])
    assert (chart.good, chart.defective) == ([], [])
    assert [tick.count for tick in chart.ticks] == [1, 10]
