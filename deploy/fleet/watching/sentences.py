"""What is said of a finding, in one sentence of each language."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, Final

from deploy.fleet.watching.kinds import Kind
from edge_agent.core.reasons.languages import Language, Phrase
from edge_agent.core.reasons.values import POINT

SENTENCES: Final[Mapping[Kind, Phrase]] = {
    Kind.PRINTER_FADES: Phrase(
        "The print of {checks} fades: its grade was {usual} and is {now}{forecast}.",
        "Der Druck von {checks} wird blasser: seine Güte war {usual} und ist {now}{forecast}.",
    ),
    Kind.PRINT_WORSE: Phrase(
        "The print of {checks} got worse at once: its grade was {usual} and is {now}.",
        "Der Druck von {checks} ist auf einmal schlechter: seine Güte war {usual} und ist {now}.",
    ),
    Kind.CAMERA_FOGS: Phrase(
        "The picture of view {view} gets worse slowly (sharpness {sharpness}, brightness "
        "{brightness}): the lens fogs or gets dirty.",
        "Das Bild der Ansicht {view} wird langsam schlechter (Schärfe {sharpness}, Helligkeit "
        "{brightness}): das Objektiv beschlägt oder verschmutzt.",
    ),
    Kind.CAMERA_WORSE: Phrase(
        "The picture of view {view} got worse at once (sharpness {sharpness}, brightness "
        "{brightness}): look at lens, focus and light.",
        "Das Bild der Ansicht {view} ist auf einmal schlechter (Schärfe {sharpness}, Helligkeit "
        "{brightness}): Objektiv, Schärfe und Licht prüfen.",
    ),
    Kind.CAMERA_LOST: Phrase(
        "View {view} gives no picture that shows anything.",
        "Die Ansicht {view} liefert kein brauchbares Bild.",
    ),
    Kind.MISFEED: Phrase(
        "Several checks fail on the same packs ({now}): packs come or lie wrong.",
        "Mehrere Prüfungen schlagen bei denselben Packungen fehl ({now}): Packungen kommen oder "
        "liegen falsch.",
    ),
    Kind.ALWAYS_FAULTY: Phrase(
        "Check {checks} finds nearly every pack faulty ({now}): is the right material mounted?",
        "Die Prüfung {checks} findet fast jede Packung fehlerhaft ({now}): ist das richtige "
        "Material eingelegt?",
    ),
    Kind.DEFECTS_RISE: Phrase(
        "Check {checks} finds more packs faulty: {now}, usually {usual}.",
        "Die Prüfung {checks} findet mehr Packungen fehlerhaft: {now}, sonst {usual}.",
    ),
    Kind.UNSURE_RISES: Phrase(
        "Check {checks} is unsure more often: {now}, usually {usual}.",
        "Die Prüfung {checks} ist öfter unsicher: {now}, sonst {usual}.",
    ),
    Kind.SCORES_SHIFT: Phrase(
        "Good packs look otherwise to {checks} than they used to; none is called faulty for it.",
        "Gute Packungen sehen für {checks} anders aus als bisher; fehlerhaft nennt sie deshalb "
        "keine Prüfung.",
    ),
    Kind.MATERIAL: Phrase(
        "Check {checks} fails for lot {lot} here and at other stations ({stations}): look at the "
        "material.",
        "Die Prüfung {checks} schlägt bei Charge {lot} hier und an anderen Stationen fehl "
        "({stations}): Material prüfen.",
    ),
    Kind.LATE_VERDICTS: Phrase(
        "Verdicts come too late for {now} of the packs.",
        "Für {now} der Packungen kommt das Urteil zu spät.",
    ),
    Kind.SLOWER: Phrase(
        "An inspection takes {now_ms} ms; it used to take {usual_ms} ms.",
        "Eine Prüfung dauert {now_ms} ms; bisher waren es {usual_ms} ms.",
    ),
    Kind.PEOPLE_DISAGREE: Phrase(
        "People overrule {checks} in {now} of the answers.",
        "Menschen überstimmen {checks} in {now} der Antworten.",
    ),
    Kind.LEVEL_FELL: Phrase(
        "The station took decisions back from itself: {cause}.",
        "Die Station hat sich selbst Entscheidungen entzogen: {cause}.",
    ),
    Kind.SILENT: Phrase(
        "No record for {minutes} minutes, though nothing says that the line stands.",
        "Seit {minutes} Minuten kein Datensatz, obwohl nichts sagt, dass die Linie steht.",
    ),
    Kind.NEW_LOT: Phrase(
        "With lot {lot} packs look otherwise; what is usual is learnt anew.",
        "Mit Charge {lot} sehen Packungen anders aus; das Übliche wird neu gelernt.",
    ),
    Kind.NEW_RECIPE: Phrase(
        "Recipe {recipe} is new here; what is usual is learnt.",
        "Rezept {recipe} ist hier neu; das Übliche wird gelernt.",
    ),
    Kind.NEW_BUNDLE: Phrase(
        "Another model bundle is in use; what is usual is learnt anew.",
        "Ein anderes Modellpaket ist in Betrieb; das Übliche wird neu gelernt.",
    ),
}
FAILS_IN_HOURS: Final = Phrase(
    ", and fails in about {likely} hours ({soonest} to {latest})",
    " und genügt in etwa {likely} Stunden nicht mehr ({soonest} bis {latest})",
)
FAILS_IN_MINUTES: Final = Phrase(
    ", and fails in about {likely} minutes ({soonest} to {latest})",
    " und genügt in etwa {likely} Minuten nicht mehr ({soonest} bis {latest})",
)
MINUTES_PER_HOUR: Final = 60.0
FAILS: Final = Phrase(", and fails", " und genügt nicht mehr")
LATER: Final = Phrase("later", "später")
LACKING: Final = "-"


def sentence(kind: Kind, figures: Mapping[str, Any], language: Language) -> str:
    """Figures that are lacking read as a dash."""
    words = defaultdict(lambda: LACKING)
    for name, value in figures.items():
        if name in FORMS:
            place, form = FORMS[name]
            words[place] = decimal(form(value), language)
        else:
            words[name] = said_plainly(value)
    words["forecast"] = said_forecast(figures, language)
    text = SENTENCES[kind].said(language, **{place: words[place] for place in PLACES})
    return text[0].upper() + text[1:]


PLACES: Final = (
    *("checks", "view", "usual", "now", "sharpness", "brightness", "lot", "stations", "cause"),
    *("minutes", "recipe", "usual_ms", "now_ms", "forecast"),
)


def said_plainly(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def share(value: float) -> str:
    return f"{value:.1%}".replace("%", " %")


def change(value: float) -> str:
    return f"{value:+.0%}".replace("%", " %")


def tenths(value: float) -> str:
    return f"{value:.1f}"


FORMS: Final[Mapping[str, tuple[str, Callable[[Any], str]]]] = {
    "usual_share": ("usual", share),
    "now_share": ("now", share),
    "usual_grade": ("usual", tenths),
    "now_grade": ("now", tenths),
    "sharpness_change": ("sharpness", change),
    "brightness_change": ("brightness", change),
    "usual_ms": ("usual_ms", tenths),
    "now_ms": ("now_ms", tenths),
}
"""Figure to the place in the sentence, and how it is written."""


def decimal(text: str, language: Language) -> str:
    return DECIMAL_POINT.sub(POINT.said(language), text)


DECIMAL_POINT: Final = re.compile(r"(?<=\d)\.(?=\d)")


def said_forecast(figures: Mapping[str, Any], language: Language) -> str:
    """Empty where nothing is foreseen."""
    soonest, likely, latest = figures.get("fails_in_hours", (None, None, None))
    if likely is None:
        return ""
    if likely == 0:
        return FAILS.said(language)
    phrase, times = (FAILS_IN_HOURS, 1.0) if likely >= 1 else (FAILS_IN_MINUTES, MINUTES_PER_HOUR)
    return phrase.said(
        language,
        likely=amount(likely, times, language),
        soonest=amount(soonest, times, language),
        latest=amount(latest, times, language),
    )


def amount(hours: float | None, times: float, language: Language) -> str:
    """In a unit that an hour has so many `times`."""
    if hours is None:
        return LATER.said(language)
    value = hours * times
    return decimal(f"{value:.1f}" if value < 10 else f"{value:.0f}", language)
