"""Month names as printers write them, and the folding that makes spellings comparable.

Printers write upper case and mostly drop accents, so names stand here without them: `folded` brings
any text into the same form, character by character, so that places in both texts stay the same.
"""

import unicodedata

MONTH_NAMES: dict[str, tuple[tuple[str, ...], ...]] = {
    "en": (
        ("JANUARY", "JAN"),
        ("FEBRUARY", "FEB"),
        ("MARCH", "MAR"),
        ("APRIL", "APR"),
        ("MAY", "MAY"),
        ("JUNE", "JUN"),
        ("JULY", "JUL"),
        ("AUGUST", "AUG"),
        ("SEPTEMBER", "SEP", "SEPT"),
        ("OCTOBER", "OCT"),
        ("NOVEMBER", "NOV"),
        ("DECEMBER", "DEC"),
    ),
    "de": (
        ("JANUAR", "JAN", "JANNER"),
        ("FEBRUAR", "FEB", "FEBER"),
        ("MARZ", "MRZ", "MAR", "MAERZ"),
        ("APRIL", "APR"),
        ("MAI", "MAI"),
        ("JUNI", "JUN"),
        ("JULI", "JUL"),
        ("AUGUST", "AUG"),
        ("SEPTEMBER", "SEP", "SEPT"),
        ("OKTOBER", "OKT"),
        ("NOVEMBER", "NOV"),
        ("DEZEMBER", "DEZ"),
    ),
    "fr": (
        ("JANVIER", "JAN", "JANV"),
        ("FEVRIER", "FEV", "FEVR"),
        ("MARS", "MAR"),
        ("AVRIL", "AVR"),
        ("MAI", "MAI"),
        ("JUIN", "JUN"),
        ("JUILLET", "JUL", "JUIL"),
        ("AOUT", "AOU"),
        ("SEPTEMBRE", "SEP", "SEPT"),
        ("OCTOBRE", "OCT"),
        ("NOVEMBRE", "NOV"),
        ("DECEMBRE", "DEC"),
    ),
    "es": (
        ("ENERO", "ENE"),
        ("FEBRERO", "FEB"),
        ("MARZO", "MAR"),
        ("ABRIL", "ABR"),
        ("MAYO", "MAY"),
        ("JUNIO", "JUN"),
        ("JULIO", "JUL"),
        ("AGOSTO", "AGO"),
        ("SEPTIEMBRE", "SEP", "SEPT", "SET", "SETIEMBRE"),
        ("OCTUBRE", "OCT"),
        ("NOVIEMBRE", "NOV"),
        ("DICIEMBRE", "DIC"),
    ),
    "it": (
        ("GENNAIO", "GEN"),
        ("FEBBRAIO", "FEB"),
        ("MARZO", "MAR"),
        ("APRILE", "APR"),
        ("MAGGIO", "MAG"),
        ("GIUGNO", "GIU"),
        ("LUGLIO", "LUG"),
        ("AGOSTO", "AGO"),
        ("SETTEMBRE", "SET", "SETT"),
        ("OTTOBRE", "OTT"),
        ("NOVEMBRE", "NOV"),
        ("DICEMBRE", "DIC"),
    ),
    "pt": (
        ("JANEIRO", "JAN"),
        ("FEVEREIRO", "FEV"),
        ("MARCO", "MAR"),
        ("ABRIL", "ABR"),
        ("MAIO", "MAI"),
        ("JUNHO", "JUN"),
        ("JULHO", "JUL"),
        ("AGOSTO", "AGO"),
        ("SETEMBRO", "SET"),
        ("OUTUBRO", "OUT"),
        ("NOVEMBRO", "NOV"),
        ("DEZEMBRO", "DEZ"),
    ),
}
"""Language to its twelve months: full name, the abbreviation that is written, other usual ones."""


def folded(text: str) -> str:
    """Upper case without accents, one character for each of `text`."""
    if text.isascii():
        return text.upper()
    return "".join(unicodedata.normalize("NFKD", letter)[0].upper()[0] for letter in text)


def month_of(name: str, language: str) -> int | None:
    """The month (1 to 12) that `name` means in this language, or None."""
    wanted = folded(name)
    for number, names in enumerate(MONTH_NAMES[language], start=1):
        if wanted in names:
            return number
    return None
