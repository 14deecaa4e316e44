"""What is sought on packs: dates first of all, for lots and the rest stand beside them."""

from collections.abc import Callable
from datetime import date

from edge_agent.core.found_dates import find_dates
from edge_agent.core.pack_words import Label, words_in

Interest = Callable[[str], float]
"""How much a text is of what is sought: 0 not at all, 1 fully."""
ENOUGH = 0.5
"""Interest times confidence from which a text is what was sought."""
WHOLE_DATE, MONTH_ONLY, NO_YEAR, LOT_WORD = 1.0, 0.7, 0.3, 0.2


def interest_in_dates(today: date) -> Interest:
    """Interest in texts that bear a date, the more of it the better; a little in lots."""

    def interest(text: str) -> float:
        worths = [worth(found.iso) for found in find_dates(text, today)]
        if any(word.label is Label.LOT for word in words_in(text)):
            worths.append(LOT_WORD)
        return max(worths, default=0.0)

    return interest


def worth(iso: str | None) -> float:
    if iso is None:
        return NO_YEAR
    return WHOLE_DATE if len(iso) == len("2026-12-24") else MONTH_ONLY
