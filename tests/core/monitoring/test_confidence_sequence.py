"""The interval of a rate holds at all times together, and closes in on the rate."""

from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.core.guarantees.bounds import interval
from edge_agent.core.monitoring.confidence_sequence import RateSequence, log_evidence

DELTA = 0.05


@pytest.mark.parametrize("rate", [0.002, 0.01, 0.2])
def test_the_true_rate_is_ever_left_out_with_a_chance_of_delta_at_most(rate: float) -> None:
    streams, packs = 1500, 2000
    wrong = np.random.default_rng(61).random((streams, packs)) < rate
    errors = np.cumsum(wrong, axis=1, dtype=np.int32)
    evidence = log_evidence(errors, np.arange(1, packs + 1), rate)
    left_out = (evidence >= log(1 / DELTA)).any(axis=1).mean()
    assert left_out <= DELTA + 3 * sqrt(DELTA * (1 - DELTA) / streams)


@settings(deadline=None)
@given(some.integers(0, 3000), some.integers(0, 3000), some.sampled_from([0.01, 0.05, 0.2]))
def test_its_ends_are_where_the_evidence_reaches_one_in_delta(
    wrong: int, right: int, delta: float
) -> None:
    found = RateSequence(delta, wrong, wrong + right).interval
    assert 0 <= found.low < found.high <= 1
    for end in {found.low, found.high} - {0.0, 1.0}:
        assert log_evidence(wrong, wrong + right, end) == pytest.approx(log(1 / delta), abs=1e-4)
    if wrong + right:
        assert found.low <= wrong / (wrong + right) <= found.high


@settings(deadline=None)
@given(some.integers(0, 40), some.integers(1, 4000))
def test_holding_at_all_times_costs_width(wrong: int, right: int) -> None:
    once, always = interval(wrong, wrong + right), RateSequence(0.05, wrong, wrong + right).interval
    assert always.high >= once.high - 1e-9


def test_before_the_first_pack_nothing_is_known() -> None:
    found = RateSequence(0.05).interval
    assert (found.low, found.high) == (0.0, 1.0)


def test_it_closes_in_on_the_rate() -> None:
    widths = []
    for packs in (100, 1000, 10_000):
        found = RateSequence(0.05, packs // 50, packs).interval
        assert found.low <= 0.02 <= found.high
        widths.append(found.high - found.low)
    assert widths[0] > 2 * widths[1] > 4 * widths[2]
