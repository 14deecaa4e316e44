"""Whether a line says an expected text, decided by the posterior of that text against all others.

Only letters and digits count, and not their case: the shares of separators go to the blank, those
of small letters to their capitals. The expected text then competes with every text that differs in
one character and with what is read freely. A print that no text explains well is illegible, however
far the best one leads: blur and low contrast make a reader prefer one text, never fit one.

Most prints are plain, and then no contest is held: what the share of the text that is read leaves
is all that any other text can have, and where that is little enough it settles the matter.
"""

from dataclasses import dataclass
from math import exp, inf

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
    log_odds,
    text_log_share,
)

LEAST_SHARE = 1e-9
"""Posteriors below it are taken as this; what a net says of them is noise."""
LEFT_BY_BLANK = 1e-4
"""Neighbouring steps that leave less than this to all characters are one long blank."""
MOST_LEAD = 8.0
LEAST_FIT = -1.0
"""Leads and fits beyond these say no more."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a line is believed; natural logarithms, to be fitted on lines with known texts."""

    least_lead: float = 1.0
    """Of the expected text over its best competitor, for ok."""
    least_fit: float = -0.25
    """Log probability of the leading text per character, below which a line is illegible."""
    other_lead: float = 3.0
    """Of another text over the expected one, for not_ok."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """From lead and fit to the probability that the expected text is printed (Platt 1999).

    It holds where as many lines are wrong in one character as are right; where fewer are, an ok is
    surer still.
    """

    offset: float = 0.0
    per_lead: float = 1.0
    per_fit: float = 0.0

    def of(self, lead: float, fit: float) -> float:
        lead = min(max(lead, -MOST_LEAD), MOST_LEAD)
        fit = max(fit, LEAST_FIT)
        return 1 / (1 + exp(-(self.offset + self.per_lead * lead + self.per_fit * fit)))


@dataclass(frozen=True, slots=True)
class Verification:
    verdict: Verdict
    lead: float
    """Log odds of the expected text against its best competitor; where the print is plain, the
    least that they can be."""
    fit: float
    """Log probability of the better of the two per character; 0 is a perfect fit."""
    read: str
    """What is read freely, letters and digits only."""
    confidence: float
    """Probability that the expected text is printed."""


class LineVerifier:
    """Verifies against the posteriors of a net with these characters."""

    def __init__(
        self, characters: str, limits: Limits | None = None, confidence: Confidence | None = None
    ) -> None:
        self.limits = limits or Limits()
        self.confidence = confidence or Confidence()
        kept = sorted({normalised(one) for one in characters} - {""})
        self.characters = "".join(kept)
        self.folding = folding(characters, self.characters)

    def verify(self, log_shares: LogShares, expected: str) -> Verification:
        """`log_shares`: steps x classes of the net. Unknown characters in `expected` never fit."""
        plain = without_long_blanks(self.folded(log_shares))
        classes = best_path(plain).classes
        read = self.text(classes)
        wanted = normalised(expected)
        if not wanted or not set(wanted) <= set(self.characters):
            return Verification(Verdict.NOT_OK, -inf, -inf, read, 0.0)
        share = text_log_share(plain, classes)
        found = self.plainly(share, read == wanted, len(wanted)) or self.contested(plain, wanted)
        return Verification(self.verdict(*found), *found, read, self.confidence.of(*found))

    def plainly(
        self, log_share: float, says_wanted: bool, length: int
    ) -> tuple[float, float] | None:
        """Least lead and fit where what is read has this log probability; None where that leaves
        doubt."""
        lead, fit = log_odds(log_share), log_share / length
        needed = self.limits.least_lead if says_wanted else self.limits.other_lead
        if lead < needed or fit < self.limits.least_fit:
            return None
        return lead if says_wanted else -lead, fit

    def contested(self, plain: LogShares, wanted: str) -> tuple[float, float]:
        """Lead and fit of a text against its best competitor."""
        classes = np.array([self.characters.index(one) + 1 for one in wanted], np.int64)
        found = contest(plain, classes)
        best = max(found.log_share, found.rival.log_share)
        return found.log_share - found.rival.log_share, best / len(classes)

    def verdict(self, lead: float, fit: float) -> Verdict:
        if fit < self.limits.least_fit:
            return Verdict.UNSURE
        if lead >= self.limits.least_lead:
            return Verdict.OK
        return Verdict.NOT_OK if lead <= -self.limits.other_lead else Verdict.UNSURE

    def folded(self, log_shares: LogShares) -> LogShares:
        """Steps x (1 + letters and digits), separators with the blank."""
        shares = np.maximum(np.exp(log_shares) @ self.folding, LEAST_SHARE)
        return np.asarray(np.log(shares), np.float32)

    def text(self, classes: Classes) -> str:
        return "".join(self.characters[number - 1] for number in classes)


def without_long_blanks(plain: LogShares) -> LogShares:
    """One step for each run of steps that are surely blank: it is the steps that cost time."""
    is_blank = plain[:, BLANK] > np.log1p(-LEFT_BY_BLANK)
    kept = ~is_blank
    kept[1:] |= ~is_blank[:-1]
    kept[0] = True
    return np.asarray(plain[kept], np.float32)


def folding(characters: str, kept: str) -> NDArray[np.float32]:
    """Classes x kept classes: 1 where a class counts as that one."""
    counts_as = np.zeros((len(characters) + 1, len(kept) + 1), np.float32)
    counts_as[BLANK, BLANK] = 1
    for number, character in enumerate(characters, start=1):
        plain = normalised(character)
        counts_as[number, kept.index(plain) + 1 if plain else BLANK] = 1
    return counts_as
