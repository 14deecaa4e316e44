"""How sure our reader is of each character of a line, and how far from the expected one.

The posteriors give the probability of every text that differs from the reading in one character.
So each character is judged while all others stand as they are read: its share against everything
else that could stand there, and its odds against what belongs there.
"""

from dataclasses import dataclass

import numpy as np

from edge_agent.core.evidence import CharacterScore
from edge_agent.core.expected_print import normalised
from edge_agent.core.line_pairs import Pair, pairs
from edge_agent.inspection.ctc import Changes, LogShares, Sums, best_path, one_change
from edge_agent.inspection.line_verification import LineVerifier, without_long_blanks
from edge_agent.inspection.reader import LineReading

MOST_LOG_ODDS = 20.0
"""Beyond it odds say no more: one to half a billion."""
SHARE_DIGITS, ODDS_DIGITS = 4, 2


@dataclass(frozen=True, slots=True, eq=False)
class ReadLine:
    """A free reading, by the probabilities of all texts that differ from it in one character."""

    changes: Changes
    characters: str

    def score(self, pair: Pair) -> CharacterScore:
        read = self.changes.unchanged
        others = self.others(pair)
        share = float(np.exp(read - np.logaddexp.reduce(np.append(others, read))))
        other = self.expected(pair) if pair.differs else float(others.max())
        log_odds = None if other is None else bounded(read - other)
        return CharacterScore(pair.expected, pair.read, round(share, SHARE_DIGITS), log_odds)

    def others(self, pair: Pair) -> Sums:
        """Log probabilities of the line with anything else at this place."""
        if not pair.read:
            return np.asarray(self.changes.inserted[pair.place])
        return np.append(self.changes.replaced[pair.place], self.changes.dropped[pair.place])

    def expected(self, pair: Pair) -> float | None:
        """Of the line with what belongs there; None for a character that the net does not know."""
        if not pair.expected:
            return float(self.changes.dropped[pair.place])
        if pair.expected not in self.characters:
            return None
        table = self.changes.replaced if pair.read else self.changes.inserted
        return float(table[pair.place, self.characters.index(pair.expected) + 1])


def bounded(log_odds: float) -> float:
    return round(min(max(log_odds, -MOST_LOG_ODDS), MOST_LOG_ODDS), ODDS_DIGITS)


def character_scores(
    verifier: LineVerifier, log_shares: LogShares, expected: str
) -> tuple[CharacterScore, ...]:
    """Of each letter and digit, from the posteriors of the net, steps x classes."""
    plain = without_long_blanks(verifier.folded(log_shares))
    classes = best_path(plain).classes
    line = ReadLine(one_change(plain, classes), verifier.characters)
    beside = pairs(normalised(expected), verifier.text(classes))
    return tuple(line.score(pair) for pair in beside)


def told_scores(reading: LineReading, expected: str) -> tuple[CharacterScore, ...]:
    """The same of a reader that tells nothing but its confidence in each character."""
    shares = [
        share
        for letter, share in zip(reading.text, reading.char_confidences, strict=True)
        for _ in normalised(letter)
    ]
    read = normalised(reading.text)
    if len(read) != len(shares):  # letters that only together make one
        shares = [reading.confidence] * len(read)
    return tuple(
        CharacterScore(
            pair.expected,
            pair.read,
            round(shares[pair.place], SHARE_DIGITS) if pair.read else reading.confidence,
        )
        for pair in pairs(normalised(expected), read)
    )
