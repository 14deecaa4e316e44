"""What was seen, for each reason: first where nothing was read, then with what was read.

All follow "sticker … is not ok:", and several may follow each other. A reason that only some kinds
of checks give is told in their words.
"""

from edge_agent.core.packs import CheckKind, Reason, Verdict
from edge_agent.core.reasons.languages import Phrase

SEEN = {
    Reason.MISSING: Phrase("it is missing", "fehlt"),
    Reason.OFF_PLACE: Phrase("it is not at its place", "sitzt an der falschen Stelle"),
    Reason.TURNED: Phrase("it is turned", "ist verdreht"),
    Reason.DAMAGED: Phrase("a part of it is damaged", "ist an einer Stelle beschädigt"),
    Reason.WRONG_ONE: Phrase(
        "something else than taught is there", "zeigt etwas anderes als eingelernt"
    ),
    Reason.LOOKS_DIFFERENT: Phrase(
        "it looks unlike the taught good packs", "sieht anders aus als die eingelernten Packungen"
    ),
    Reason.NOT_LIKE_TAUGHT: Phrase(
        "all of it looks unlike anything taught", "sieht überall anders aus als alles Eingelernte"
    ),
    Reason.LEARNED_DEFECT: Phrase(
        "it looks like a defect that was learned", "sieht aus wie ein gelernter Fehler"
    ),
    Reason.PERHAPS_DEFECT: Phrase(
        "it may have a defect that was learned", "hat vielleicht einen gelernten Fehler"
    ),
    Reason.READS_OTHER: Phrase("it reads otherwise", "lautet anders"),
    Reason.UNREADABLE: Phrase("it cannot be read with certainty", "lässt sich nicht sicher lesen"),
    Reason.IMPLAUSIBLE_DATE: Phrase(
        "its date cannot be right", "trägt ein Datum, das nicht stimmen kann"
    ),
    Reason.WRONG_CODE: Phrase("it is another code", "ist ein anderer Code"),
    Reason.BAD_CHECK_DIGIT: Phrase("its check digit is wrong", "hat eine falsche Prüfziffer"),
    Reason.CODE_PRINT_DISAGREE: Phrase(
        "barcode and print contradict each other", "Strichcode und Aufdruck widersprechen einander"
    ),
    Reason.PACK_NOT_FOUND: Phrase(
        "the pack was not found in the picture", "die Packung wurde im Bild nicht gefunden"
    ),
    Reason.OUT_OF_PICTURE: Phrase(
        "a part of it lies outside of the picture", "liegt zum Teil außerhalb des Bildes"
    ),
    Reason.FROZEN_PICTURE: Phrase(
        "the camera gave the same picture again", "die Kamera gab dasselbe Bild noch einmal"
    ),
    Reason.BADLY_LIT: Phrase(
        "the picture is too dark or too bright", "das Bild ist zu dunkel oder zu hell"
    ),
    Reason.BLURRED: Phrase("the picture is blurred", "das Bild ist unscharf"),
    Reason.MOVED_PICTURE: Phrase(
        "the pack lies where none has lain before: was the camera moved?",
        "die Packung liegt, wo noch keine lag: wurde die Kamera verrückt?",
    ),
    Reason.NO_ORDER: Phrase(
        "no order says what belongs there", "kein Auftrag sagt, was dort hingehört"
    ),
    Reason.NO_PICTURE: Phrase("no picture of it came", "davon kam kein Bild"),
    Reason.LATE: Phrase("its verdict came too late", "das Urteil kam zu spät"),
    Reason.TOO_CLOSE: Phrase(
        "the pack lies too close to its neighbour", "die Packung liegt zu dicht an der nächsten"
    ),
    Reason.INSPECTION_FAILED: Phrase("its inspection failed", "die Prüfung ist gescheitert"),
}
READ = {
    Reason.READS_OTHER: Phrase("it reads {read}", "lautet {read}"),
    Reason.UNREADABLE: Phrase(
        "it cannot be read with certainty, perhaps {read}",
        "lässt sich nicht sicher lesen, vielleicht {read}",
    ),
    Reason.IMPLAUSIBLE_DATE: Phrase(
        "it reads {read}, a date that cannot be right",
        "lautet {read}, ein Datum, das nicht stimmen kann",
    ),
    Reason.NO_ORDER: Phrase(
        "it reads {read}, of which the order says nothing",
        "lautet {read}, wozu der Auftrag nichts sagt",
    ),
    Reason.WRONG_CODE: Phrase("it reads {read}, another code", "lautet {read}, ein anderer Code"),
    Reason.BAD_CHECK_DIGIT: Phrase(
        "it reads {read}, with a wrong check digit", "lautet {read}, mit falscher Prüfziffer"
    ),
}
"""Where something was read."""
TAKEN_FOR = {
    Reason.LEARNED_DEFECT: Phrase(
        "it looks like {looks_like}, a defect that was learned",
        "sieht aus wie {looks_like}, ein gelernter Fehler",
    ),
    Reason.PERHAPS_DEFECT: Phrase(
        "it looks somewhat like {looks_like}, a defect that was learned",
        "sieht etwas aus wie {looks_like}, ein gelernter Fehler",
    ),
}
"""Where the kind of a learned defect is known."""
OF_SURFACES = {
    Reason.MISSING: Phrase(
        "hardly anything of what was taught is there", "vom Eingelernten ist kaum etwas da"
    ),
}
AS_TAUGHT = {
    CheckKind.STICKER: Phrase("it sits as taught", "sitzt wie eingelernt"),
    CheckKind.PRINT: Phrase("it reads as expected", "lautet wie erwartet"),
    CheckKind.BARCODE: Phrase("it reads as expected", "lautet wie erwartet"),
    CheckKind.SURFACE: Phrase("it looks as taught", "sieht aus wie eingelernt"),
}
"""Of what is ok, where nothing was read."""
AS_READ = Phrase("it reads {read}", "lautet {read}")
WITHOUT_REASON = {
    Verdict.NOT_OK: Phrase("it is not as it should be", "ist nicht, wie es sein soll"),
    Verdict.UNSURE: Phrase(
        "it is neither surely right nor surely wrong", "ist weder sicher richtig noch sicher falsch"
    ),
}
IN_PLACE_OF = Phrase("{read} instead of {expected}", "{read} statt {expected}")
EXTRA = Phrase("{read} too many", "{read} zu viel")
LACKING = Phrase("{expected} missing", "{expected} fehlt")
