"""Posteriors against brute force: every path of every small case is written out."""

from collections import defaultdict
from itertools import groupby, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from numpy.typing import NDArray

from edge_agent.inspection.ctc import (
    BLANK,
    Classes,
    LogShares,
    best_path,
    contest,
    one_change,
    text_log_share,
)

CLASS_COUNT = 4
Text = tuple[int, ...]


def posteriors(seed: int, steps: int, sharpness: float) -> LogShares:
    values = sharpness * np.random.default_rng(seed).standard_normal((steps, CLASS_COUNT))
    values -= np.log(np.exp(values).sum(axis=1, keepdims=True))
    return np.asarray(values, np.float32)


def all_texts(log_shares: LogShares) -> dict[Text, float]:
    """Probability of each text, path by path."""
    shares = np.exp(log_shares.astype(np.float64))
    found: defaultdict[Text, float] = defaultdict(float)
    for path in product(range(CLASS_COUNT), repeat=len(shares)):
        text = tuple(one for one, _ in groupby(path) if one != BLANK)
        found[text] += float(np.prod([shares[i, one] for i, one in enumerate(path)]))
    return found


def as_classes(text: Text) -> Classes:
    return np.array(text, np.int64)


def agree(logs: NDArray[np.float64], shares: list[float]) -> None:
    np.testing.assert_allclose(np.exp(logs), shares, rtol=1e-5, atol=1e-12)


cases = given(
    seed=some.integers(0, 10_000),
    steps=some.integers(1, 5),
    sharpness=some.floats(0.1, 6.0),
    text=some.lists(some.integers(1, CLASS_COUNT - 1), max_size=4).map(tuple),
)


@settings(max_examples=60, deadline=None)
@cases
def test_a_text_is_as_probable_as_all_its_paths_together(
    seed: int, steps: int, sharpness: float, text: Text
) -> None:
    log_shares = posteriors(seed, steps, sharpness)
    log_share = text_log_share(log_shares, as_classes(text))
    agree(np.array([log_share]), [all_texts(log_shares).get(text, 0.0)])


@settings(max_examples=60, deadline=None)
@cases
def test_every_text_with_one_change_is_as_probable_as_its_paths(
    seed: int, steps: int, sharpness: float, text: Text
) -> None:
    log_shares = posteriors(seed, steps, sharpness)
    truth = all_texts(log_shares)
    changes = one_change(log_shares, as_classes(text))
    for i in range(len(text)):
        others = [(*text[:i], one, *text[i + 1 :]) for one in range(1, CLASS_COUNT)]
        wanted = [0.0 if other == text else truth.get(other, 0.0) for other in others]
        agree(changes.replaced[i, 1:], wanted)
        agree(changes.dropped[i : i + 1], [truth.get(text[:i] + text[i + 1 :], 0.0)])
    for i in range(len(text) + 1):
        others = [(*text[:i], one, *text[i:]) for one in range(1, CLASS_COUNT)]
        agree(changes.inserted[i, 1:], [truth.get(other, 0.0) for other in others])


@settings(max_examples=60, deadline=None)
@cases
def test_no_text_with_one_change_beats_the_best_competitor(
    seed: int, steps: int, sharpness: float, text: Text
) -> None:
    log_shares = posteriors(seed, steps, sharpness)
    changes = one_change(log_shares, as_classes(text))
    found = contest(log_shares, as_classes(text))
    best = found.rival
    agree(np.array([found.log_share]), [all_texts(log_shares).get(text, 0.0)])
    assert tuple(best.classes) != text
    agree(np.array([best.log_share]), [all_texts(log_shares).get(tuple(best.classes), 0.0)])
    for logs in (changes.replaced, changes.inserted, changes.dropped):
        assert not np.any(logs > best.log_share + 1e-9)


def test_the_best_path_merges_repeats_and_drops_blanks() -> None:
    path = [1, 1, 0, 1, 2, 2, 0, 0, 3]
    log_shares = np.log(np.full((len(path), CLASS_COUNT), 0.1, np.float32))
    log_shares[np.arange(len(path)), path] = np.log(0.7)
    log_shares[4, 2] = np.log(0.4)
    read = best_path(log_shares)
    assert read.classes.tolist() == [1, 1, 2, 3]
    assert read.confidences.tolist() == pytest.approx([0.7, 0.7, 0.7, 0.7])


def test_a_line_without_characters_reads_as_nothing() -> None:
    log_shares = np.full((5, CLASS_COUNT), -9.0, np.float32)
    log_shares[:, BLANK] = -0.001
    assert best_path(log_shares).classes.size == 0
    assert text_log_share(log_shares, as_classes(())) == pytest.approx(-0.005)


def test_long_lines_neither_underflow_nor_lose_their_order() -> None:
    log_shares = posteriors(5, 400, 9.0)
    read = best_path(log_shares).classes
    assert np.isfinite(text_log_share(log_shares, read))
    assert np.isfinite(contest(log_shares, read).rival.log_share)
