"""A control chart of a share of packs, over subgroups of different sizes. Pure.

Shewhart's p chart: the centre is the share of all packs together, the limits lie three standard
deviations of a binomial share from it, wider where a subgroup has fewer packs (NIST/SEMATECH
e-Handbook of Statistical Methods, 6.3.3.2; ISO 7870-2).

Packs of a belt come in clumps: a dull print head makes hundreds of like ones. Where the shares
vary more than luck explains (Pearson's chi-square over the subgroups, at 1 %), the limits are those
of Laney's p' chart: times the variation from subgroup to subgroup (D. B. Laney, Improved control
charts for attributes, Quality Engineering 14, 2002). So a busy line does not cry wolf all the time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import sqrt
from typing import Final

from scipy.special import chdtrc

FEWEST_SUBGROUPS: Final = 8
"""With fewer there are no limits; the handbooks want 20 to 25 for limits that shall last."""
OVERDISPERSED_BELOW: Final = 0.01
"""Chance of such variation by luck."""
MEAN_RANGE_TO_SIGMA: Final = 1.128
"""d2 for ranges of two (ISO 7870-2, table of factors)."""
SIGMAS: Final = 3.0
RUN: Final = 9
"""Points in a row on one side of the centre (Nelson's second rule)."""
FEWEST_EXPECTED: Final = 5.0
"""Packs in a subgroup below which a binomial share is no bell curve."""


class Limits(StrEnum):
    NONE = "none"
    SHEWHART = "shewhart"
    LANEY = "laney"


class Signal(StrEnum):
    """Why a point is not what luck makes."""

    ABOVE = "above"
    BELOW = "below"
    RUN_ABOVE = "run_above"
    RUN_BELOW = "run_below"


@dataclass(frozen=True, slots=True)
class Subgroup:
    packs: int
    hits: int
    """Of these, so many were what is charted."""


@dataclass(frozen=True, slots=True)
class Point:
    share: float
    low: float | None
    """The limits at this subgroup's size; None where there are none."""
    high: float | None
    signal: Signal | None
    is_rough: bool
    """Too few packs for its limits to be exact."""


@dataclass(frozen=True, slots=True)
class PChart:
    points: tuple[Point, ...]
    """One for each subgroup, in its order."""
    centre: float | None
    """None without packs."""
    limits: Limits
    sigma_z: float | None
    """How many times wider the shares vary than luck; None without limits."""


def p_chart(subgroups: Sequence[Subgroup]) -> PChart:
    """ValueError for a subgroup without packs, or with more hits than packs."""
    if any(not 0 <= one.hits <= one.packs or one.packs == 0 for one in subgroups):
        raise ValueError("every subgroup has packs, and no more hits than packs")
    packs = sum(one.packs for one in subgroups)
    if packs == 0:
        return PChart((), None, Limits.NONE, None)
    centre = sum(one.hits for one in subgroups) / packs
    limits, sigma_z = limits_for(subgroups, centre)
    points = [point(one, centre, limits, sigma_z or 1.0) for one in subgroups]
    return PChart(tuple(with_runs(points, centre, limits)), centre, limits, sigma_z)


def limits_for(subgroups: Sequence[Subgroup], centre: float) -> tuple[Limits, float | None]:
    if len(subgroups) < FEWEST_SUBGROUPS or not 0 < centre < 1:
        return Limits.NONE, None
    scores = [(share_of(one) - centre) / sigma(one, centre) for one in subgroups]
    steps = [abs(after - before) for before, after in pairwise(scores)]
    sigma_z = sum(steps) / len(steps) / MEAN_RANGE_TO_SIGMA
    chi_square = sum(score**2 for score in scores)
    by_luck = float(chdtrc(len(scores) - 1, chi_square))
    if by_luck < OVERDISPERSED_BELOW and sigma_z > 1:
        return Limits.LANEY, sigma_z
    return Limits.SHEWHART, sigma_z


def share_of(one: Subgroup) -> float:
    return one.hits / one.packs


def sigma(one: Subgroup, centre: float) -> float:
    """Standard deviation of its share by luck alone."""
    return sqrt(centre * (1 - centre) / one.packs)


def point(one: Subgroup, centre: float, limits: Limits, sigma_z: float) -> Point:
    share = share_of(one)
    is_rough = one.packs * min(centre, 1 - centre) < FEWEST_EXPECTED
    if limits is Limits.NONE:
        return Point(share, None, None, None, is_rough)
    width = SIGMAS * sigma(one, centre) * (sigma_z if limits is Limits.LANEY else 1.0)
    low, high = max(0.0, centre - width), min(1.0, centre + width)
    signal = Signal.ABOVE if share > high else Signal.BELOW if share < low else None
    return Point(share, low, high, signal, is_rough)


def with_runs(points: Sequence[Point], centre: float, limits: Limits) -> list[Point]:
    """Points that end a run on one side, where nothing else is to be said of them."""
    if limits is Limits.NONE:
        return list(points)
    found, side, length = [], 0, 0
    for one in points:
        now = (one.share > centre) - (one.share < centre)
        length = length + 1 if now == side and now != 0 else 1
        side = now
        is_run = length >= RUN and one.signal is None
        run = Signal.RUN_ABOVE if side > 0 else Signal.RUN_BELOW
        found.append(Point(one.share, one.low, one.high, run, one.is_rough) if is_run else one)
    return found
