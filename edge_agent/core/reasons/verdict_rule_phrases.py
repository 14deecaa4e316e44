"""Which rule made a check's measurement a verdict."""

from edge_agent.core.packs import VerdictRule
from edge_agent.core.reasons.languages import Phrase

VERDICT_RULES = {
    VerdictRule.LIMITS: Phrase("the recipe's limits", "die Grenzen des Rezepts"),
    VerdictRule.SCORE_LOW: Phrase(
        "a score up to the lower threshold is ok",
        "ein Fehlerwert bis zur unteren Schwelle ist in Ordnung",
    ),
    VerdictRule.SCORE_HIGH: Phrase(
        "a score from the upper threshold on is not ok",
        "ein Fehlerwert ab der oberen Schwelle ist nicht in Ordnung",
    ),
    VerdictRule.SCORE_BETWEEN: Phrase(
        "a score between both thresholds is unsure",
        "ein Fehlerwert zwischen beiden Schwellen ist unsicher",
    ),
    VerdictRule.CONTRADICTION: Phrase(
        "what contradicts the order is never ok",
        "was dem Auftrag widerspricht, ist nie in Ordnung",
    ),
    VerdictRule.CAMERA_UNHEALTHY: Phrase(
        "what an unhealthy camera shows is unsure",
        "was eine gestörte Kamera zeigt, ist unsicher",
    ),
    VerdictRule.NO_ORDER: Phrase(
        "without an order everything is unsure", "ohne Auftrag ist alles unsicher"
    ),
    VerdictRule.NOT_SEEN: Phrase(
        "what was not seen is unsure", "was nicht gesehen wurde, ist unsicher"
    ),
    VerdictRule.UNREADABLE: Phrase(
        "what cannot be read is unsure", "was nicht lesbar ist, ist unsicher"
    ),
    VerdictRule.UNLIKE_ALL_SEEN: Phrase(
        "what looks unlike anything taught is unsure",
        "was nichts Eingelerntem gleicht, ist unsicher",
    ),
}
