"""The e-detector alarms as seldom as it promises and as soon as the reference table says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.core.errors import InvalidInput
from edge_agent.core.monitoring.e_detector import RISES, EDetector, Floats, grow, rates_bet_on

TOLERATED, ALARM_AT = 0.01, 20_000
STREAMS = 3000
MEDIAN_DELAYS = {0.02: 839, 0.03: 370, 0.05: 131, 0.10: 49}
"""Packs to the alarm after 4,000 quiet ones, by the new error rate."""


@pytest.fixture(scope="module")
def quiet() -> Floats:
    """The bets of streams that are quiet for 4,000 packs and gave no false alarm meanwhile."""
    random = np.random.default_rng(41)
    bets = np.zeros((STREAMS, len(RISES)))
    alarmed = np.zeros(STREAMS, dtype=np.bool_)
    for _ in range(4000):
        bets = grow(bets, random.random(STREAMS) < TOLERATED, TOLERATED)
        alarmed |= bets.mean(axis=1) >= ALARM_AT
    assert alarmed.mean() <= 4000 / ALARM_AT
    return bets[~alarmed]


@pytest.mark.parametrize("rate", MEDIAN_DELAYS)
def test_the_median_delay_is_that_of_the_reference_within_a_fifth(
    rate: float, quiet: Floats
) -> None:
    random = np.random.default_rng(42)
    bets, alarmed, packs = quiet, np.zeros(len(quiet), dtype=np.bool_), 0
    while alarmed.mean() < 0.5:
        bets = grow(bets, random.random(len(bets)) < rate, TOLERATED)
        alarmed |= bets.mean(axis=1) >= ALARM_AT
        packs += 1
    assert packs == pytest.approx(MEDIAN_DELAYS[rate], rel=0.2)


def test_false_alarms_are_at_least_as_far_apart_as_promised() -> None:
    random = np.random.default_rng(43)
    streams, promised, longest = 1000, 500, 6000
    bets = np.zeros((streams, len(RISES)))
    runs = np.full(streams, longest)
    for pack in range(1, longest):
        bets = grow(bets, random.random(streams) < TOLERATED, TOLERATED)
        runs[(bets.mean(axis=1) >= promised) & (runs == longest)] = pack
    slack = 3 * runs.std() / np.sqrt(streams)
    assert runs.mean() >= promised - slack


def test_one_stream_is_the_same_as_many_at_once() -> None:
    wrong = np.random.default_rng(44).random((300, 2)) < 0.1
    bets, alone = np.zeros((2, len(RISES))), EDetector.begin(TOLERATED, ALARM_AT)
    for both in wrong:
        bets = grow(bets, both, TOLERATED)
        alone = alone.saw(bool(both[0]))
    assert alone.bets == tuple(bets[0])
    assert alone.seen == 300


def test_the_first_bets_are_the_likelihood_ratios() -> None:
    after = EDetector.begin(0.1, 100).saw(True)
    assert after.bets == pytest.approx((1.5, 2.0, 3.0, 5.0))
    right = EDetector.begin(0.1, 100).saw(False)
    assert right.bets == pytest.approx((0.85 / 0.9, 0.8 / 0.9, 0.7 / 0.9, 0.5 / 0.9))


@settings(deadline=None)
@given(some.floats(0.0001, 0.999))
def test_no_bet_is_on_more_than_certainty(tolerated: float) -> None:
    rates = rates_bet_on(tolerated)
    assert (rates > tolerated).all()
    assert (rates < 1).all()


def test_endless_errors_alarm_and_stay_finite() -> None:
    detector = EDetector.begin(0.01, ALARM_AT)
    for _ in range(1000):
        detector = detector.saw(True)
    assert detector.alarms
    assert np.isfinite(detector.evidence)


@pytest.mark.parametrize(("tolerated", "alarm_at"), [(0.0, 100), (1.0, 100), (0.01, 1)])
def test_settings_that_cannot_be_are_refused(tolerated: float, alarm_at: float) -> None:
    with pytest.raises(InvalidInput):
        EDetector.begin(tolerated, alarm_at)
