"""Fits the limits of verification to a net, on drawn lines that it has never seen.

Every line is tried with its true text and with texts that differ in one character. Of all limits
under which hardly a line has a changed text accepted, those are taken that let most true texts
pass. Drawn lines are worse than packs: a third of them is hardly legible, which is what the limits
must know of.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_agent.core.expected_print import normalised
from edge_agent.inspection.line_verification import Limits, LineVerifier, Verification
from edge_agent.inspection.own_reader import OwnLineReader
from training.evaluating import changed_texts
from training.lines.drawing import drawn_line

CALIBRATION_SEED = 7_000_003
CHANGED_PER_LINE = 6
MOST_ESCAPES_SHARE = 0.0005
LEADS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
FITS = (-1.0, -0.7, -0.5, -0.35, -0.25, -0.18, -0.12, -0.08, -0.05, -0.03)

Measured = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tried:
    """Lead and fit of each line's true text (lines x 2) and changed texts (lines x n x 2)."""

    true: Measured
    changed: Measured


def tried_lines(reader: OwnLineReader, count: int) -> Tried:
    """Verifies `count` drawn lines that have a letter or a digit."""
    verifier = LineVerifier(reader.alphabet.characters)
    rng = np.random.default_rng(CALIBRATION_SEED)
    true, changed = [], []
    for number in range(count):
        pixels, text = drawn_line(CALIBRATION_SEED, number)
        plain = normalised(text)
        if not plain:
            continue
        log_shares = reader.posteriors(pixels)
        true.append(measured(verifier.verify(log_shares, plain)))
        others = changed_texts(plain, CHANGED_PER_LINE, rng)
        changed.append([measured(verifier.verify(log_shares, other)) for other in others])
    return Tried(np.array(true), np.array(changed))


def measured(found: Verification) -> tuple[float, float]:
    return found.lead, found.fit


def best_limits(tried: Tried) -> Limits:
    """The limits that let most true texts pass; the strictest where all let too much through."""
    most_escapes = MOST_ESCAPES_SHARE * len(tried.true)
    best, passed = Limits(LEADS[-1], FITS[-1]), -1
    for limits in (Limits(lead, fit) for lead in LEADS for fit in FITS):
        escapes = int(accepted(tried.changed, limits).any(axis=1).sum())
        right = int(accepted(tried.true, limits).sum())
        if escapes <= most_escapes and right > passed:
            best, passed = limits, right
    return best


def accepted(found: Measured, limits: Limits) -> NDArray[np.bool_]:
    return (found[..., 0] >= limits.least_lead) & (found[..., 1] >= limits.least_fit)
