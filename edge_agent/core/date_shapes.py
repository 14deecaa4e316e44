"""The shapes in which dates stand on packs, as regular expressions over folded text.

Readers lose and mistake separators, so they are optional wherever the digits alone still say where
one part ends. O and I count as digits only in a group that has real digits, between separators; a
digit counts as a letter only inside the name of a month.

Groups say what a part is: year, month, day, name (of a month), or first, second and third where
the shape leaves the order open.
"""

import re
from collections.abc import Iterator, Sequence

from edge_agent.core.months import MONTH_NAMES, folded

LOOKS_LIKE = {"O": "[O0]", "I": "[I1]", "S": "[S5]", "B": "[B8]", "L": "[L1]", "Z": "[Z2]"}
MASK = "\0"
"""Stands for what is no part of a date, so that places in the text stay the same."""
TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?(?![0-9])")
MISREAD_NUMBERS = re.compile(r"(?<![A-Z0-9])(?:[0-9OI]{1,4}[./|-]){2}[0-9OI]{1,4}(?![A-Z0-9])")

BESIDE_LETTER = re.compile(r"[0-9][A-Za-z]|[A-Za-z][0-9]")

SEPARATOR = r"(?:\s{0,2}[.,/|\\·年月\-\u2013]\s{0,2}|\s{1,2})"
MARK = r"\s?[.,/|\\·\-\u2013]\s?"
LOOSE = f"{SEPARATOR}?"
BESIDE = r"[\s.,/|\\·'\-\u2013]{0,3}"
AROUND = rf"{BESIDE}(?:(?:ST|ND|RD|TH|ER|DE)(?![A-Z]){BESIDE})?"
"""Between the name of a month and its numbers: 24TH DEC, 1ER MAI, 24 DE DIC DE 2026."""
YEAR = "(?P<year>20[0-9]{2})"
ANY_YEAR = "(?P<year>20[0-9]{2}|[0-9]{2})"
MONTH = "(?P<month>[0-9]{1,2})"
MONTH_2 = "(?P<month>[0-9]{2})"
DAY = "(?P<day>[0-9]{1,2})"
SPLIT_DAY = "(?P<day>[0-3] [0-9]|[0-9]{1,2})"
"""Readers put blanks into widely set digits: 2022.03.2 0."""
DAY_2 = "(?P<day>[0-9]{2})"
FIRST_2, SECOND_2, THIRD_2 = (f"(?P<{part}>[0-9]{{2}})" for part in ("first", "second", "third"))
FIRST, SECOND = "(?P<first>[0-9]{1,2})", "(?P<second>[0-9]{1,2})"
LABEL = "(?:EXP|BBE?|BEST BEFORE|BEST BY|USE BY|MHD|MFG|MFD|PROD?|PKD|CAD|VAL|SCAD)"
UNIT = r"\s?(?:[KM]?G|[CM]?L|OZ|LB|%|KCAL|KJ|EUR|USD|€|\$)(?![A-Z])"


def month_pattern(name: str) -> str:
    return "".join(LOOKS_LIKE.get(letter, letter) for letter in name)


MONTHS = {
    re.compile(month_pattern(name)): number
    for months in MONTH_NAMES.values()
    for number, names in enumerate(months, start=1)
    for name in names
}
"""The names of all languages together: no name means two months."""
NAME = f"(?P<name>{'|'.join(sorted((name.pattern for name in MONTHS), key=len, reverse=True))})"

