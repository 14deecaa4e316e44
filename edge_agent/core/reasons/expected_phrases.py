"""What was expected, where the order or the recipe says it as a text, and where they do not."""

from edge_agent.core.packs import CheckKind, Reason
from edge_agent.core.reasons.languages import Phrase

TEXT = Phrase("{expected} was expected", "erwartet war {expected}")
BY_KIND = {
    CheckKind.STICKER: Phrase(
        "the taught sticker was expected, straight and at its place",
        "erwartet war der eingelernte Aufkleber, gerade und an seiner Stelle",
    ),
    CheckKind.PRINT: Phrase(
        "the text of the order was expected", "erwartet war der Text des Auftrags"
    ),
    CheckKind.BARCODE: Phrase(
        "the code of the order was expected", "erwartet war der Code des Auftrags"
    ),
    CheckKind.SURFACE: Phrase(
        "the looks of the taught good packs were expected",
        "erwartet war das Aussehen der eingelernten Packungen",
    ),
}
BY_REASON = {
    Reason.NO_ORDER: Phrase(
        "what was expected is not known", "was erwartet war, ist nicht bekannt"
    ),
}
"""Before those of the kind."""
