"""Which characters of a reading are others than expected, in a few words: “8” instead of “3”."""

from edge_agent.core.expected_print import normalised
from edge_agent.core.line_pairs import Pair, pairs
from edge_agent.core.reasons.languages import Language, Phrase
from edge_agent.core.reasons.seen_phrases import EXTRA, IN_PLACE_OF, LACKING
from edge_agent.core.reasons.values import quoted

MOST_TOLD = 2
"""So many differences are told one by one; with more it is simply another text."""


def told_differences(expected: str, read: str, language: Language) -> str:
    """Empty where nothing differs, or too much."""
    different = [pair for pair in pairs(normalised(expected), normalised(read)) if pair.differs]
    if len(different) > MOST_TOLD:
        return ""
    return ", ".join(
        phrase_for(pair).said(
            language, expected=quoted(pair.expected, language), read=quoted(pair.read, language)
        )
        for pair in different
    )


def phrase_for(pair: Pair) -> Phrase:
    if not pair.read:
        return LACKING
    return IN_PLACE_OF if pair.expected else EXTRA
