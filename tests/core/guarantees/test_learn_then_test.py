"""Both thresholds keep their promise: by definition, beside MAPIE, and over 2,000 calibrations."""

from itertools import pairwise
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from mapie.risk_control._base_controller import ltt_procedure
from scipy.stats import beta

from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.bounds import Floats, smallest_count
from edge_agent.core.guarantees.calibration import Calibration
from edge_agent.core.guarantees.learn_then_test import (
    CANDIDATES,
    Promise,
    Risk,
    choose_thresholds,
)
from edge_agent.core.packs import Verdict

TIMES = 2000
GOOD_SCORES, DEFECT_SCORES = beta(1.2, 8), beta(5, 1.5)
PROMISE = Promise(false_reject=0.01, miss=0.03, delta=0.05)


def calibration(goods: Floats, defects: Floats) -> Calibration:
    return Calibration(np.sort(goods), np.sort(defects), blocks=5, simulated=False)


def drawn(random: np.random.Generator, goods: int, defects: int) -> Calibration:
    return calibration(
        GOOD_SCORES.rvs(goods, random_state=random), DEFECT_SCORES.rvs(defects, random_state=random)
    )


def test_the_promise_is_broken_in_at_most_delta_of_2000_calibrations() -> None:
    random = np.random.default_rng(11)
    broken = 0
    for _ in range(TIMES):
        chosen = choose_thresholds(drawn(random, 1500, 600), PROMISE)
        assert chosen.not_ok_from.threshold is not None
        assert chosen.ok_up_to.threshold is not None
        false_reject = GOOD_SCORES.sf(chosen.not_ok_from.threshold)
        miss = DEFECT_SCORES.cdf(chosen.ok_up_to.threshold)
        broken += bool(false_reject > PROMISE.false_reject or miss > PROMISE.miss)
    slack = 3 * sqrt(PROMISE.delta * (1 - PROMISE.delta) / TIMES)
    assert broken / TIMES <= PROMISE.delta + slack
    assert broken > 0  # neither so strict that nothing is ever risked


def test_the_thresholds_that_merely_look_right_break_the_promise_far_more_often() -> None:
    random = np.random.default_rng(12)
    broken = 0
    for _ in range(500):
        goods = GOOD_SCORES.rvs(3000, random_state=random)
        rates = np.array([(goods >= candidate).mean() for candidate in CANDIDATES])
        permissive = CANDIDATES[int(np.argmax(rates <= PROMISE.false_reject))]
        broken += bool(GOOD_SCORES.sf(permissive) > PROMISE.false_reject)
    assert broken / 500 > 3 * PROMISE.delta


@settings(deadline=None)
@given(
    some.lists(some.floats(0, 1), min_size=1, max_size=400),
    some.sampled_from([0.02, 0.05, 0.2]),
    some.sampled_from([0.02, 0.1, 0.3]),
)
def test_mapie_accepts_the_same_candidates(scores: list[float], alpha: float, delta: float) -> None:
    """MAPIE takes rates and rounds their count up, hence the sliver below each count."""
    ends = np.array([*scores, 0.0])
    found = choose_thresholds(
        calibration(ends, ends), Promise(alpha, alpha, delta), CANDIDATES
    ).not_ok_from
    errors = np.array([(ends >= candidate).sum() for candidate in CANDIDATES])
    rates = np.maximum(errors - 1e-6, 0) / len(ends)
    if rates.min() == rates.max():
        return  # MAPIE's fixed sequence refuses a risk that never changes
    counts = np.full((1, len(CANDIDATES)), len(ends))
    alphas = np.array([[alpha]])
    valid, _ = ltt_procedure(
        rates[None], alphas, delta / 2, counts, binary=True, fwer_method="fixed_sequence"
    )
    wanted = min((CANDIDATES[index] for index in valid[0]), default=None)
    assert found.threshold == wanted


