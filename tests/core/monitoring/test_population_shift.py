"""The population stability index: by its definition, quiet on a quiet day, loud on another."""

import numpy as np
import pytest

from edge_agent.core.guarantees.bounds import Floats
from edge_agent.core.monitoring.population_shift import PopulationShift, Shift

RANDOM = np.random.default_rng(81)
REFERENCE = RANDOM.beta(2, 8, 2000)


def day(scores: Floats) -> PopulationShift:
    shift = PopulationShift.begin(REFERENCE)
    for score in scores.tolist():
        shift = shift.saw(score)
    return shift


def test_it_is_the_sum_over_ten_equally_filled_bins() -> None:
    shift = day(RANDOM.beta(3, 8, 1000))
    assert len(shift.expected) == 10
    assert min(shift.expected) == pytest.approx(200, abs=1)
    seen = (np.array(shift.counts) + 0.5) / (1000 + 5)
    expected = (np.array(shift.expected) + 0.5) / (2000 + 5)
    assert shift.index == pytest.approx(((seen - expected) * np.log(seen / expected)).sum())


def test_quiet_days_are_quiet_and_another_population_alarms() -> None:
    quiet = [day(RANDOM.beta(2, 8, 500)).shift for _ in range(20)]
    assert set(quiet) == {Shift.QUIET}
    assert day(RANDOM.beta(2.6, 8, 1000)).shift is Shift.WATCH
    assert day(RANDOM.beta(4, 8, 1000)).shift is Shift.ALARM


def test_few_packs_say_nothing_and_a_new_day_begins_with_none() -> None:
    shift = day(RANDOM.beta(4, 8, 1000))
    assert shift.next_day().shift is Shift.TOO_FEW
    assert shift.next_day().expected == shift.expected


def test_scores_that_are_all_alike_leave_bins_for_everything_else() -> None:
    shift = PopulationShift.begin([0.0] * 300)
    for _ in range(300):
        shift = shift.saw(0.0)
    assert shift.shift is Shift.QUIET
