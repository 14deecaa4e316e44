"""Bands of the standard, for what was observed and for the worse end of the interval."""

import pytest

from edge_agent.core.guarantees.bounds import Interval
from edge_agent.core.study.bands import Band, Measure, band_at_worst, band_of

GOOD, MIDDLING, BAD = Band.ACCEPTABLE, Band.MARGINAL, Band.NOT_ACCEPTABLE


@pytest.mark.parametrize(
    ("measure", "values"),
    [
        (Measure.EFFECTIVENESS, {0.90: GOOD, 0.899: MIDDLING, 0.80: MIDDLING, 0.799: BAD}),
        (Measure.MISS, {0.02: GOOD, 0.021: MIDDLING, 0.05: MIDDLING, 0.051: BAD}),
        (Measure.FALSE_ALARM, {0.05: GOOD, 0.051: MIDDLING, 0.10: MIDDLING, 0.101: BAD}),
        (Measure.KAPPA, {0.75: GOOD, 0.74: MIDDLING, 0.40: MIDDLING, 0.39: BAD, -0.2: BAD}),
    ],
)
def test_a_limit_belongs_to_the_better_band(measure: Measure, values: dict[float, Band]) -> None:
    assert {value: band_of(measure, value) for value in values} == values


def test_the_worse_end_is_the_low_one_where_more_is_better_and_else_the_high_one() -> None:
    assert band_at_worst(Measure.EFFECTIVENESS, Interval(0.78, 0.97)) is BAD
    assert band_at_worst(Measure.KAPPA, Interval(0.5, 1.0)) is MIDDLING
    assert band_at_worst(Measure.MISS, Interval(0.0005, 0.111)) is BAD
    assert band_at_worst(Measure.FALSE_ALARM, Interval(0.011, 0.097)) is MIDDLING
