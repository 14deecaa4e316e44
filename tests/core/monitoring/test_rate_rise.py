"""Two samples of a rate: a rise is noticed, chance is not, however often is looked."""

import numpy as np
import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.core.monitoring.rate_rise import Counted, Tolerance, log_evidence_of_rise, products

SLIGHT = Tolerance(points=0.005, part=0.5)
LIMIT = float(np.log(100))


def noticed(before: Counted, rate: float, packs: int, seed: int) -> bool:
    """Whether any look at a growing sample finds a rise, up to `packs`."""
    wrongs = np.random.default_rng(seed).random(packs) < rate
    now = Counted()
    for number, wrong in enumerate(wrongs.tolist(), start=1):
        now = now.saw(wrong)
        if number % 50 == 0 and log_evidence_of_rise(before, now, SLIGHT) >= LIMIT:
            return True
    return False


def test_a_rise_far_beyond_what_is_tolerated_is_noticed_soon() -> None:
    before = Counted(100, 10_000)
    assert all(noticed(before, 0.08, 1_000, seed) for seed in range(20))


def test_the_highest_tolerated_rate_is_hardly_ever_taken_for_a_rise() -> None:
    """Also where the sample before was lucky: it is drawn anew each time. 1 % is promised."""
    generator = np.random.default_rng(5)
    wrong = 0
    for seed in range(150):
        before = Counted(int(generator.binomial(2_000, 0.02)), 2_000)
        wrong += noticed(before, 0.03, 3_000, seed)
    assert wrong <= 4


def test_a_small_sample_before_proves_less_than_a_large_one() -> None:
    now = Counted(60, 1_000)
    small, large = (Counted(n // 50, n) for n in (100, 20_000))
    assert log_evidence_of_rise(small, now, SLIGHT) < log_evidence_of_rise(large, now, SLIGHT)


@pytest.mark.parametrize("before", [Counted(), Counted(0, 10), Counted(10, 10)])
@pytest.mark.parametrize("now", [Counted(), Counted(0, 500), Counted(1, 1)])
def test_nothing_is_proven_by_next_to_nothing(before: Counted, now: Counted) -> None:
    assert log_evidence_of_rise(before, now, SLIGHT) < LIMIT / 4


def test_the_evidence_is_the_least_over_all_rates_before() -> None:
    """The grid is fine enough: no rate between its points says less."""
    before, now = Counted(37, 4_000), Counted(55, 1_500)
    finest = np.linspace(1e-4, 0.2, 200_001)
    least = float(products(before, now, SLIGHT, finest).min())
    assert log_evidence_of_rise(before, now, SLIGHT) == pytest.approx(least, abs=1e-3)


def test_shares_that_grow_and_a_tolerance_of_less_than_nothing() -> None:
    assert Counted().share is None
    assert Counted(1, 4).with_other(Counted(1, 4)).share == 0.25
    with pytest.raises(InvalidInput, match="part"):
        Tolerance(0.1, -0.5)