@settings(deadline=None)
@given(
    some.lists(some.floats(0, 1), max_size=300),
    some.lists(some.floats(0, 1), max_size=300),
    some.sampled_from([0.02, 0.2, 0.6]),
)
def test_the_thresholds_never_cross_and_their_evidence_is_true(
    goods: list[float], defects: list[float], alpha: float
) -> None:
    chosen = choose_thresholds(
        calibration(np.array(goods), np.array(defects)), Promise(alpha, alpha, 0.1)
    )
    low, high = chosen.ok_up_to, chosen.not_ok_from
    if low.threshold is not None and high.threshold is not None:
        assert low.threshold <= high.threshold
    if high.threshold is not None:
        assert high.k == sum(score >= high.threshold for score in goods)
        assert high.bound <= alpha + 1e-9
    if low.threshold is not None:
        assert low.k == sum(score <= low.threshold for score in defects)
        assert low.bound <= alpha + 1e-9
    assert (high.n, low.n) == (len(goods), len(defects))


def test_scores_that_separate_leave_nothing_unsure() -> None:
    chosen = choose_thresholds(
        calibration(np.full(1000, 0.02), np.full(1000, 0.98)), Promise(0.01, 0.01)
    )
    assert chosen.not_ok_from.threshold == 0.03
    assert chosen.ok_up_to.threshold == 0.03
    verdicts = [chosen.verdict(score) for score in (0.02, 0.03, 0.98)]
    assert verdicts == [Verdict.OK, Verdict.NOT_OK, Verdict.NOT_OK]


def test_between_the_thresholds_a_pack_is_unsure() -> None:
    random = np.random.default_rng(3)
    goods, defects = random.uniform(0, 0.7, 3000), random.uniform(0.3, 1, 3000)
    chosen = choose_thresholds(calibration(goods, defects), Promise(0.01, 0.01))
    assert chosen.verdict(0.5) is Verdict.UNSURE
    assert chosen.verdict(0.2) is Verdict.OK
    assert chosen.verdict(0.8) is Verdict.NOT_OK


def test_with_too_few_packs_it_says_how_many_more_it_takes() -> None:
    chosen = choose_thresholds(
        calibration(np.zeros(300), np.ones(0)), Promise(0.01, 0.005, delta=0.05)
    )
    assert chosen.not_ok_from.threshold is None
    assert chosen.not_ok_from.more_packs == smallest_count(0.01, 0.025) - 300
    assert chosen.ok_up_to.more_packs == smallest_count(0.005, 0.025)
    assert f"{chosen.not_ok_from.more_packs} more good packs" in chosen.not_ok_from.sentence
    assert "more defective packs" in chosen.ok_up_to.sentence
    assert chosen.verdict(1.0) is Verdict.UNSURE


def test_as_many_packs_as_it_asked_for_are_enough() -> None:
    few = choose_thresholds(calibration(np.zeros(100), np.ones(0)), Promise(0.01, 0.01))
    enough = 100 + few.not_ok_from.more_packs
    for packs, is_chosen in ((enough - 1, False), (enough, True)):
        again = choose_thresholds(calibration(np.zeros(packs), np.ones(0)), Promise(0.01, 0.01))
        assert (again.not_ok_from.threshold is not None) is is_chosen


def test_a_chosen_threshold_states_its_numbers() -> None:
    found = choose_thresholds(
        calibration(np.zeros(500), np.ones(500)), Promise(0.01, 0.02)
    ).ok_up_to
    assert (found.risk, found.n, found.k, found.alpha, found.delta) == (
        Risk.MISS, 500, 0, 0.02, 0.025,
    )  # fmt: skip
    assert found.sentence == (
        "miss <= 2.000% at 0.01 with confidence 97.50%: 0 errors in 500 defective packs"
    )


def test_more_packs_never_make_the_thresholds_stricter_on_average() -> None:
    random = np.random.default_rng(5)
    means = []
    for packs in (500, 1000, 4000):
        chosen = [choose_thresholds(drawn(random, packs, packs), PROMISE) for _ in range(50)]
        means.append(np.mean([found.not_ok_from.threshold or 1.0 for found in chosen]))
    assert all(later <= before for before, later in pairwise(means))


@pytest.mark.parametrize(
    ("candidates", "reason"),
    [([], "no candidate"), ([0.2, 0.1], "ascend"), ([0.1, 0.1], "ascend"), ([0.5, 1.5], "lie in")],
)
def test_candidates_that_are_no_order_are_refused(candidates: list[float], reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        choose_thresholds(
            calibration(np.zeros(9), np.ones(9)), PROMISE, np.array(candidates, dtype=np.float64)
        )


def test_a_promise_of_no_error_at_all_is_refused() -> None:
    with pytest.raises(InvalidInput, match="miss 0"):
        Promise(false_reject=0.01, miss=0.0)
