"""What checks, verdicts, levels and actions are called in a sentence."""

from edge_agent.core.packs import Action, CheckKind, Level, Verdict
from edge_agent.core.reasons.languages import Phrase

CHECKS = {
    CheckKind.STICKER: Phrase("sticker {name}", "Aufkleber {name}"),
    CheckKind.PRINT: Phrase("print {name}", "Aufdruck {name}"),
    CheckKind.BARCODE: Phrase("barcode {name}", "Strichcode {name}"),
    CheckKind.SURFACE: Phrase("surface {name}", "Oberfläche {name}"),
}
"""By `name`, which stands in quotation marks."""
VERDICTS = {
    Verdict.OK: Phrase("ok", "in Ordnung"),
    Verdict.NOT_OK: Phrase("not ok", "nicht in Ordnung"),
    Verdict.UNSURE: Phrase("unsure", "unsicher"),
}
LEVELS = {
    Level.REPORT: Phrase("“report”", "„melden“"),
    Level.RECOMMEND: Phrase("“recommend”", "„empfehlen“"),
    Level.ACT_WHEN_SURE: Phrase("“act when sure”", "„handeln, wenn sicher“"),
    Level.ACT_ALWAYS: Phrase("“act always”", "„immer handeln“"),
}
ACTIONS = {
    Action.PASS: Phrase("pass", "durchlassen"),
    Action.REJECT: Phrase("reject", "ausschleusen"),
    Action.HOLD: Phrase("hold", "festhalten"),
}
