"""What is counted, and whether packs are rejected more often than before. Pure.

The usual share of rejects is that of this start of the line before its last packs, and its band
what chance alone makes of that: three standard deviations, as on a p-chart (Montgomery,
Introduction to Statistical Quality Control, chapter 7).
"""

from dataclasses import dataclass
from math import sqrt
from typing import Final

from edge_agent.control.line_state import LineState

SIGMAS: Final = 3.0
LEAST_BEFORE: Final = 200
"""Packs before the last ones, for their share of rejects to mean anything."""


@dataclass(frozen=True, slots=True)
class Counters:
    seen: int
    rejected: int
    missed: int
    packs_per_min: float
    reject_rate: float | None
    """Of the last packs, in [0, 1]; None while there are none."""
    over_packs: int
    usual_from: float | None
    """Band of the reject rate; None as long as too few packs came."""
    usual_to: float | None
    is_unusual: bool


def counters_of(state: LineState) -> Counters:
    ledger, lately = state.ledger, state.lately
    rate = lately.rejected / lately.packs if lately.packs else None
    band = usual(state)
    return Counters(
        seen=ledger.seen,
        rejected=ledger.rejected,
        missed=ledger.missed,
        packs_per_min=lately.packs_per_min,
        reject_rate=rate,
        over_packs=lately.packs,
        usual_from=band[0] if band else None,
        usual_to=band[1] if band else None,
        is_unusual=band is not None and rate is not None and not band[0] <= rate <= band[1],
    )


def usual(state: LineState) -> tuple[float, float] | None:
    ledger, lately = state.ledger, state.lately
    before = ledger.seen - ledger.on_belt - lately.packs
    rejected = ledger.rejected - lately.rejected
    if before < LEAST_BEFORE or not 0 <= rejected <= before or not lately.packs:
        return None
    share = rejected / before
    spread = SIGMAS * sqrt(share * (1 - share) / lately.packs)
    return max(0.0, share - spread), min(1.0, share + spread)
