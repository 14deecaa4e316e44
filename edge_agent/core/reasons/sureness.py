"""How sure a verdict is, in a word and by its defect score.

The word follows the score's distance from the middle, so that two verdicts of one check compare.
Only where the score is calibrated is it a probability.
"""

from math import isfinite

from edge_agent.core.packs import Verdict
from edge_agent.core.reasons.languages import Language, Phrase
from edge_agent.core.reasons.values import number

SURE_FROM = (
    (0.95, Phrase("very sure", "sehr sicher")),
    (0.8, Phrase("sure", "sicher")),
    (0.65, Phrase("fairly sure", "ziemlich sicher")),
)
"""Least certainty for each word, from 0 = surely the opposite to 1."""
BARELY_SURE = Phrase("barely sure", "nur knapp sicher")
EITHER_WAY = Phrase("it could be either", "beides ist möglich")
WITH_SCORE = Phrase("{how} (defect score {score})", "{how} (Fehlerwert {score})")
NOTHING_KNOWN = Phrase("nothing is known of its looks", "über ihr Aussehen ist nichts bekannt")


def sureness(verdict: Verdict, score: float, language: Language) -> str:
    """`score`: the defect score in [0, 1]."""
    how = how_sure(verdict, score).said(language)
    return WITH_SCORE.said(language, how=how, score=number(score, language))


def how_sure(verdict: Verdict, score: float) -> Phrase:
    if verdict is Verdict.UNSURE or not isfinite(score):
        return EITHER_WAY
    certainty = score if verdict is Verdict.NOT_OK else 1 - score
    words = (word for least, word in SURE_FROM if certainty >= least)
    return next(words, BARELY_SURE)
