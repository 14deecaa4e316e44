"""What k errors in n packs prove: the published table, the definition, and impossible counts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy.stats import binom, binomtest

from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.bounds import (
    interval,
    lower_bound,
    p_values,
    smallest_count,
    upper_bound,
)

SAMPLE_SIZES = {
    # alpha: ({errors: packs} at delta 5 %, the same at delta 1 %)
    0.05: ({0: 59, 1: 93, 2: 124, 5: 208}, {0: 90, 1: 130, 2: 165}),
    0.02: ({0: 149, 1: 236, 2: 313, 5: 523}, {0: 228, 1: 330, 2: 418}),
    0.01: ({0: 299, 1: 473, 2: 628, 5: 1049}, {0: 459, 1: 662, 2: 838}),
    0.005: ({0: 598, 1: 947, 2: 1258, 5: 2100}, {0: 919, 1: 1325, 2: 1678}),
    0.001: ({0: 2995, 1: 4742, 2: 6294, 5: 10511}, {0: 4603, 1: 6636, 2: 8403}),
}


@pytest.mark.parametrize("alpha", SAMPLE_SIZES)
def test_the_fewest_packs_are_those_of_the_published_table(alpha: float) -> None:
    for delta, wanted in zip((0.05, 0.01), SAMPLE_SIZES[alpha], strict=True):
        found = {errors: smallest_count(alpha, delta, errors) for errors in wanted}
        assert found == wanted


@settings(deadline=None)
@given(some.integers(0, 400), some.integers(1, 400), some.floats(0.001, 0.4))
def test_bounds_are_the_exact_ones_of_clopper_and_pearson(
    errors: int, more: int, delta: float
) -> None:
    packs = errors + more - 1 if errors else more
    exact = binomtest(errors, packs).proportion_ci(1 - delta, method="exact")
    found = interval(errors, packs, delta)
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high), abs=1e-9)


@settings(deadline=None)
@given(some.integers(0, 200), some.integers(1, 200), some.floats(0.001, 0.4))
def test_at_its_own_bound_a_count_is_exactly_as_unlikely_as_delta(
    errors: int, more: int, delta: float
) -> None:
    packs = errors + more
    assert binom.cdf(errors, packs, upper_bound(errors, packs, delta)) == pytest.approx(delta)
    if errors:
        below = lower_bound(errors, packs, delta)
        assert binom.sf(errors - 1, packs, below) == pytest.approx(delta)


def test_nothing_seen_proves_nothing_and_only_errors_prove_the_worst() -> None:
    assert upper_bound(0, 0, 0.05) == 1.0
    assert lower_bound(0, 0, 0.05) == 0.0
    assert upper_bound(7, 7, 0.05) == 1.0


@settings(deadline=None)
@given(some.floats(0.002, 0.5), some.floats(0.001, 0.3), some.integers(0, 8))
def test_one_pack_fewer_would_not_do(alpha: float, delta: float, errors: int) -> None:
    packs = smallest_count(alpha, delta, errors)
    assert upper_bound(errors, packs, delta) <= alpha + 1e-9
    if packs - 1 > errors:
        assert upper_bound(errors, packs - 1, delta) > alpha - 1e-9


def test_p_values_are_the_binomial_distribution() -> None:
    errors = np.arange(0, 30)
    assert p_values(errors, 1000, 0.01) == pytest.approx(binom.cdf(errors, 1000, 0.01))


@pytest.mark.parametrize(("errors", "packs"), [(-1, 10), (11, 10)])
def test_impossible_counts_are_refused(errors: int, packs: int) -> None:
    with pytest.raises(InvalidInput, match=f"{errors} errors in {packs} packs"):
        upper_bound(errors, packs, 0.05)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, float("nan")])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(InvalidInput, match="delta"):
        upper_bound(0, 10, share)
    with pytest.raises(InvalidInput, match="alpha"):
        smallest_count(share, 0.05)


def test_a_rate_that_no_plant_can_prove_is_refused() -> None:
    with pytest.raises(InvalidInput, match="cannot be proven"):
        smallest_count(1e-13, 0.05)
