"""Streams of packs before and after an exchange of the bundle, and when live figures notice.

Packs are independent; shares before are what a station at work has. What the exchange changes is
one figure's share, by so many points; nothing else differs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Final

import numpy as np

from edge_agent.core.guarantees.bounds import Interval, interval
from edge_agent.core.monitoring.live_figures import (
    WATCHED_PACKS,
    Figure,
    one_compared,
)
from edge_agent.core.monitoring.rate_rise import Counted
from edge_agent.line.live_figures import LOOK_PACKS

USUAL: Final[Mapping[Figure, float]] = {
    Figure.NOT_OK: 0.05,
    Figure.UNSURE: 0.02,
    Figure.FAILED: 0.0005,
    Figure.LATE: 0.001,
    Figure.OVERRIDDEN: 0.03,
    Figure.CHALLENGE_MISSED: 0.01,
}
EVERY: Final[Mapping[Figure, int]] = {Figure.OVERRIDDEN: 20, Figure.CHALLENGE_MISSED: 500}
"""Packs for each answer and for each challenge pack; the other figures are of every pack."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """Of runs in which one figure's share was another from the exchange on."""

    figure: Figure
    before_packs: int
    share_before: float
    share_now: float
    runs: int
    noticed: int
    median_packs: float | None
    """Of all runs; None where fewer than half noticed anything while they were watched."""

    @property
    def share(self) -> Interval:
        return interval(self.noticed, self.runs)


def noticed(figure: Figure, rise: float, before_packs: int, runs: int, seed: int) -> Noticed:
    usual = USUAL[figure]
    at = [
        noticed_at(figure, usual, usual + rise, before_packs, np.random.default_rng((seed, one)))
        for one in range(runs)
    ]
    found = [packs for packs in at if packs is not None]
    middle = median([float("inf") if packs is None else packs for packs in at])
    return Noticed(
        *(figure, before_packs, usual, usual + rise, runs, len(found)),
        median_packs=None if middle == float("inf") else middle,
    )


def noticed_at(
    figure: Figure, before: float, now: float, before_packs: int, random: np.random.Generator
) -> int | None:
    """Packs from the exchange on; None where nothing was noticed while it was watched."""
    every = EVERY.get(figure, 1)
    seen_before = before_packs // every
    known = Counted(int(random.binomial(seen_before, before)), seen_before)
    happened = np.cumsum(random.random(WATCHED_PACKS // every) < now)
    for packs in range(LOOK_PACKS, WATCHED_PACKS + 1, LOOK_PACKS):
        seen = packs // every
        counted = Counted(int(happened[seen - 1]) if seen else 0, seen)
        if one_compared(figure, known, counted).is_worse:
            return packs
    return None
