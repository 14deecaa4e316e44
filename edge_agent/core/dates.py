"""Date formats of printed lines: a small language, its writer and its reader.

    YYYY YY         year, four or two digits
    MMMM MMM MM M   month: full name, abbreviation, two digits, no leading zero
    DDD             day of the year, three digits
    DD D            day of the month: two digits, no leading zero

Everything else in a format is a separator: blanks and . , / - : | ' _ only. The format fixes the
order of day and month; it is never guessed here. A format without a day means the last day of its
month. Two-digit years lie between 49 years before and 50 years after today (GS1 General
Specifications, section 7.12).
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property

from edge_agent.core.errors import InvalidInput
from edge_agent.core.months import MONTH_NAMES, folded, month_of

TOKEN = re.compile(r"YYYY|YY|MMMM|MMM|MM|M|DDD|DD|D")
SEPARATORS = " .,/-:|'_"
YEARS_BACK = 49
YEARS_AHEAD = 50

DIGITS = {"YYYY": 4, "YY": 2, "MM": 2, "DDD": 3, "DD": 2}
UNPADDED = frozenset({"M", "D"})
NAMED = frozenset({"MMMM", "MMM"})
TOKENS_TOLD = "YYYY YY MMMM MMM MM M DDD DD D"


@dataclass(frozen=True)
class DateFormat:
    """One way to print a date. `parse_format` makes it and refuses what could not be read back."""

    text: str
    language: str
    parts: tuple[str, ...]
    """Tokens and separators in the order they are printed."""

    @property
    def has_day(self) -> bool:
        return any(part[0] == "D" for part in self.parts)

    @property
    def padded(self) -> bool:
        """Every number has a fixed width, so that separators can be lost and nothing with them."""
        return not UNPADDED & set(self.parts)

    def write(self, day: date) -> str:
        """The date as the printer prints it: upper case, month names without accents."""
        return "".join(self.written(part, day) for part in self.parts)

    def written(self, part: str, day: date) -> str:
        match part:
            case "MMMM":
                return MONTH_NAMES[self.language][day.month - 1][0]
            case "MMM":
                return MONTH_NAMES[self.language][day.month - 1][1]
            case "DDD":
                return f"{day.timetuple().tm_yday:03d}"
            case _ if TOKEN.fullmatch(part):
                number = {"Y": day.year, "M": day.month, "D": day.day}[part[0]]
                return f"{number:04d}"[-len(part) :] if len(part) > 1 else str(number)
            case _:
                return part

    def read(self, text: str, today: date) -> date | None:
        """The date that `text` says in this format; None where it is none, or an impossible one.

        Separators may be others than the format's, since a reader of print mistakes them easily;
        where all numbers have fixed widths, they may be missing.
        """
        found = self.pattern.fullmatch(folded(text).strip())
        return None if found is None else self.date_of(found, today)

    def date_of(self, found: re.Match[str], today: date) -> date | None:
        said = {name: value for name, value in found.groupdict().items() if value is not None}
        year = int(said["year"]) if len(said["year"]) == 4 else full_year(int(said["year"]), today)
        if "day_of_year" in said:
            return day_of_year(year, int(said["day_of_year"]))
        month = month_of(said["month"], self.language) or as_number(said["month"])
        if not 1 <= month <= 12:
            return None
        day = int(said["day"]) if "day" in said else calendar.monthrange(year, month)[1]
        return calendar_date(year, month, day)

    def respelled(self, text: str) -> Iterator[str]:
        """`text` with the month of its date under each usual name; nothing for months in digits."""
        plain = folded(text)
        found = self.pattern.search(plain)
        if found is None or not NAMED & set(self.parts):
            return
        month = month_of(found["month"], self.language)
        if month is not None:
            start, end = found.span("month")
            for name in MONTH_NAMES[self.language][month - 1]:
                yield plain[:start] + name + plain[end:]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile("".join(self.pattern_of(part) for part in self.parts))

    def pattern_of(self, part: str) -> str:
        if not TOKEN.fullmatch(part):
            return rf"[{re.escape(SEPARATORS)}]{'*' if self.padded else '+'}"
        if part in NAMED:
            names = {name for names in MONTH_NAMES[self.language] for name in names}
            return f"(?P<month>{'|'.join(sorted(names, key=len, reverse=True))})"
        name = {"Y": "year", "M": "month", "D": "day"}[part[0]]
        if part == "DDD":
            name = "day_of_year"
        width = "1,2" if part in UNPADDED else str(DIGITS[part])
        return rf"(?P<{name}>[0-9]{{{width}}})"


@cache
def parse_format(text: str, language: str) -> DateFormat:
    """The format that `text` describes. InvalidInput says what is wrong with it."""
    if language not in MONTH_NAMES:
        raise InvalidInput(
            f"language {language!r} is not known; month names exist for {', '.join(MONTH_NAMES)}"
        )
    parts = tuple(split_format(text))
    wrong = what_is_wrong(parts)
    if wrong:
        raise InvalidInput(f"date format {text!r} {wrong}")
    return DateFormat(text, language, parts)


def split_format(text: str) -> Iterator[str]:
    """Tokens and single separators. InvalidInput at anything else."""
    place = 0
    while place < len(text):
        token = TOKEN.match(text, place)
        part = token.group() if token else text[place]
        if token is None and part not in SEPARATORS:
            raise InvalidInput(
                f"date format {text!r} has {part!r}, which is neither a separator nor one of "
                f"{TOKENS_TOLD}; an example is DD.MM.YYYY"
            )
        yield part
        place += len(part)


def what_is_wrong(parts: tuple[str, ...]) -> str | None:
    kinds = ["DDD" if part == "DDD" else part[0] for part in parts if TOKEN.fullmatch(part)]
    if kinds.count("Y") != 1:
        return "must have the year exactly once, as YYYY or YY"
    if any(kinds.count(kind) > 1 for kind in ("M", "D", "DDD")):
        return "names the month or the day twice"
    if "DDD" in kinds and ("M" in kinds or "D" in kinds):
        return "has the day of the year (DDD) and also a month or a day; use one or the other"
    if "DDD" not in kinds and "M" not in kinds:
        return "has no month; add MM, MMM, or DDD for the day of the year"
    numbers = [part in DIGITS or part in UNPADDED for part in parts]
    for place in range(len(parts) - 1):
        if numbers[place] and numbers[place + 1] and UNPADDED & set(parts[place : place + 2]):
            return "has M or D right beside other digits and could not be read back; use MM or DD"
    return None


def full_year(two_digits: int, today: date) -> int:
    """The year within 49 years before and 50 years after today that ends in these two digits."""
    year = today.year - today.year % 100 + two_digits
    if year - today.year > YEARS_AHEAD:
        return year - 100
    if today.year - year > YEARS_BACK:
        return year + 100
    return year


def calendar_date(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has none (31 February)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_of_year(year: int, number: int) -> date | None:
    """Day `number` (from 1) of the year, or None where the year has no such day."""
    if not 1 <= number <= 365 + calendar.isleap(year) or year < 1:
        return None
    return date(year, 1, 1) + timedelta(days=number - 1)


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def iso_date(text: str) -> date:
    """A date as people enter it for an order: YYYY-MM-DD. InvalidInput otherwise."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InvalidInput(
            f"{text!r} is not a date; expected YYYY-MM-DD, such as 2026-12-24"
        ) from error


def as_number(digits: str) -> int:
    return int(digits) if digits.isdigit() else 0
