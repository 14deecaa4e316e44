"""Whether a line says an expected text, decided by the posterior of that text against all others.

Only letters and digits count, and not their case: the shares of separators go to the blank, those
of small letters to their capitals. The expected text then competes with every text that differs in
one character and with what is read freely. A print that no text explains well is illegible, however
far the best one leads: blur and low contrast make a reader prefer one text, never fit one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_agent.core.expected_print import normalised
from edge_agent.core.packs import Verdict
from edge_agent.inspection.ctc import (
    BLANK,
    Classes,
    LogShares,
    best_path,
    contest,
)

LEAST_SHARE = 1e-9
"""Posteriors below it are taken as this; what a net says of them is noise."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a line is believed; natural logarithms, to be fitted on lines with known texts."""

    least_lead: float = 3.0
    """Of the expected text over its best competitor for ok, and the other way for not_ok."""
    least_fit: float = -0.25
    """Log probability of the leading text per character, below which a line is illegible."""


@dataclass(frozen=True, slots=True)
class Verification:
    verdict: Verdict
    lead: float
    """Log odds of the expected text against its best competitor."""
    fit: float
    """Log probability of the better of the two per character; 0 is a perfect fit."""
    read: str
    """What is read freely, letters and digits only."""


class LineVerifier:
    """Verifies against the posteriors of a net with these characters."""

    def __init__(self, characters: str, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        kept = sorted({normalised(one) for one in characters} - {""})
        self.characters = "".join(kept)
        self.folding = folding(characters, self.characters)

    def verify(self, log_shares: LogShares, expected: str) -> Verification:
        """`log_shares`: steps x classes of the net. Unknown characters in `expected` never fit."""
        plain = self.folded(log_shares)
        read = self.text(best_path(plain).classes)
        wanted = normalised(expected)
        if not wanted or not set(wanted) <= set(self.characters):
            return Verification(Verdict.NOT_OK, -np.inf, -np.inf, read)
        classes = np.array([self.characters.index(one) + 1 for one in wanted], np.int64)
        found = contest(plain, classes)
        lead = found.log_share - found.rival.log_share
        fit = max(found.log_share, found.rival.log_share) / len(classes)
        return Verification(self.verdict(lead, fit), lead, fit, read)

    def verdict(self, lead: float, fit: float) -> Verdict:
        if fit < self.limits.least_fit or abs(lead) < self.limits.least_lead:
            return Verdict.UNSURE
        return Verdict.OK if lead > 0 else Verdict.NOT_OK

    def folded(self, log_shares: LogShares) -> LogShares:
        """Steps x (1 + letters and digits), separators with the blank."""
        shares = np.maximum(np.exp(log_shares) @ self.folding, LEAST_SHARE)
        return np.asarray(np.log(shares), np.float32)

    def text(self, classes: Classes) -> str:
        return "".join(self.characters[number - 1] for number in classes)


def folding(characters: str, kept: str) -> NDArray[np.float32]:
    """Classes x kept classes: 1 where a class counts as that one."""
    counts_as = np.zeros((len(characters) + 1, len(kept) + 1), np.float32)
    counts_as[BLANK, BLANK] = 1
    for number, character in enumerate(characters, start=1):
        plain = normalised(character)
        counts_as[number, kept.index(plain) + 1 if plain else BLANK] = 1
    return counts_as
