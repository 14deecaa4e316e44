"""What `packwarden init` asks and what it writes into station.toml, in every language it knows."""

from typing import Final

from edge_agent.core.reasons.languages import Phrase

QUESTIONS: Final = {
    "language": Phrase("Language of these questions", "Sprache dieser Fragen"),
    "site": Phrase("Name of the plant", "Name des Werks"),
    "line": Phrase("Name of the line", "Name der Linie"),
    "station": Phrase("Name of the station on the line", "Name der Station an der Linie"),
    "product": Phrase(
        "Product: one that ships ({known}), or the name of your own",
        "Produkt: ein mitgeliefertes ({known}) oder der Name des eigenen",
    ),
    "good": Phrase(
        "Pictures of good packs to teach it from (a folder; empty: teach it later)",
        "Bilder guter Packungen zum Lernen (ein Ordner; leer: später lernen)",
    ),
    "camera": Phrase("Camera", "Kamera"),
    "gate": Phrase("Reject gate", "Ausschleuser"),
    "level": Phrase(
        "How far it may go. 'report' only writes down and drives nothing; higher levels are "
        "earned, check by check (`packwarden gate` says how)",
        "Wie weit sie gehen darf. 'report' schreibt nur auf und schaltet nichts; höhere Stufen "
        "werden verdient, Prüfung für Prüfung (`packwarden gate` sagt wie)",
    ),
    "centre": Phrase("Centre that gets the records", "Zentrale, die die Aufzeichnungen bekommt"),
    "administrator": Phrase(
        "Name of the first person, an engineer, to sign in with",
        "Name der ersten Person, mit Rechten eines Ingenieurs, zum Anmelden",
    ),
}

WRITTEN: Final = Phrase(
    "Written by `packwarden init`; every key is explained in docs/station.md.",
    "Von `packwarden init` geschrieben; docs/station.md erklärt jeden Schlüssel.",
)
AFTER_CHANGES: Final = Phrase(
    "After a change: packwarden check station.toml",
    "Nach einer Änderung: packwarden check station.toml",
)
NAMES: Final = Phrase(
    "These three stand in the topics of its messages.",
    "Diese drei stehen in den Themen ihrer Nachrichten.",
)
RECIPE: Final = Phrase(
    "what a good pack looks like; `packwarden teach` writes it",
    "wie eine gute Packung aussieht; `packwarden teach` schreibt es",
)
CEILING: Final = Phrase(
    "how far it may go at most: report, recommend, act_when_sure, act_always",
    "wie weit sie höchstens geht: report, recommend, act_when_sure, act_always",
)
FAIL_STATE: Final = Phrase(
    "what becomes of packs while this computer is dead",
    "was aus Packungen wird, während dieser Rechner ausfällt",
)
ORDER: Final = Phrase(
    "What is being made now: change it on the page Products, or here.",
    "Was gerade hergestellt wird: auf der Seite Produkte ändern oder hier.",
)
ORDER_LATER: Final = Phrase(
    "What is being made now, without the # where the recipe asks for it:",
    "Was gerade hergestellt wird, ohne # wenn das Rezept danach fragt:",
)
CAMERA: Final = Phrase(
    "One camera for each view of the recipe.", "Eine Kamera für jede Ansicht des Rezepts."
)
AT_MM: Final = Phrase(
    "behind the photo-eye, along the belt: measure it",
    "hinter der Lichtschranke, entlang des Bandes: messen",
)
LIVE: Final = Phrase(
    "exposure_ms = 0.5, width_px, height_px … are left as the camera has them",
    "exposure_ms = 0.5, width_px, height_px … bleiben, wie die Kamera sie hat",
)
GATE: Final = Phrase(
    "All distances from the middle of a pack to the middle of a pack: MEASURE THEM.",
    "Alle Abstände von Mitte Packung zu Mitte Packung: BITTE MESSEN.",
)
TICKS: Final = Phrase(
    "counts of the encoder in a millimetre of belt",
    "Zählschritte des Drehgebers je Millimeter Band",
)
FASTEST: Final = Phrase("the highest speed of the belt", "die höchste Geschwindigkeit des Bandes")
PLANT: Final = Phrase(
    "A simulated one: `packwarden plant --station station.toml` is its belt.",
    "Ein simulierter: `packwarden plant --station station.toml` ist sein Band.",
)
DATA: Final = Phrase(
    "Records, pictures, people and keys; room for pictures in millions of bytes.",
    "Aufzeichnungen, Bilder, Personen und Schlüssel; Platz für Bilder in Millionen Bytes.",
)
CENTRE: Final = Phrase(
    "The centre believes this station once each knows the other's key (docs/centre.md).",
    "Die Zentrale glaubt dieser Station, sobald beide ihre Schlüssel kennen (docs/centre.md).",
)
TOKEN: Final = Phrase(
    "a file of mode 600 with the token that the centre issued",
    "eine Datei mit Rechten 600 und dem Token der Zentrale",
)
