"""What a recommendation is expected to miss: beside MAPIE, and over 2,000 calibrations."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from mapie.risk_control.methods import find_best_predict_param, get_r_hat_plus
from scipy.stats import beta

from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.bounds import Floats
from edge_agent.core.guarantees.calibration import Calibration
from edge_agent.core.guarantees.learn_then_test import CANDIDATES
from edge_agent.core.guarantees.risk_control import recommend_from

DEFECT_SCORES = beta(3, 1.5)


def calibration(defects: Floats) -> Calibration:
    return Calibration(np.zeros(1), np.sort(defects), blocks=5, simulated=False)


def test_the_expected_miss_rate_is_at_most_alpha() -> None:
    random = np.random.default_rng(21)
    missed = []
    for _ in range(2000):
        found = recommend_from(calibration(DEFECT_SCORES.rvs(80, random_state=random)), 0.05)
        assert found.threshold is not None
        missed.append(DEFECT_SCORES.cdf(found.threshold))
    assert np.mean(missed) <= 0.05 + 3 * np.std(missed) / sqrt(len(missed))
    assert np.mean(missed) > 0.02  # it does not buy that by recommending everything


@settings(deadline=None)
@given(some.lists(some.floats(0, 1), min_size=25, max_size=200), some.sampled_from([0.05, 0.13]))
def test_mapie_finds_the_same_threshold(scores: list[float], alpha: float) -> None:
    """MAPIE keeps risks below alpha where we keep those up to it: the sliver makes them one."""
    defects = np.array(scores)
    losses = (defects[:, None] < CANDIDATES[None]).astype(float)
    _, inflated = get_r_hat_plus(losses, CANDIDATES, "crc", None, None, None)
    found = recommend_from(calibration(defects), alpha)
    if found.threshold is None:
        assert inflated[0] > alpha
    elif inflated[0] < inflated[-1]:  # a risk that never changes has no direction for MAPIE
        sliver = np.array([alpha + 1e-9])
        assert found.threshold == find_best_predict_param(CANDIDATES, inflated, sliver)[0]


def test_with_too_few_defects_it_says_how_many_more_it_takes() -> None:
    few = recommend_from(calibration(np.ones(10)), 0.05)
    assert (few.threshold, few.more_packs) == (None, 9)
    assert recommend_from(calibration(np.ones(18)), 0.05).threshold is None
    assert recommend_from(calibration(np.ones(19)), 0.05).threshold == 0.99


def test_defects_below_every_candidate_are_counted_as_missed() -> None:
    blind = recommend_from(calibration(np.zeros(100)), 0.05)
    assert (blind.threshold, blind.n, blind.k) == (None, 100, 100)
    assert blind.more_packs == 101 * 20 - 1 - 100


def test_an_alpha_that_is_no_share_is_refused() -> None:
    with pytest.raises(InvalidInput, match="alpha"):
        recommend_from(calibration(np.ones(100)), 1.0)
