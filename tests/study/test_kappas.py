"""Kappas against values worked by hand and against statsmodels and scikit-learn."""

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

from edge_agent.core.study.result import Share
from edge_agent.study.kappas import cohen, fleiss

Called = NDArray[np.bool_]


def columns(*cells: tuple[bool, bool, int]) -> tuple[Called, Called]:
    """Two appraisers with one trial: (first, second, how often)."""
    first = [one for one, _, count in cells for _ in range(count)]
    second = [two for _, two, count in cells for _ in range(count)]
    return np.array(first)[:, None], np.array(second)[:, None]


def test_cohen_by_hand() -> None:
    """20, 5, 10, 15 of 50: agreed 0.7, by chance 0.6 x 0.5 + 0.4 x 0.5 = 0.5, so 0.4."""
    found = cohen(
        *columns((True, True, 20), (True, False, 5), (False, True, 10), (False, False, 15))
    )
    assert found is not None
    assert found.value == pytest.approx(0.4)
    assert found.low < 0.4 < found.high


def test_fleiss_by_hand() -> None:
    """Four packs, three raters, 3 2 1 0 calls: agreed (1 + 1/3 + 1/3 + 1) / 4 = 2/3, chance 1/2."""
    called = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0]], bool)
    found = fleiss(called)
    assert found is not None
    assert found.value == pytest.approx(1 / 3, abs=1e-4)


def test_worse_than_chance_is_negative() -> None:
    found = cohen(*columns((True, False, 10), (False, True, 10)))
    assert found is not None
    assert found.value == -1.0


def simulated(seed: int, packs: int, trials: int) -> tuple[Called, Called]:
    random = np.random.default_rng(seed)
    truth = np.repeat(random.random(packs)[:, None] < 0.5, trials, axis=1)
    return truth, truth ^ (random.random((packs, trials)) < 0.15)


@pytest.mark.parametrize("seed", range(5))
def test_cohen_is_what_scikit_learn_says(seed: int) -> None:
    truth, called = simulated(seed, 50, 3)
    found = cohen(truth, called)
    assert found is not None
    assert found.value == pytest.approx(cohen_kappa_score(truth.ravel(), called.ravel()), abs=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_where_every_answer_is_a_pack_of_its_own_the_interval_is_statsmodels_own(seed: int) -> None:
    truth, called = simulated(seed, 150, 1)
    found = cohen(truth, called)
    table = [[np.sum((truth == i) & (called == j)) for j in (0, 1)] for i in (0, 1)]
    asymptotic = cohens_kappa(np.array(table))
    assert found is not None
    assert found.low == pytest.approx(asymptotic.kappa_low, abs=0.03)
    assert found.high == pytest.approx(asymptotic.kappa_upp, abs=0.03)


def test_answers_that_hang_together_by_pack_have_a_wider_interval() -> None:
    truth, called = simulated(3, 50, 1)
    once, thrice = cohen(truth, called), cohen(truth.repeat(3, axis=1), called.repeat(3, axis=1))
    assert once is not None
    assert thrice is not None
    assert (thrice.low, thrice.high) == pytest.approx((once.low, once.high), abs=0.01)


def test_without_any_disagreement_the_interval_still_has_a_width() -> None:
    truth, _ = simulated(1, 50, 3)
    for found in (cohen(truth, truth), fleiss(truth)):
        assert found is not None
        assert found.value == found.high == 1.0
        assert found.low == pytest.approx(0.86, abs=0.01)


@pytest.mark.parametrize("said", [True, False])
def test_the_same_answer_throughout_says_nothing(said: bool) -> None:
    same = np.full((50, 3), said)
    assert cohen(same, same) is None
    assert fleiss(same) is None


def test_one_trial_says_nothing_of_oneself() -> None:
    assert fleiss(simulated(1, 50, 1)[0]) is None


def test_the_intervals_of_shares_are_statsmodels_exact_ones() -> None:
    for share in (Share(1, 48), Share(4, 102), Share(45, 50), Share(0, 25), Share(25, 25)):
        low, high = proportion_confint(share.k, share.n, method="beta")
        assert share.interval.low == pytest.approx(np.nan_to_num(low), abs=1e-9)
        assert share.interval.high == pytest.approx(1.0 if np.isnan(high) else high, abs=1e-9)
