"""Finds the date format in which a date is printed: "MAR 04 2021" of 4 March 2021 is MMM DD YYYY.

Every way of naming the parts of the printed text is tried, the usual ones first; the first that
writes the known date exactly as it is printed is the format. Pure.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import product

from edge_agent.core.dates import DateFormat, month_end, parse_format
from edge_agent.core.errors import InvalidInput
from edge_agent.core.expected_print import normalised
from edge_agent.core.months import MONTH_NAMES, folded

PART = re.compile(r"[0-9]+|[A-Z]+|[^0-9A-Z]+")
SOLID = ("YYYYMMDD", "DDMMYYYY", "YYMMDD", "DDMMYY", "MMYYYY", "YYYYMM", "MMYY")
"""Dates printed as one number."""
TOKENS_BY_LENGTH = {1: ("D", "M"), 2: ("DD", "MM", "YY", "D", "M"), 3: ("DDD",), 4: ("YYYY",)}
NAME_TOKENS = ("MMM", "MMMM")
SPELLED = str.maketrans({"年": "/", "月": "/", "日": " ", "·": "."})
"""Marks that a format cannot hold, and what stands for them."""


def format_of(printed: str, iso: str) -> DateFormat | None:
    """The format of `printed`, a date known as YYYY-MM-DD or YYYY-MM; None where none fits."""
    day = date_of(iso)
    text = folded(printed.translate(SPELLED)).strip()
    for candidate, language in candidates(text):
        try:
            known = parse_format(candidate, language)
        except InvalidInput:  # names a part twice, or none
            continue
        if known.has_day == (len(iso) > len("2026-12")) and says(known, text, day):
            return known
    return None


def says(known: DateFormat, text: str, day: date) -> bool:
    return normalised(known.write(day)) == normalised(text)


def date_of(iso: str) -> date:
    """The day; of a month its last."""
    if len(iso) > len("2026-12"):
        return date.fromisoformat(iso)
    year, month = iso.split("-")
    return month_end(int(year), int(month))


def candidates(text: str) -> Iterator[tuple[str, str]]:
    """Formats and languages that have the shape of the text."""
    parts = PART.findall(text)
    if len(parts) == 1:
        yield from ((solid, "en") for solid in SOLID if len(solid) == len(text))
    languages = tuple(MONTH_NAMES) if any(part.isalpha() for part in parts) else ("en",)
    for tokens in product(*(tokens_for(part) for part in parts)):
        yield from (("".join(tokens), language) for language in languages)


def tokens_for(part: str) -> tuple[str, ...]:
    if part.isdecimal():
        return TOKENS_BY_LENGTH.get(len(part), ())
    return NAME_TOKENS if part.isalpha() else (part,)
