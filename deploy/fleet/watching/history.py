"""How every stream went, as means of portions: since when it is otherwise, and at once or slowly.

Memory of fixed size: where it is full, the older half is told by means of twice as many packs each.
What lies before and after a change of lot is never put together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MOST_ROWS: Final = 64
CLEARLY_SLOW: Final = 0.85
"""A slope is believed where it leaves less than this share of what a step leaves."""
AS_GOOD: Final = 10.0
"""Over the number of rows: a share by which what is left may be more by luck (about 3 sigmas)."""
FEWEST_SLOW: Final = 3
"""Rows after the turn below which nothing is called slow."""


class Row(NamedTuple):
    """Packs that came one after the other."""

    begins_s: float
    """Since 1970, in the station's time."""
    ends_s: float
    packs: int
    is_new_lot: bool
    """Its first pack is the first of another lot."""
    means: tuple[float | None, ...]
    """Of each stream, in the order in which they came up; shorter before the last of them did."""


class Shape(StrEnum):
    STEP = "step"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a stream left what is usual."""

    row: int
    """The first that is otherwise."""
    shape: Shape
    is_at_new_lot: bool
    """The row is the first of a lot."""
    now: float
    """Mean since then where it was a step, else of the last rows."""


@dataclass(frozen=True, slots=True)
class History:
    rows: tuple[Row, ...] = ()

    def with_row(self, row: Row) -> Self:
        rows = (*self.rows, row)
        if len(rows) > MOST_ROWS:
            half = MOST_ROWS // 2
            rows = (*in_pairs(rows[:half]), *rows[half:])
        return type(self)(rows)

    def turn(self, stream: int, usual: float, since_s: float = 0.0) -> Turn | None:
        """Not before `since_s`; None where nothing of this stream is remembered since then."""
        rows = [
            place
            for place, row in enumerate(self.rows)
            if mean_of(row, stream) is not None and row.ends_s > since_s
        ]
        if not rows:
            return None
        means = np.array([mean_of(self.rows[i], stream) for i in rows], dtype=np.float64)
        packs = np.array([self.rows[i].packs for i in rows], dtype=np.float64)
        lots = np.array([self.rows[i].is_new_lot for i in rows])
        step, step_off = best_step(means, packs, usual, lots)
        slope, slope_off = best_slope(means, packs, usual)
        if len(rows) - slope >= FEWEST_SLOW and slope_off < CLEARLY_SLOW * step_off:
            now = float(means[-FEWEST_SLOW:].mean())
            return Turn(rows[slope], Shape.SLOW, bool(lots[slope]), now)
        now = float(np.average(means[step:], weights=packs[step:]))
        return Turn(rows[step], Shape.STEP, bool(lots[step]), now)

    def points(self, stream: int, row: int) -> tuple[list[float], list[float]]:
        """Middles of the rows from `row` on in packs, and means of the stream."""
        x, y, before = [], [], 0.0
        for one in self.rows[row:]:
            mean = mean_of(one, stream)
            if mean is not None:
                x.append(before + one.packs / 2)
                y.append(mean)
            before += one.packs
        return x, y

    def packs_per_s(self, row: int) -> float:
        """Of the rows from `row` on, stops included; 0 where they took no time."""
        rows = self.rows[row:]
        took_s = rows[-1].ends_s - rows[0].begins_s
        return sum(one.packs for one in rows) / took_s if took_s > 0 else 0.0


def mean_of(row: Row, stream: int) -> float | None:
    return row.means[stream] if stream < len(row.means) else None


def in_pairs(rows: Sequence[Row]) -> list[Row]:
    found: list[Row] = []
    is_single = False
    for row in rows:
        if is_single and not row.is_new_lot:
            found[-1], is_single = together(found[-1], row), False
        else:
            found.append(row)
            is_single = True
    return found


def together(one: Row, other: Row) -> Row:
    packs = one.packs + other.packs
    means = tuple(
        pooled((mean_of(one, i), one.packs), (mean_of(other, i), other.packs))
        for i in range(len(other.means))
    )
    return Row(one.begins_s, other.ends_s, packs, one.is_new_lot, means)


def pooled(*means: tuple[float | None, int]) -> float | None:
    known = [(mean, packs) for mean, packs in means if mean is not None]
    total = sum(packs for _, packs in known)
    return sum(mean * packs for mean, packs in known) / total if total else None


def best_step(
    means: Floats, packs: Floats, usual: float, lots: NDArray[np.bool_]
) -> tuple[int, float]:
    """From which row on it is another mean, and the squared distance that is left.

    Noise moves the best row about; where the beginning of a lot explains the step as well, but for
    what luck does, it began there.
    """
    before = np.concatenate(([0.0], np.cumsum(packs * (means - usual) ** 2)))[:-1]
    weight, summed = after(packs), after(packs * means)
    squares = after(packs * means**2)
    left = np.maximum(before + squares - summed**2 / weight, 0.0)
    row, least = int(np.argmin(left)), float(left.min())
    as_good = lots & (left <= least * (1 + AS_GOOD / len(left)))
    return (int(np.argmin(np.where(as_good, left, np.inf))) if as_good.any() else row), least


def best_slope(means: Floats, packs: Floats, usual: float) -> tuple[int, float]:
    """From which row on it leaves the usual mean along a straight line."""
    ends, off = np.cumsum(packs), means - usual
    run = np.maximum((ends - packs / 2)[None, :] - (ends - packs)[:, None], 0.0)
    slopes = (run * packs * off).sum(axis=1) / (run**2 * packs).sum(axis=1)
    left = (packs * (off - slopes[:, None] * run) ** 2).sum(axis=1)
    row = int(np.argmin(left))
    return row, float(left[row])


def after(values: Floats) -> Floats:
    """Sums from each place to the end."""
    return np.asarray(np.cumsum(values[::-1])[::-1])