TRUST = (
    (f"{NAME}{AROUND}{DAY}{SEPARATOR}{YEAR}", f"{NAME}{AROUND}{DAY_2}{YEAR}"),
    (f"{DAY}{AROUND}{NAME}{AROUND}{ANY_YEAR}", f"{YEAR}{AROUND}{NAME}{AROUND}{DAY}"),
    (f"{NAME}{AROUND}{DAY}{SEPARATOR}{ANY_YEAR}", f"{NAME}{AROUND}{YEAR}"),
    (
        f"{YEAR}{SEPARATOR}{MONTH}{SEPARATOR}{SPLIT_DAY}",
        f"{YEAR}{LOOSE}{MONTH_2}{LOOSE}{DAY_2}",
        f"{FIRST}{SEPARATOR}{SECOND}{SEPARATOR}{YEAR}",
        f"{FIRST_2}{LOOSE}{SECOND_2}{LOOSE}{YEAR}",
    ),
    (
        f"{FIRST}{MARK}{SECOND}{MARK}{THIRD_2}",
        f"{FIRST_2}{SEPARATOR}{SECOND_2}{SEPARATOR}{THIRD_2}",
    ),
    (f"{MONTH}{SEPARATOR}{YEAR}", f"{YEAR}{SEPARATOR}{MONTH}"),
    (
        rf"{LABEL}[\s.:]{{0,3}}{YEAR}{MONTH_2}",
        rf"{LABEL}[\s.:]{{0,3}}{FIRST_2}{SECOND_2}{THIRD_2}",
    ),
    (f"{DAY}{AROUND}{NAME}", f"{NAME}{AROUND}{DAY}"),
    (f"(?<![.,/-]){FIRST_2}[./]{SECOND_2}(?![.,/-]|{UNIT})",),
)
"""The most telling shapes first: what one has taken, no later one may use."""


def compiled(shape: str) -> re.Pattern[str]:
    """A number is whole: no digit stands before or behind it."""
    before = "" if shape.startswith(NAME) else "(?<![0-9])"
    return re.compile(f"{before}{shape}(?![0-9])")


SHAPES = tuple(tuple(compiled(shape) for shape in shapes) for shapes in TRUST)


def plain_text(text: str) -> str:
    """Folded, with times masked and misread digits repaired; as long as `text`."""
    untimed = TIME.sub(lambda time: MASK * len(time.group()), folded(text))
    return MISREAD_NUMBERS.sub(lambda found: with_digits(found.group()), untimed)


def with_digits(numbers: str) -> str:
    groups = re.split(r"[./|-]", numbers)
    if not all(re.search(r"[0-9]", group) for group in groups):
        return numbers
    return numbers.replace("O", "0").replace("I", "1")


def shapes_in(text: str) -> Iterator[re.Match[str]]:
    """Everything in `text` that is shaped like a date, without overlap."""
    plain = plain_text(text)
    for shapes in SHAPES:
        while found := leftmost(shapes, plain):
            yield found
            start, end = found.span()
            plain = plain[:start] + MASK * (end - start) + plain[end:]


def leftmost(shapes: Sequence[re.Pattern[str]], text: str) -> re.Match[str] | None:
    matches = [match for shape in shapes if (match := shape.search(text))]
    return min(matches, key=lambda match: match.start(), default=None)


def month_number(name: str) -> int:
    return next(number for pattern, number in MONTHS.items() if pattern.fullmatch(name))


def with_month_letters(text: str) -> str:
    """A digit in the month of a date with its year is a letter that was misread: 2020 0CT 28."""
    if not BESIDE_LETTER.search(text):
        return text
    letters = list(text)
    for shape in shapes_in(text):
        parts = shape.groupdict()
        name = parts.get("name")
        if name is None or name.isalpha() or parts.get("year") is None:
            continue
        start, end = shape.span("name")
        if not text[:start][-1:].isalpha():
            letters[start:end] = cased(spelling_of(name), text[start:end])
    return "".join(letters)


def spelling_of(name: str) -> str:
    """The month's name that looks like `name`."""
    names = (one for months in MONTH_NAMES.values() for same in months for one in same)
    return next(one for one in names if re.fullmatch(month_pattern(one), name))


def cased(letters: str, like: str) -> str:
    """Small where `like` has a small letter behind its first."""
    return letters.lower() if any(one.islower() for one in like[1:]) else letters
