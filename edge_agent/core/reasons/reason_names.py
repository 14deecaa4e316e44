"""What a reason is called where there is no room for a sentence: in charts and tables."""

from typing import Final

from edge_agent.core.packs import Reason
from edge_agent.core.reasons.languages import Phrase

REASONS: Final = {
    Reason.MISSING: Phrase("missing", "fehlt"),
    Reason.OFF_PLACE: Phrase("off its place", "falsche Stelle"),
    Reason.TURNED: Phrase("turned", "verdreht"),
    Reason.DAMAGED: Phrase("damaged", "beschädigt"),
    Reason.WRONG_ONE: Phrase("wrong one", "falscher"),
    Reason.LOOKS_DIFFERENT: Phrase("looks different", "sieht anders aus"),
    Reason.NOT_LIKE_TAUGHT: Phrase("not as taught", "nicht wie eingelernt"),
    Reason.LEARNED_DEFECT: Phrase("learned defect", "gelernter Fehler"),
    Reason.PERHAPS_DEFECT: Phrase("perhaps a defect", "vielleicht ein Fehler"),
    Reason.READS_OTHER: Phrase("reads otherwise", "anderer Text"),
    Reason.UNREADABLE: Phrase("unreadable", "nicht lesbar"),
    Reason.IMPLAUSIBLE_DATE: Phrase("impossible date", "unmögliches Datum"),
    Reason.WRONG_CODE: Phrase("another code", "anderer Code"),
    Reason.BAD_CHECK_DIGIT: Phrase("wrong check digit", "falsche Prüfziffer"),
    Reason.CODE_PRINT_DISAGREE: Phrase("code and print disagree", "Code und Aufdruck uneins"),
    Reason.PACK_NOT_FOUND: Phrase("pack not found", "Packung nicht gefunden"),
    Reason.OUT_OF_PICTURE: Phrase("out of the picture", "nicht ganz im Bild"),
    Reason.FROZEN_PICTURE: Phrase("frozen picture", "stehendes Bild"),
    Reason.BADLY_LIT: Phrase("badly lit", "schlecht beleuchtet"),
    Reason.BLURRED: Phrase("blurred", "unscharf"),
    Reason.MOVED_PICTURE: Phrase("moved picture", "verschobenes Bild"),
    Reason.NO_ORDER: Phrase("no order", "kein Auftrag"),
    Reason.NO_PICTURE: Phrase("no picture", "kein Bild"),
    Reason.LATE: Phrase("late", "zu spät"),
    Reason.TOO_CLOSE: Phrase("too close", "zu dicht"),
    Reason.INSPECTION_FAILED: Phrase("inspection failed", "Prüfung gescheitert"),
}
BY_SCORE: Final = Phrase("by its score", "nach dem Fehlerwert")
"""Where a check is not ok for no other reason."""
WHOLE_PACK: Final = Phrase("whole pack", "ganze Packung")
"""Instead of a check, for what none of them explains."""
