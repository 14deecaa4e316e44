"""The CUSUM chart: its runs and delays are those of the reference table."""

import numpy as np
import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.bounds import Floats
from edge_agent.core.monitoring.cusum import Cusum, climb, steps_of

STEPS = steps_of(0.01, 0.03)
MEAN_DELAYS = {(4, 0.03): 262, (4, 0.05): 118, (5, 0.03): 349, (5, 0.05): 134}
"""Packs from a chart at zero to the alarm, by (alarm_at, error rate)."""
MEAN_RUNS = {4: 8200, 5: 20_900}
"""Packs between false alarms, by alarm_at."""


def runs_to_alarm(alarm_at: int, rate: float, streams: int, longest: int) -> Floats:
    random = np.random.default_rng(51)
    height, runs = np.zeros(streams), np.full(streams, float(longest))
    for pack in range(1, longest):
        height = climb(height, random.random(streams) < rate, STEPS)
        runs[(height >= alarm_at) & (runs == longest)] = pack
    return runs


@pytest.mark.parametrize(("alarm_at", "rate"), MEAN_DELAYS)
def test_the_mean_delay_is_that_of_the_reference_within_a_fifth(alarm_at: int, rate: float) -> None:
    runs = runs_to_alarm(alarm_at, rate, streams=1500, longest=3000)
    assert runs.mean() == pytest.approx(MEAN_DELAYS[alarm_at, rate], rel=0.2)


@pytest.mark.parametrize("alarm_at", MEAN_RUNS)
def test_false_alarms_are_as_far_apart_as_in_the_reference(alarm_at: int) -> None:
    """A run is close to memoryless, so its mean is told from the share that outlasts a while."""
    longest = 10_000
    runs = runs_to_alarm(alarm_at, 0.01, streams=2000, longest=longest)
    mean = -longest / np.log((runs == longest).mean())
    assert mean == pytest.approx(MEAN_RUNS[alarm_at], rel=0.2)


def test_right_packs_never_bring_it_below_zero_and_errors_raise_it() -> None:
    chart = Cusum(0.01, 0.03, 4.0)
    assert chart.saw(False).height == 0.0
    for _ in range(4):
        chart = chart.saw(True)
    assert chart.alarms
    assert chart.height == pytest.approx(4 * STEPS[1])
    assert not chart.saw(False).height >= chart.height


@pytest.mark.parametrize(("tolerated", "looked_for"), [(0.0, 0.1), (0.1, 1.0), (0.1, 0.1)])
def test_rates_that_cannot_be_told_apart_are_refused(tolerated: float, looked_for: float) -> None:
    with pytest.raises(InvalidInput):
        Cusum(tolerated, looked_for, 4.0)
