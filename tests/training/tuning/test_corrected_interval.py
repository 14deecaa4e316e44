"""The interval of a cross-validation: by its definition, and by whether it holds the truth."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import t as student

from edge_agent.core.errors import InvalidInput
from training.tuning.corrected_interval import Interval, corrected_interval

FOLDS = 5
ITEMS = 40
Places = NDArray[np.float64]
Kinds = NDArray[np.int64]
LOSSES = st.lists(st.floats(-100, 100), min_size=2, max_size=20)


@given(LOSSES, st.floats(0.01, 2))
def test_the_interval_is_what_its_definition_says(losses: list[float], share: float) -> None:
    found = corrected_interval(losses, share)
    deviation = np.std(losses, ddof=1) * sqrt(1 / len(losses) + share)
    reach = student.ppf(0.975, len(losses) - 1) * deviation
    assert found.mean == pytest.approx(np.mean(losses), abs=1e-9)
    assert found.low == pytest.approx(np.mean(losses) - reach, abs=1e-6)
    assert found.high == pytest.approx(np.mean(losses) + reach, abs=1e-6)


@given(LOSSES, st.floats(0.01, 2), st.floats(-50, 50), st.floats(0.1, 10))
def test_it_moves_and_grows_with_the_scores(
    losses: list[float], share: float, moved: float, grown: float
) -> None:
    plain = corrected_interval(losses, share)
    other = corrected_interval([one * grown + moved for one in losses], share)
    assert other.low == pytest.approx(plain.low * grown + moved, abs=1e-5)
    assert other.high == pytest.approx(plain.high * grown + moved, abs=1e-5)


def test_five_even_folds_by_hand() -> None:
    # mean 3, s^2 2.5; 2.5 * (0.2 + 0.25) = 1.125; t(4) = 2.776445
    found = corrected_interval([1, 2, 3, 4, 5], 1 / 4)
    assert found.mean == 3
    assert found.high == pytest.approx(3 + 2.776445 * sqrt(1.125), abs=1e-5)
    assert found.holds(found.low)
    assert found.holds(found.high)
    assert not found.holds(found.high + 1e-6)


@pytest.mark.parametrize(("losses", "share"), [([1.0], 0.25), ([], 0.25), ([1.0, 2.0], 0.0)])
def test_too_little_for_an_interval_is_refused(losses: list[float], share: float) -> None:
    with pytest.raises(InvalidInput, match="at least two scores"):
        corrected_interval(losses, share)


def test_the_naive_interval_is_too_narrow_and_the_corrected_one_about_right() -> None:
    """Nearest neighbour on drawn data: what is estimated is the error of learning, on new data."""
    rng = np.random.default_rng(8)
    runs = [cross_validated_nearest(rng) for _ in range(400)]
    truth = float(np.mean([fresh_error(rng) for _ in range(800)]))
    naive = np.mean([naive_interval(one).holds(truth) for one in runs])
    corrected = np.mean([corrected_interval(one, 1 / (FOLDS - 1)).holds(truth) for one in runs])
    assert naive < 0.90
    assert 0.92 <= corrected <= 0.98
    assert corrected > naive + 0.05


def naive_interval(losses: Sequence[float]) -> Interval:
    """As if folds were independent."""
    mean, deviation = float(np.mean(losses)), float(np.std(losses, ddof=1))
    reach = float(student.ppf(0.975, len(losses) - 1)) * deviation / sqrt(len(losses))
    return Interval(mean, mean - reach, mean + reach)


def cross_validated_nearest(rng: np.random.Generator) -> list[float]:
    """The error of each fold; items are independent, so they need no groups."""
    places, kinds = drawn(rng, ITEMS)
    fold = np.arange(ITEMS) % FOLDS
    return [
        error(places[fold != one], kinds[fold != one], places[fold == one], kinds[fold == one])
        for one in range(FOLDS)
    ]


def fresh_error(rng: np.random.Generator) -> float:
    """Of one model, learned from as many items as in a fold, on many new ones."""
    learned, fresh = drawn(rng, ITEMS - ITEMS // FOLDS), drawn(rng, 500)
    return error(*learned, *fresh)


def drawn(rng: np.random.Generator, count: int) -> tuple[Places, Kinds]:
    kinds = rng.integers(0, 2, count)
    return rng.normal(0, 1, (count, 2)) + kinds[:, None], kinds


def error(known: Places, kinds: Kinds, asked: Places, true: Kinds) -> float:
    """Of calling each place what its nearest known one is."""
    apart = ((asked[:, None] - known[None]) ** 2).sum(axis=-1)
    return float((kinds[apart.argmin(axis=1)] != true).mean())
