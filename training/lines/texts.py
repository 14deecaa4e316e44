"""What drawn lines say: dates, lots, label words, times, prices, and letters in no order at all.

A reader must read what is printed, also where that is no date, so many texts look like dates, lots
or words and are none.
"""

from datetime import date, timedelta

import numpy as np

from edge_agent.core.dates import DateFormat, parse_format
from edge_agent.core.months import MONTH_NAMES
from edge_agent.core.pack_words import WORDS, Label

DIGITS = "0123456789"
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SMALL = CAPITALS.lower()
SIGNS = " .,:/-|()+'*#%&_"
CHARACTERS = DIGITS + CAPITALS + SMALL + SIGNS
"""All that the reader can say. Accents are folded away: Ä is read as A, as printers write it."""

LONGEST = 26
"""Characters of a line; longer ones are cut."""
SEPARATORS = (*".....", *"///", *"---", *"   ", "|", ",", "", "", ". ", " / ", ":")
ORDERS = (
    *("YYYY{0}MM{0}DD", "YYYY{0}MM{0}DD", "DD{0}MM{0}YYYY", "DD{0}MM{0}YYYY", "DD{0}MM{0}YY"),
    *("MM{0}DD{0}YYYY", "YY{0}MM{0}DD", "MM{0}DD{0}YY", "MM{0}YYYY", "MM{0}YY", "YYYY{0}MM"),
    *("DD{0}MMM{0}YYYY", "DD{0}MMM{0}YY", "MMM{0}DD{0}YYYY", "YYYY{0}MMM{0}DD", "MMM{0}YYYY"),
    *("DD MMMM YYYY", "MMM{0}DD{0}YY", "MMM{0}YY", "YYYY MMM DD", "YY{0}DDD", "DD{0}MM"),
)
FIRST_DAY = date(1999, 1, 1)
DAYS = 45 * 365
PREFIXES = (
    "EXP",
    "EXP ",
    "BB ",
    "BBE ",
    "MHD ",
    "E:",
    "E ",
    "P:",
    "M ",
    "PRD ",
    ":",
    "L",
    "C:",
    "(",
)
SUFFIXES = (" A", "A", " 12", " L1", "EU", " E", ".", ":", ")", " B2")
LOT_LETTERS = "LLLLABCDEFGHJKMNPRSTUVWXYZ"

Rng = np.random.Generator


def one_of(choices: str | tuple[str, ...], rng: Rng) -> str:
    return choices[int(rng.integers(len(choices)))]


def some(letters: str, least: int, most: int, rng: Rng) -> str:
    """`least` to `most` letters, each by itself."""
    count = int(rng.integers(least, most + 1))
    return "".join(letters[i] for i in rng.integers(0, len(letters), count))


def format_of(order: str, separator: str, language: str) -> DateFormat:
    """DD and MM side by side with nothing between are still read back: all have fixed widths."""
    if order == "DD{0}MM":
        return DateFormat("DD.MM", language, ("DD", separator, "MM"))
    return parse_format(order.replace("{0}", separator), language)


def printed_date(rng: Rng) -> str:
    language = one_of(tuple(MONTH_NAMES), rng)
    style = format_of(one_of(ORDERS, rng), one_of(SEPARATORS, rng), language)
    return style.write(FIRST_DAY + timedelta(days=int(rng.integers(DAYS))))


def no_date(rng: Rng) -> str:
    """A date whose digits are any digits."""
    return "".join(one_of(DIGITS, rng) if one.isdigit() else one for one in printed_date(rng))


def dressed_date(rng: Rng) -> str:
    """A date with what stands before or behind it in the same line."""
    said = printed_date(rng)
    kind = rng.random()
    if kind < 0.4:
        return one_of(PREFIXES, rng) + said
    if kind < 0.6:
        return said + one_of(SUFFIXES, rng)
    return f"{said} {printed_time(rng)}" if kind < 0.8 else f"{said} {lot(rng)}"


def printed_time(rng: Rng) -> str:
    hours, minutes, seconds = int(rng.integers(24)), int(rng.integers(60)), int(rng.integers(60))
    return f"{hours:02d}:{minutes:02d}" + (f":{seconds:02d}" if rng.random() < 0.3 else "")


def lot(rng: Rng) -> str:
    kind = rng.random()
    if kind < 0.35:
        return "L" + some(DIGITS, 3, 8, rng)
    if kind < 0.55:
        return one_of(("LOT ", "LOT:", "LOT", "Lot ", "L ", "LOT NO ", "CH.-B. "), rng) + code(rng)
    return code(rng)


def code(rng: Rng) -> str:
    """Letters and digits in groups."""
    parts = [some(LOT_LETTERS, 0, 3, rng), some(DIGITS, 2, 7, rng)]
    if rng.random() < 0.4:
        parts.append(one_of(("-", " ", "/", "", ":", "."), rng))
        parts.append(some(DIGITS + CAPITALS, 1, 4, rng))
    return "".join(parts)


def words(rng: Rng) -> str:
    label = (Label.EXPIRY, Label.PRODUCTION, Label.LOT)[int(rng.integers(3))]
    said = one_of(WORDS[label], rng)
    case = rng.random()
    if case < 0.25:
        said = said.title()
    elif case < 0.4:
        said = said.lower()
    return said + one_of(("", "", ":", ".", " :"), rng)


def price(rng: Rng) -> str:
    said = f"{int(rng.integers(100))}{one_of(('.', ','), rng)}{int(rng.integers(100)):02d}"
    return said + one_of(("", "", " EUR", " kg", "kg", " g", " ml", "%"), rng)


def anything(rng: Rng) -> str:
    """Any characters at all; blanks only inside."""
    letters = one_of((DIGITS, DIGITS + CAPITALS, DIGITS + CAPITALS, CHARACTERS), rng)
    return some(letters, 2, 12, rng).strip() or "0"


KINDS = (
    (printed_date, 0.40),
    (no_date, 0.16),
    (dressed_date, 0.12),
    (lot, 0.12),
    (words, 0.05),
    (printed_time, 0.03),
    (price, 0.03),
    (anything, 0.09),
)
LIMITS = np.cumsum([share for _, share in KINDS])


def printed_text(rng: Rng) -> str:
    """One line: 1 to 26 of CHARACTERS, no blank at either end."""
    write = KINDS[int(np.searchsorted(LIMITS, rng.random(), side="right"))][0]
    said = " ".join(write(rng).split())[:LONGEST].strip()
    return said or "0"
