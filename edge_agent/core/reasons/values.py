"""How values stand in a sentence: texts in quotation marks, numbers with the language's point."""

from collections.abc import Sequence
from math import isfinite

from edge_agent.core.reasons.languages import Language, Phrase

MOST_QUOTED = 64
"""Characters of a text; the rest of a longer one is left out."""
QUOTED = Phrase("“{text}”", "„{text}“")
POINT = Phrase(".", ",")
UNKNOWN = Phrase("unknown", "unbekannt")
AND = Phrase(" and ", " und ")


def quoted(text: str, language: Language) -> str:
    """On one line, whatever it holds; signs that nobody can see are left out."""
    line = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    shown = line if len(line) <= MOST_QUOTED else f"{line[: MOST_QUOTED - 1]}…"
    return QUOTED.said(language, text=shown)


def number(value: float, language: Language) -> str:
    """To two digits behind the point."""
    if not isfinite(value):
        return UNKNOWN.said(language)
    return f"{value:.2f}".replace(".", POINT.said(language))


def listed(parts: Sequence[str], language: Language) -> str:
    """The last two joined by "and", all before them by commas."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])}{AND.said(language)}{parts[-1]}"
