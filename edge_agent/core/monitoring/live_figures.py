"""What a station sees with one bundle, in shares, and whether that is worse than with the one
before. Pure.

    figures = figures.saw({Figure.UNSURE: False, ...})      # after every pack
    worse = [one for one in compared(before, now) if one.is_worse]

Rules
- Only what needs no truth is counted, and only where it could be: a pack that had no order says
  nothing of the models that looked at it.
- The figures of the bundle before are those of its last packs with the same recipe; they stay as
  they were when the other bundle came. That one is compared over its first packs: what changes
  later is no longer the exchange's doing, and has monitors of its own.
- A bundle that is no worse than tolerated is ever taken for worse with probability ALPHA at most,
  whenever and however often is looked: each figure has its part of it.
- The packs themselves also make shares rise. So what a line makes may change as much as is
  tolerated; a bundle that finds more faults than that is left too, and a person may take it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import log
from typing import Final, Self

import numpy as np

from edge_agent.core.monitoring.rate_rise import Counted, Tolerance, log_evidence_of_rise

ALPHA: Final = 0.01
"""Of a bundle that is no worse, over all figures and its whole watched time."""
BLOCK_PACKS: Final = 1_000
MOST_BLOCKS: Final = 20
WATCHED_PACKS: Final = BLOCK_PACKS * MOST_BLOCKS


class Figure(StrEnum):
    NOT_OK = "not_ok"
    """Of packs that were looked at."""
    UNSURE = "unsure"
    """Of the same."""
    FAILED = "failed"
    """Inspections that ended without a verdict, of packs with a picture."""
    LATE = "late"
    """Verdicts that were not there at the deadline."""
    OVERRIDDEN = "overridden"
    """Recommendations that a person overruled, of those to which one answered."""
    CHALLENGE_MISSED = "challenge_missed"
    """Of challenge packs."""


TOLERANCES: Final[Mapping[Figure, Tolerance]] = {
    Figure.NOT_OK: Tolerance(points=0.02, part=0.5),
    Figure.UNSURE: Tolerance(points=0.005, part=0.25),
    Figure.FAILED: Tolerance(points=0.001, part=0.5),
    Figure.LATE: Tolerance(points=0.002, part=0.5),
    Figure.OVERRIDDEN: Tolerance(points=0.05, part=0.5),
    Figure.CHALLENGE_MISSED: Tolerance(points=0.05, part=0.5),
}
"""What production changes by itself may rise most: faults come in lots. What only the models and
the computer do may rise least."""
LIMIT: Final = log(len(Figure) / ALPHA)
"""Logarithm of the evidence at which a figure is worse."""

Seen = Mapping[Figure, bool]
"""What could be seen of one pack."""


@dataclass(frozen=True, slots=True)
class Block:
    """Packs that came one after the other."""

    packs: int = 0
    counts: Mapping[Figure, Counted] = field(default_factory=dict)

    def saw(self, seen: Seen, is_pack: bool) -> Self:
        counts = {**self.counts}
        for figure, happened in seen.items():
            counts[figure] = counts.get(figure, Counted()).saw(happened)
        return type(self)(self.packs + is_pack, counts)


@dataclass(frozen=True, slots=True)
class LiveFigures:
    """Of one recipe with one bundle. Frozen, plain JSON."""

    packs: int = 0
    """All that were ever seen."""
    blocks: tuple[Block, ...] = ()
    """The last of them."""

    def saw(self, seen: Seen, is_pack: bool = True) -> Self:
        """One pack later; a challenge pack is none of those that the line makes."""
        blocks = self.blocks
        if not blocks or blocks[-1].packs >= BLOCK_PACKS:
            blocks = (*blocks, Block())[-MOST_BLOCKS:]
        last = blocks[-1].saw(seen, is_pack)
        return replace(self, packs=self.packs + is_pack, blocks=(*blocks[:-1], last))

    def of(self, figure: Figure) -> Counted:
        total = Counted()
        for block in self.blocks:
            total = total.with_other(block.counts.get(figure, Counted()))
        return total

    @property
    def is_watched(self) -> bool:
        return self.packs <= WATCHED_PACKS


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure with two bundles."""

    figure: Figure
    before: Counted
    now: Counted
    log_evidence: float
    """Against "no more than tolerated"; exact from LIMIT on."""

    @property
    def is_worse(self) -> bool:
        return self.log_evidence >= LIMIT

    @property
    def tolerated(self) -> float | None:
        """The highest share that is no reason to go back, were the one before exactly the true
        one; None where nothing was counted before."""
        share = self.before.share
        if share is None:
            return None
        return float(TOLERANCES[self.figure].of(np.array(share)))

    @property
    def sentence(self) -> str:
        """For the log: "unsure 3.10 % of 4210, before 0.90 % of 18000, tolerated 1.40 %"."""
        now, before, most = (
            "-" if one is None else f"{100 * one:.2f} %"
            for one in (self.now.share, self.before.share, self.tolerated)
        )
        return (
            f"{self.figure.value} {now} of {self.now.seen}, before {before} of "
            f"{self.before.seen}, tolerated {most}"
        )


def compared(before: LiveFigures, now: LiveFigures) -> tuple[Compared, ...]:
    """Every figure, also those of which nothing is known."""
    return tuple(one_compared(figure, before.of(figure), now.of(figure)) for figure in Figure)


def one_compared(figure: Figure, before: Counted, now: Counted) -> Compared:
    """Where no more is seen than is tolerated, nothing has to be computed: were the rate before
    just what was seen, both e-values would be below one."""
    quiet = Compared(figure, before, now, log_evidence=0.0)
    tolerated = quiet.tolerated
    if tolerated is None or now.share is None or now.share <= tolerated:
        return quiet
    evidence = log_evidence_of_rise(before, now, TOLERANCES[figure], enough=LIMIT)
    return replace(quiet, log_evidence=evidence)
