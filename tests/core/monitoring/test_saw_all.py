"""Many packs at once leave a monitor exactly as one after the other would, up to its alarm."""

from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.core.errors import InvalidInput
from edge_agent.core.monitoring.e_detector import EDetector
from edge_agent.core.monitoring.mean_fall import MeanFall
from edge_agent.core.monitoring.population_shift import PopulationShift
from edge_agent.core.monitoring.score_drift import ScoreDrift

REFERENCE = [i / 300 for i in range(300)]
UNIT = some.floats(0, 1, exclude_max=True)


@settings(max_examples=50, deadline=None)
@given(some.lists(some.booleans(), max_size=80), some.sampled_from([50.0, 1e6]))
def test_of_rates(wrongs: list[bool], alarm_at: float) -> None:
    one_by_one = begun = EDetector.begin(0.05, alarm_at)
    for wrong in wrongs:
        one_by_one = one_by_one if one_by_one.alarms else one_by_one.saw(wrong)
    assert begun.saw_all(wrongs) == one_by_one


@settings(max_examples=50, deadline=None)
@given(some.lists(UNIT, max_size=80), some.sampled_from([50.0, 1e6]))
def test_of_means(values: list[float], alarm_at: float) -> None:
    one_by_one = begun = MeanFall.begin(REFERENCE, 0.1, alarm_at)
    for value in values:
        one_by_one = one_by_one if one_by_one.alarms else one_by_one.saw(value)
    assert begun.saw_all(values) == one_by_one


@settings(max_examples=50, deadline=None)
@given(some.lists(some.tuples(UNIT, UNIT), max_size=80), some.sampled_from([50.0, 1e6]))
def test_of_scores(scores: list[tuple[float, float]], alarm_at: float) -> None:
    one_by_one = begun = ScoreDrift.begin(REFERENCE, alarm_at)
    for score, luck in scores:
        one_by_one = one_by_one if one_by_one.alarms else one_by_one.saw(score, luck)
    assert begun.saw_all(scores) == one_by_one


@given(some.lists(UNIT, max_size=40))
def test_of_a_day(scores: list[float]) -> None:
    one_by_one = begun = PopulationShift.begin(REFERENCE)
    for score in scores:
        one_by_one = one_by_one.saw(score)
    assert begun.saw_all(scores) == one_by_one


def test_an_alarm_comes_and_stays_as_it_was() -> None:
    rates = EDetector.begin(0.05, 50).saw_all([True] * 80)
    means = MeanFall.begin(REFERENCE, 0.1, 50).saw_all([0.0] * 80)
    scores = ScoreDrift.begin(REFERENCE, 50).saw_all([(0.999, 0.5)] * 80)
    for one in (rates, means, scores):
        assert one.alarms
        assert one.seen < 80


@pytest.mark.parametrize("value", [-1.0, inf])
def test_what_cannot_be_measured_is_refused(value: float) -> None:
    with pytest.raises(InvalidInput, match="expected a number from 0 on"):
        MeanFall.begin(REFERENCE, 0.1, 50).saw_all([value])
