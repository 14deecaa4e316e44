"""What was seen of a pack where no single check tells it, and what was expected then."""

from edge_agent.core.packs import Reason, Verdict
from edge_agent.core.reasons.languages import Phrase

SEEN_OF_PACK = {
    Reason.CODE_PRINT_DISAGREE: Phrase(
        "its barcode and its print contradict each other",
        "ihr Strichcode und ihr Aufdruck widersprechen einander",
    ),
    Reason.TOO_CLOSE: Phrase(
        "it lies too close to its neighbour", "sie liegt zu dicht an der nächsten"
    ),
    Reason.NO_PICTURE: Phrase("not every picture of it came", "es kam nicht jedes Bild von ihr"),
    Reason.INSPECTION_FAILED: Phrase("its inspection failed", "ihre Prüfung ist gescheitert"),
    Reason.LATE: Phrase("its verdict came too late", "ihr Urteil kam zu spät"),
    Reason.NO_ORDER: Phrase(
        "no order says what it must be", "kein Auftrag sagt, was sie sein muss"
    ),
    Reason.PACK_NOT_FOUND: Phrase(
        "it was not found in the picture", "sie wurde im Bild nicht gefunden"
    ),
}
"""Of "the pack", whichever check named it."""
IN_TIME = Phrase("a verdict before the gate was expected", "erwartet war ein Urteil vor der Weiche")
AS_ORDERED = Phrase(
    "a pack as taught and as ordered was expected",
    "erwartet war eine Packung wie eingelernt und wie bestellt",
)
"""Where nothing else was."""
EXPECTED_OF_PACK = {
    Reason.CODE_PRINT_DISAGREE: Phrase(
        "the same lot and expiry were expected in both",
        "erwartet waren dieselbe Charge und dasselbe Datum in beiden",
    ),
    Reason.TOO_CLOSE: Phrase(
        "a gap was expected that the gate can separate",
        "erwartet war eine Lücke, die die Weiche trennen kann",
    ),
    Reason.NO_PICTURE: Phrase(
        "a picture of every view was expected", "erwartet war ein Bild jeder Ansicht"
    ),
    Reason.INSPECTION_FAILED: IN_TIME,
    Reason.LATE: IN_TIME,
}
SEEN_BY_VERDICT = {
    Verdict.OK: Phrase("every check of it is ok", "jede Prüfung an ihr ist in Ordnung"),
    Verdict.NOT_OK: Phrase(
        "something of it is not as it should be", "etwas an ihr ist nicht, wie es sein soll"
    ),
    Verdict.UNSURE: Phrase(
        "not every check of it has an answer", "nicht jede Prüfung an ihr hat eine Antwort"
    ),
}
"""Where no reason tells more."""
