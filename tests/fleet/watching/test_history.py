"""A history of fixed size still knows since when a stream is otherwise, and at once or slowly."""

import numpy as np
import pytest

from deploy.fleet.watching.history import MOST_ROWS, History, Row, Shape, mean_of


def history(means: list[float], lots: dict[int, bool] | None = None) -> History:
    found = History()
    for place, mean in enumerate(means):
        is_new = bool(lots and lots.get(place))
        found = found.with_row(Row(place * 10.0, place * 10.0 + 9, 25, is_new, (mean,)))
    return found


def noisy(means: list[float], seed: int = 1) -> list[float]:
    off = np.random.default_rng(seed).normal(0, 0.05, len(means))
    return [mean + by for mean, by in zip(means, off.tolist(), strict=True)]


@pytest.mark.parametrize("seed", range(5))
def test_a_step_is_found_where_it_was(seed: int) -> None:
    turn = history(noisy([4.0] * 30 + [3.0] * 10, seed)).turn(0, 4.0)
    assert turn is not None
    assert (turn.row, turn.shape) == (30, Shape.STEP)
    assert turn.now == pytest.approx(3.0, abs=0.1)


@pytest.mark.parametrize("seed", range(5))
def test_a_slope_is_slow_and_begins_about_where_it_did(seed: int) -> None:
    falling = [4.0 - 0.1 * step for step in range(12)]
    turn = history(noisy([4.0] * 30 + falling, seed)).turn(0, 4.0)
    assert turn is not None
    assert turn.shape is Shape.SLOW
    assert 27 <= turn.row <= 34


def test_what_was_before_is_not_looked_at() -> None:
    turn = history([4.0] * 10 + [3.0] * 5 + [4.0] * 10 + [3.5] * 5).turn(0, 4.0, since_s=155.0)
    assert turn is not None
    assert turn.row == 25


def test_a_stream_that_nobody_saw_has_no_turn() -> None:
    assert history([4.0] * 5).turn(1, 4.0) is None


def test_its_size_is_fixed_and_no_pack_is_forgotten() -> None:
    found = history([float(place) for place in range(500)])
    assert len(found.rows) <= MOST_ROWS
    assert sum(row.packs for row in found.rows) == 500 * 25
    whole = sum((mean_of(row, 0) or 0.0) * row.packs for row in found.rows) / (500 * 25)
    assert whole == pytest.approx(499 / 2)


def test_lots_are_never_put_together() -> None:
    found = history([4.0] * 10 + [3.0] * 400, {10: True})
    before = [row for row in found.rows if row.begins_s < 100]
    assert all(row.means == (4.0,) for row in before)
    turn = found.turn(0, 4.0)
    assert turn is not None
    assert turn.is_at_new_lot


@pytest.mark.parametrize("seed", range(20))
def test_a_step_with_a_lot_is_found_there_in_spite_of_noise(seed: int) -> None:
    means = noisy([4.0] * 30 + [3.93] * 20, seed)
    turn = history(means, {30: True, 45: True}).turn(0, 4.0)
    assert turn is not None
    assert (turn.row, turn.is_at_new_lot) == (30, True)


@pytest.mark.parametrize("seed", range(20))
def test_a_clear_step_beside_a_lot_is_not_of_the_lot(seed: int) -> None:
    turn = history(noisy([4.0] * 33 + [3.0] * 8, seed), {30: True}).turn(0, 4.0)
    assert turn is not None
    assert (turn.row, turn.is_at_new_lot) == (33, False)


def test_the_pace_counts_stops() -> None:
    assert history([1.0] * 4).packs_per_s(0) == pytest.approx(100 / 39)
