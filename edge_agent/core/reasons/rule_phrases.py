"""Which rule decided about a pack, and what came of it."""

from edge_agent.core.packs import Action
from edge_agent.core.reasons.languages import Phrase
from edge_agent.core.reasons.rules import RuleKind

LEVEL_FELL = Phrase(
    "a fallen level protects packs on their way by rejecting them",
    "fällt die Stufe, werden Packungen unterwegs zum Schutz ausgeschleust",
)
RULES = {
    RuleKind.ALL_OK: Phrase(
        "what is ok in every check passes",
        "was in jeder Prüfung in Ordnung ist, geht durch",
    ),
    RuleKind.NO_CHECKS: Phrase(
        "where nothing is checked nothing is done",
        "wo nichts geprüft wird, geschieht nichts",
    ),
    RuleKind.CHECK_REJECTS: Phrase("{by} may reject", "{by} darf ausschleusen"),
    RuleKind.CHECK_HOLDS: Phrase("{by} holds what is unsure", "{by} hält fest, was unsicher ist"),
    RuleKind.CHECK_RECOMMENDS: Phrase(
        "{by} recommends, a person decides", "{by} empfiehlt, ein Mensch entscheidet"
    ),
    RuleKind.CHECK_REPORTS: Phrase("{by} only reports", "{by} meldet nur"),
    RuleKind.TOO_CLOSE: Phrase(
        "packs that the gate cannot separate are rejected together",
        "Packungen, die die Weiche nicht trennen kann, werden zusammen ausgeschleust",
    ),
    RuleKind.ORDER_LATE: Phrase(
        "a pack whose order reaches the gate too late is rejected",
        "kommt der Befehl zu spät an die Weiche, wird die Packung ausgeschleust",
    ),
    RuleKind.LEVEL_FELL: LEVEL_FELL,
    RuleKind.LEVEL_LOWERED: LEVEL_FELL,
    RuleKind.TOO_LATE_TO_STOP: Phrase(
        "an unsure pack that cannot be held in time is rejected",
        "eine unsichere Packung, die nicht mehr festzuhalten ist, wird ausgeschleust",
    ),
    RuleKind.CHANGEOVER: Phrase(
        "what comes between two products is not judged",
        "was zwischen zwei Produkten kommt, wird nicht beurteilt",
    ),
}
"""`by` is the check that asked."""
REJECTED_WITHOUT_VERDICT = Phrase(
    "without a verdict in time an armed gate rejects",
    "ohne Urteil zur rechten Zeit schleust die scharf geschaltete Weiche aus",
)
PASSED_WITHOUT_VERDICT = Phrase(
    "without a verdict in time a gate that is not armed lets pass",
    "ohne Urteil zur rechten Zeit lässt eine ungeschaltete Weiche durch",
)
BY_CHECK = Phrase("check {name}", "Prüfung {name}")
BY_BOTH = Phrase("the comparison of barcode and print", "der Vergleich von Strichcode und Aufdruck")
BOTH = Phrase("{before}, and {then}", "{before}, und {then}")
AT_LEVEL = Phrase("{rule} (station at level {level})", "{rule} (Station auf Stufe {level})")
ANSWERED = Phrase("{rule}; {person} said: {action}", "{rule}; {person} sagte: {action}")

DONE = {
    Action.PASS: Phrase("let the pack pass", "Packung durchlassen"),
    Action.REJECT: Phrase("reject the pack", "Packung ausschleusen"),
    Action.HOLD: Phrase("hold the pack", "Packung festhalten"),
}
RECOMMENDED = Phrase("recommended: {done}", "empfohlen: {done}")
ONLY_REPORTED = Phrase("let the pack pass and report it", "Packung durchlassen und melden")
BECAUSE = Phrase("{done}, because {why}; {rule}", "{done}, denn {why}; {rule}")

SEEN_BY_LINE = {
    RuleKind.ORDER_LATE: Phrase(
        "the order reached the gate too late", "der Befehl kam zu spät an die Weiche"
    ),
    RuleKind.NO_CHECKS: Phrase("the recipe asks nothing", "das Rezept fragt nichts"),
    RuleKind.CHANGEOVER: Phrase(
        "the pack came between two products", "die Packung kam zwischen zwei Produkten"
    ),
}
EXPECTED_BY_LINE = {
    RuleKind.ORDER_LATE: Phrase(
        "an order before the pack was expected", "erwartet war ein Befehl vor der Packung"
    ),
    RuleKind.NO_CHECKS: Phrase("nothing was expected", "erwartet war nichts"),
    RuleKind.CHANGEOVER: Phrase("nothing was expected", "erwartet war nichts"),
}
