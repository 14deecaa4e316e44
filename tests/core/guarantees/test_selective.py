"""A check that abstains: its answers are as right as promised, and as many as can be."""

from math import ceil, log2, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.bounds import upper_bound
from edge_agent.core.guarantees.selective import select

TIMES = 2000
RISK, DELTA = 0.1, 0.1


def true_risk(threshold: float) -> float:
    """Confidence is uniform and an answer wrong with chance 0.3 x (1 - confidence)."""
    return 0.3 * (1 - threshold) / 2


def test_the_promise_is_broken_in_at_most_delta_of_2000_selections() -> None:
    random = np.random.default_rng(31)
    confidence = random.random((TIMES, 800))
    wrong = random.random((TIMES, 800)) < 0.3 * (1 - confidence)
    broken = answered = 0
    for row in range(TIMES):
        chosen = select(confidence[row], wrong[row], RISK, DELTA)
        if chosen.threshold is not None:
            answered += 1
            broken += true_risk(chosen.threshold) > RISK
    assert broken / TIMES <= DELTA + 3 * sqrt(DELTA * (1 - DELTA) / TIMES)
    assert answered > TIMES * 0.95


@settings(deadline=None)
@given(
    some.lists(
        some.tuples(some.sampled_from([i / 20 for i in range(21)]), some.booleans()), min_size=1
    ),
    some.sampled_from([0.1, 0.4]),
)
def test_what_it_says_of_its_threshold_is_true(
    answers: list[tuple[float, bool]], risk: float
) -> None:
    confidence = np.array([sure for sure, _ in answers])
    wrong = np.array([mistaken for _, mistaken in answers])
    chosen = select(confidence, wrong, risk, 0.1)
    if chosen.threshold is None:
        assert (chosen.n, chosen.coverage) == (0, 0.0)
        return
    answered = confidence >= chosen.threshold
    assert (chosen.n, chosen.k) == (answered.sum(), wrong[answered].sum())
    steps = max(1, ceil(log2(len(answers))))
    assert chosen.bound == upper_bound(chosen.k, chosen.n, 0.1 / steps) <= risk
    assert chosen.coverage == chosen.n / len(answers)


def test_answers_that_are_all_right_are_all_given() -> None:
    chosen = select(np.linspace(0, 1, 1000), np.zeros(1000, dtype=bool), 0.02, 0.05)
    assert (chosen.threshold, chosen.coverage) == (0.0, 1.0)


def test_answers_that_are_all_wrong_are_never_given() -> None:
    assert select(np.ones(1000), np.ones(1000, dtype=bool), 0.02, 0.05).threshold is None


@pytest.mark.parametrize(
    ("confidence", "wrong", "reason"),
    [([], [], "no answers"), ([0.1, 0.2], [True], "2 confidences"), ([np.nan], [True], "finite")],
)
def test_answers_that_do_not_fit_are_refused(
    confidence: list[float], wrong: list[bool], reason: str
) -> None:
    with pytest.raises(InvalidInput, match=reason):
        select(np.array(confidence), np.array(wrong, dtype=np.bool_), 0.1, 0.1)
