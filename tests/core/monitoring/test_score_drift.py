"""Drift of scores without labels: exact p-values, MAPIE's martingale, few false alarms, power."""

import numpy as np
import pytest
from mapie.exchangeability_testing.martingales import OnlineMartingaleTest
from scipy.stats import kstest

from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.bounds import Floats
from edge_agent.core.monitoring.score_drift import ScoreDrift, jump

ALARM_AT = 20_000


def after(drift: ScoreDrift, scores: Floats, random: np.random.Generator) -> ScoreDrift:
    for score, luck in zip(scores.tolist(), random.random(len(scores)).tolist(), strict=True):
        drift = drift.saw(score, luck)
    return drift


def test_the_martingale_is_the_one_of_mapie() -> None:
    oracle = OnlineMartingaleTest(test_method="jumper_martingale", jump_size=0.01)
    wealth = np.full(3, 1 / 3)
    for chance in np.random.default_rng(71).random(500) ** 2:
        wealth = jump(wealth, chance)
        assert oracle.update_simple_jumper_martingale(chance) == pytest.approx(wealth.sum())


def test_p_values_of_a_quiet_line_are_uniform_though_scores_are_binned() -> None:
    """Every third pack scores exactly zero, as plainly good packs do."""
    random = np.random.default_rng(72)
    scores = random.beta(1, 8, 3500) * (random.random(3500) > 0.3)
    drift, chances = ScoreDrift.begin(scores[:500], ALARM_AT), []
    for score, luck in zip(scores[500:], random.random(3000), strict=True):
        before = np.array(drift.martingale)
        drift = drift.saw(score, luck)
        bet = np.array(drift.martingale)[2] / (0.99 * before + 0.01 * before.mean())[2]
        chances.append(bet - 0.5)
    assert kstest(chances, "uniform").pvalue > 0.01


def test_false_alarms_are_at_least_as_far_apart_as_promised() -> None:
    random = np.random.default_rng(73)
    streams, promised, longest = 1000, 500, 6000
    wealth, runs = np.zeros((streams, 3)), np.full(streams, longest)
    for pack in range(1, longest):
        wealth = jump(wealth + 1 / 3, random.random(streams))
        runs[(wealth.sum(axis=1) >= promised) & (runs == longest)] = pack
    assert runs.mean() >= promised - 3 * runs.std() / np.sqrt(streams)


def test_the_martingale_started_once_passes_100_in_at_most_one_in_a_hundred_streams() -> None:
    random = np.random.default_rng(74)
    streams = 2000
    wealth, highest = np.full((streams, 3), 1 / 3), np.zeros(streams)
    for _ in range(2000):
        wealth = jump(wealth, random.random(streams))
        highest = np.maximum(highest, wealth.sum(axis=1))
    assert (highest >= 100).mean() <= 0.01 + 3 * np.sqrt(0.01 * 0.99 / streams)


@pytest.mark.parametrize("shifted", [(4.0, 8.0), (0.3, 8.0)])
def test_scores_that_move_up_or_down_alarm_within_some_hundred_packs(
    shifted: tuple[float, float],
) -> None:
    random = np.random.default_rng(75)
    drift = after(
        ScoreDrift.begin(random.beta(1.5, 8, 500), ALARM_AT), random.beta(1.5, 8, 2000), random
    )
    assert not drift.alarms
    drift = after(drift, random.beta(*shifted, 300), random)
    assert drift.alarms


def test_after_a_long_quiet_time_it_is_as_awake_as_before() -> None:
    """What was gambled away once does not matter to the sum of fresh starts."""
    random = np.random.default_rng(76)
    drift = after(ScoreDrift.begin(random.random(500), ALARM_AT), random.random(10_000), random)
    assert drift.wealth < 0.01
    assert 0 < drift.evidence < ALARM_AT
    assert after(drift, 0.5 + random.random(300) / 2, random).alarms


@pytest.mark.parametrize("score", [float("nan"), float("inf")])
def test_a_score_that_is_none_is_refused(score: float) -> None:
    drift = ScoreDrift.begin(np.linspace(0, 1, 300), ALARM_AT)
    with pytest.raises(InvalidInput, match="finite"):
        drift.saw(score, 0.5)


@pytest.mark.parametrize(
    ("reference", "reason"), [([0.1] * 199, "at least 200"), ([float("nan")] * 300, "finite")]
)
def test_a_reference_that_says_nothing_is_refused(reference: list[float], reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        ScoreDrift.begin(reference, ALARM_AT)


def test_an_alarm_at_every_pack_is_refused() -> None:
    with pytest.raises(InvalidInput, match="alarm_at"):
        ScoreDrift.begin(np.linspace(0, 1, 300), 1.0)
