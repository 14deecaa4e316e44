"""Charts say what the numbers say, as well-formed SVG."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as some

from training.report.charts import groups, latency_chart, reliability_chart

ANSWERS = some.lists(some.tuples(some.floats(0, 1), some.booleans()), min_size=1, max_size=60)


@given(ANSWERS)
def test_every_answer_is_in_exactly_one_group(answers: list[tuple[float, bool]]) -> None:
    found = groups(answers)
    assert sum(one.count for one in found) == len(answers)
    assert all(one.low <= one.share <= one.high for one in found)


def test_a_group_tells_how_often_it_was_right() -> None:
    (one,) = groups([(0.92, True), (0.94, True), (0.93, False), (0.91, True)])
    assert (one.confidence, one.share, one.count) == pytest.approx((0.925, 0.75, 4))


@given(ANSWERS)
def test_a_reliability_chart_has_a_dot_for_each_group(answers: list[tuple[float, bool]]) -> None:
    drawn = ElementTree.fromstring(reliability_chart(answers))
    assert len(drawn.findall("circle")) == len(groups(answers))


@given(some.lists(some.floats(0, 1e5), min_size=1, max_size=200))
def test_the_bars_of_a_latency_chart_hold_every_answer(latencies_ms: list[float]) -> None:
    drawn = ElementTree.fromstring(latency_chart(latencies_ms))
    titles = [title.text or "" for title in drawn.iter("title")]
    assert sum(int(title.split()[0]) for title in titles) == len(latencies_ms)
