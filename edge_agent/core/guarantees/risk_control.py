"""Conformal risk control (arXiv 2208.02814): a threshold whose expected error is at most alpha.

It needs far fewer packs than a guarantee with confidence, and promises less: the mean over many
calibrations, not this one. Right for `recommend`, where a person decides; never for a level that
acts.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from edge_agent.core.guarantees.bounds import Floats, refuse_unless_share
from edge_agent.core.guarantees.calibration import Calibration
from edge_agent.core.guarantees.learn_then_test import CANDIDATES, leading, refuse_candidates


@dataclass(frozen=True, slots=True)
class Expected:
    """From which score on a reject is recommended, and what that misses."""

    threshold: float | None
    """None where too few defective packs are known, or too many are missed at any candidate."""
    n: int
    """Defective packs."""
    k: int
    """Missed among them; at the strictest candidate where there is no threshold."""
    alpha: float
    more_packs: int
    """How many more defective packs without a further miss it would take."""


def recommend_from(
    calibration: Calibration, alpha: float, candidates: Floats = CANDIDATES
) -> Expected:
    """The highest threshold at which a defective pack is expected to go unnamed at most alpha."""
    refuse_unless_share("alpha", alpha)
    refuse_candidates(candidates)
    packs = len(calibration.defects)
    missed = np.searchsorted(calibration.defects, candidates, side="left")
    kept = leading(inflated(missed, packs) <= alpha)
    if kept == 0:
        strictest = int(missed[0])
        more = ceil(round((strictest + 1) / alpha, 9)) - 1 - packs
        return Expected(None, packs, strictest, alpha, more)
    return Expected(float(candidates[kept - 1]), packs, int(missed[kept - 1]), alpha, 0)


def inflated(missed: NDArray[np.intp], packs: int) -> Floats:
    """The share that is missed of the packs and one more, which is taken as missed."""
    return np.asarray((missed + 1) / (packs + 1))
