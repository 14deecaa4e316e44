"""What is printed: the ordered text, or a wrong one that differs in one to three characters."""

from datetime import date, timedelta

import numpy as np

from edge_agent.core.order import Order
from simulators.drawing.defects import Fault

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
MOST_WRONG = 3
"""Characters in which a wrong print differs from the ordered one, at most."""


def dated(day: date, date_format: str) -> str:
    """A date as the printer is set up: DD, MM, MMM, YYYY and YY in `date_format`."""
    text = date_format.replace("YYYY", f"{day.year:04d}").replace("YY", f"{day.year % 100:02d}")
    text = text.replace("MMM", MONTHS[day.month - 1]) if "MMM" in text else text
    if "MMM" not in date_format:
        text = text.replace("MM", f"{day.month:02d}")
    return text.replace("DD", f"{day.day:02d}") if "DD" in date_format else text


def line_text(
    expect: str, order: Order, date_format: str, fault: Fault | None, rng: np.random.Generator
) -> str:
    """The text of a line: `expect` with the order's lot and expiry, or with wrong ones."""
    lot, expiry = order.lot or "", order.expiry
    if fault is Fault.WRONG:
        lot = wrong_lot(lot, rng)
        expiry = expiry and wrong_expiry(expiry, date_format, rng)
    shown = dated(expiry, date_format) if expiry else ""
    return expect.replace("{lot}", lot).replace("{expiry}", shown).upper()


def wrong_lot(lot: str, rng: np.random.Generator) -> str:
    """The lot with one to three of its characters changed to others of their kind."""
    places = [i for i, one in enumerate(lot) if one.isalnum()]
    count = min(len(places), int(rng.integers(1, MOST_WRONG + 1)))
    letters = list(lot)
    for i in rng.choice(places, count, replace=False):
        letters[i] = other_character(lot[i], rng)
    return "".join(letters)


def other_character(character: str, rng: np.random.Generator) -> str:
    """Another digit for a digit, another capital for a letter; no look-alikes such as O for D."""
    kind = "0123456789" if character.isdigit() else "ABCEFHKLMNPRTX"
    return str(rng.choice([one for one in kind if one != character.upper()]))


def wrong_expiry(expiry: date, date_format: str, rng: np.random.Generator) -> date:
    """Another day, month or year whose print differs in one to three characters."""
    days = [*range(-28, 29), -366, -365, -62, -61, 61, 62, 365, 366, 730, 731]
    ordered = dated(expiry, date_format)
    texts = {day: expiry + timedelta(days=day) for day in days if day}
    fitting = [
        day for day in texts.values() if 1 <= differences(dated(day, date_format), ordered) <= 3
    ]
    return fitting[int(rng.integers(len(fitting)))]


def differences(one: str, other: str) -> int:
    """In how many places two texts differ; a longer rest counts in full."""
    return sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other))


def wrong_gtin(gtin: str, rng: np.random.Generator) -> str:
    """Another product's number: one digit differs, and the check digit is right for it."""
    i = int(rng.integers(len(gtin) - 5, len(gtin) - 1))
    body = gtin[:i] + other_character(gtin[i], rng) + gtin[i + 1 : -1]
    return body + check_digit(body)


def check_digit(body: str) -> str:
    """GS1 check digit of a number without it (GS1 General Specifications, 7.9.1)."""
    weighted = sum(int(one) * (3, 1)[i % 2] for i, one in enumerate(reversed(body)))
    return str(-weighted % 10)
