"""What each threshold does to packs: counted as the verdict rules judge, at the edges as well."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.evidence.thresholds_report import EDGES, rows, spread

SCORES = some.lists(some.integers(0, 100).map(lambda hundredth: hundredth / 100), max_size=40)


def ascending(scores: list[float]) -> np.ndarray:
    return np.sort(np.array(scores, dtype=np.float64))


@given(SCORES, SCORES, SCORES)
def test_every_row_counts_as_a_pack_is_judged(
    goods: list[float], defects: list[float], others: list[float]
) -> None:
    packs = [*goods, *defects, *others]
    for row in rows(ascending(goods), ascending(defects), ascending(packs)):
        threshold = row["threshold"]
        assert row["false_rejects"] == sum(score >= threshold for score in goods)
        assert row["misses"] == sum(score <= threshold for score in defects)
        assert row["packs_not_ok"] == sum(score >= threshold for score in packs)
        assert row["packs_ok"] == sum(score <= threshold for score in packs)


@given(SCORES)
def test_every_pack_is_in_one_bin_and_a_hundredth_in_the_bin_that_it_begins(
    scores: list[float],
) -> None:
    counts = spread(ascending(scores))
    assert sum(counts) == len(scores)
    for place, count in enumerate(counts):
        low, high = EDGES[place], EDGES[place + 1]
        inside = [score for score in scores if low <= score < high or (score == high == 1)]
        assert count == len(inside)


def test_without_packs_every_interval_says_that_nothing_is_known() -> None:
    nothing = ascending([])
    for row in rows(nothing, nothing, nothing):
        assert row["false_reject_interval"] == [0.0, 1.0]
        assert row["miss_interval"] == [0.0, 1.0]


def test_an_interval_is_that_of_the_exact_binomial() -> None:
    (row,) = [one for one in rows(ascending([0.1] * 390), ascending([0.9]), ascending([])) if
              one["threshold"] == 0.5]  # fmt: skip
    assert row["false_reject_interval"] == [0.0, pytest.approx(1 - 0.025 ** (1 / 390), abs=1e-6)]
