"""A falling mean is noticed soon; a tolerated one alarms no more often than promised."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.bounds import Floats
from edge_agent.core.monitoring.mean_fall import STAKES, MeanFall, grow
from edge_agent.core.monitoring.state import from_json, to_json

ALARM_AT = 20_000
RANDOM = np.random.default_rng(81)
REFERENCE = np.clip(RANDOM.normal(3.2, 0.3, 1000), 0, 4)


def after(fall: MeanFall, values: Floats) -> MeanFall:
    for value in values.tolist():
        fall = fall.saw(value)
    return fall


def test_what_is_tolerated_is_a_share_of_the_reference() -> None:
    fall = MeanFall.begin(REFERENCE, 0.1, ALARM_AT)
    assert fall.least == pytest.approx(0.9 * REFERENCE.mean())
    assert fall.full == REFERENCE.max()


def test_a_reference_that_says_little_of_its_mean_tolerates_more() -> None:
    noisy = (RANDOM.random(200) < 0.3).astype(np.float64)
    error = noisy.std() / np.sqrt(200)
    assert MeanFall.begin(noisy, 0.1, ALARM_AT).least == pytest.approx(noisy.mean() - 5 * error)


@pytest.mark.parametrize("spread", [0.01, 0.3])
def test_at_the_tolerated_mean_false_alarms_are_as_far_apart_as_promised(spread: float) -> None:
    """The worst that still is no reason: every value as low on average as it may be."""
    random = np.random.default_rng(82)
    streams, promised, longest, tolerated = 500, 300, 3000, 0.7
    bets, runs = np.zeros((streams, len(STAKES))), np.full(streams, longest)
    for pack in range(1, longest):
        values = tolerated + spread * random.choice([-1, 1], streams)
        bets = grow(bets, values, tolerated)
        runs[(bets.mean(axis=1) >= promised) & (runs == longest)] = pack
    assert runs.mean() >= promised - 3 * runs.std() / np.sqrt(streams)


@pytest.mark.parametrize(("fallen", "packs"), [(0.25, 60), (0.4, 25), (1.0, 12)])
def test_a_fall_is_noticed_within_packs_not_hours(fallen: float, packs: int) -> None:
    random = np.random.default_rng(83)
    quiet = after(MeanFall.begin(REFERENCE, 0.1, ALARM_AT), random.choice(REFERENCE, 3000))
    assert not quiet.alarms
    assert quiet.evidence < 100
    low = (1 - fallen) * random.choice(REFERENCE, packs)
    assert after(quiet, low).alarms


def test_one_stream_is_the_same_as_many_at_once() -> None:
    fall = MeanFall.begin(REFERENCE, 0.1, ALARM_AT)
    values = RANDOM.choice(REFERENCE, (200, 2))
    bets = np.zeros((2, len(STAKES)))
    for both in values:
        bets = grow(bets, both / fall.full, fall.tolerated)
    assert after(fall, values[:, 0]).bets == pytest.approx(tuple(bets[0]))


def test_it_alarms_from_the_very_evidence_that_was_set() -> None:
    assert MeanFall(4.0, 0.7, 1.5, (1.5,) * len(STAKES)).alarms
    assert not MeanFall(4.0, 0.7, 1.5, (1.4,) * len(STAKES)).alarms
    assert MeanFall.begin(REFERENCE, 0.1, 1.5).saw(3.0).saw(3.0).seen == 2


def test_more_than_full_counts_as_full() -> None:
    fall = MeanFall.begin(REFERENCE, 0.1, ALARM_AT)
    assert fall.saw(100.0) == fall.saw(fall.full)


@settings(deadline=None)
@given(some.lists(some.floats(0, 10), min_size=1, max_size=50))
def test_bets_never_lose_more_than_all_and_stay_finite(values: list[float]) -> None:
    fall = after(MeanFall.begin(REFERENCE, 0.1, ALARM_AT), np.array(values))
    assert all(0 <= bet < np.inf for bet in fall.bets)


def test_endless_zeros_stay_finite() -> None:
    assert np.isfinite(after(MeanFall.begin(REFERENCE, 0.1, ALARM_AT), np.zeros(1000)).evidence)


def test_where_there_was_nothing_nothing_can_fall() -> None:
    fall = after(MeanFall.begin(np.zeros(300), 0.1, ALARM_AT), np.zeros(50))
    assert fall.evidence == pytest.approx(50)


def test_a_restart_changes_nothing() -> None:
    fall = after(MeanFall.begin(REFERENCE, 0.1, ALARM_AT), REFERENCE[:50])
    assert from_json(MeanFall, to_json(fall)) == fall


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.1])
def test_a_value_that_is_none_is_refused(value: float) -> None:
    with pytest.raises(InvalidInput, match="measured"):
        MeanFall.begin(REFERENCE, 0.1, ALARM_AT).saw(value)


@pytest.mark.parametrize(
    ("reference", "reason"),
    [([1.0] * 199, "at least 200"), ([float("nan")] * 300, "from 0"), ([-1.0] * 300, "from 0")],
)
def test_a_reference_that_says_nothing_is_refused(reference: list[float], reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        MeanFall.begin(reference, 0.1, ALARM_AT)


@pytest.mark.parametrize(("share", "alarm_at"), [(0.0, 100.0), (1.0, 100.0), (0.1, 1.0)])
def test_settings_that_cannot_be_are_refused(share: float, alarm_at: float) -> None:
    with pytest.raises(InvalidInput):
        MeanFall.begin(REFERENCE, share, alarm_at)
