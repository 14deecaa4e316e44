"""Binned Kolmogorov-Smirnov says what scipy's says, or less; Holm's correction as in his paper."""

import numpy as np
import pytest
from scipy import stats

from edge_agent.core.errors import InvalidInput
from edge_agent.core.monitoring.population_distance import chance_of, corrected, distance
from edge_agent.core.monitoring.score_bins import binned, quantile_edges


def test_a_binned_distance_is_never_more_than_the_true_one_and_close_to_it() -> None:
    random = np.random.default_rng(3)
    for shift in (0.0, 0.3, 1.0):
        reference, seen = random.normal(0, 1, 800), random.normal(shift, 1, 3000)
        edges = quantile_edges(reference, 20)
        found = distance(binned(seen, edges), binned(reference, edges))
        true = stats.ks_2samp(seen, reference).statistic
        assert true - 0.05 <= found <= true + 1e-12


def test_the_chance_is_that_of_two_samples() -> None:
    random = np.random.default_rng(4)
    one, other = random.normal(0, 1, 700), random.normal(0.1, 1, 900)
    true = stats.ks_2samp(one, other, method="asymp")
    assert chance_of(true.statistic, 700, 900) == pytest.approx(true.pvalue, rel=0.1)


@pytest.mark.parametrize(("one", "other"), [([1, 2], [1, 2, 3]), ([0, 0], [1, 2]), ([1], [0])])
def test_what_cannot_be_compared_is_refused(one: list[int], other: list[int]) -> None:
    with pytest.raises(InvalidInput, match="in the same bins"):
        distance(one, other)


def test_holm_corrects_in_order_and_never_beyond_one() -> None:
    assert corrected([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.09, 0.09, 0.5])
    assert corrected([0.9, 0.8]) == [1.0, 1.0]
    assert corrected([]) == []


def test_among_many_quiet_measures_a_false_alarm_is_as_rare_as_promised() -> None:
    random = np.random.default_rng(5)
    alarms = sum(min(corrected(random.random(8).tolist())) < 0.05 for _ in range(4000))
    assert alarms / 4000 <= 0.05 + 3 * (0.05 * 0.95 / 4000) ** 0.5
