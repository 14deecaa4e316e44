"""What each rule by which a roll-out halts is called, for pages and for messages."""

from collections.abc import Mapping
from typing import Final

from deploy.fleet.rollouts.halting import Rule
from edge_agent.core.reasons.languages import Language, Phrase

RULES: Final[Mapping[Rule, Phrase]] = {
    Rule.REFUSED: Phrase(
        "A station refused the release", "Eine Station hat die Freigabe abgelehnt"
    ),
    Rule.WENT_BACK: Phrase("A station went back", "Eine Station kehrte zurück"),
    Rule.SILENT: Phrase("A station went silent", "Eine Station verstummte"),
    Rule.STOPPED: Phrase("A station does not run", "Eine Station läuft nicht"),
    Rule.SHADOW_DIFFERS: Phrase(
        "Looking on, it judged too often otherwise",
        "Beim Mitlaufen zu oft anders geurteilt",
    ),
    Rule.MORE_NOT_OK: Phrase("More packs not OK", "Mehr Packungen nicht i. O."),
    Rule.MORE_UNSURE: Phrase("More packs unsure", "Mehr Packungen unsicher"),
    Rule.MORE_FAILED: Phrase("More inspections failed", "Mehr Prüfungen misslungen"),
    Rule.MORE_LATE: Phrase("More verdicts too late", "Mehr Urteile zu spät"),
    Rule.MORE_OVERRIDDEN: Phrase("More recommendations overridden", "Mehr Empfehlungen verworfen"),
    Rule.BY_PERSON: Phrase("By a person", "Durch eine Person"),
}


def rule_said(rule: str, language: Language) -> str:
    """A rule of a newer centre is shown as it is written."""
    return RULES[Rule(rule)].said(language) if rule in list(Rule) else rule
