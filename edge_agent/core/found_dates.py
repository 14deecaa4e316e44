"""Finds dates in free text of packs, where no recipe says how they are printed.

Rules: the shape decides first (the name of a month, a four-digit year at either end). Where shapes
leave the order of the parts open, all texts of the pack decide together (`date_order`), and where
these cannot, a date is taken day first. A date without a year is found but has no ISO date. Times,
and numbers that the calendar does not know, are no dates.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from edge_agent.core.date_shapes import month_number, shapes_in
from edge_agent.core.dates import calendar_date, full_year

DAYS_PER_YEAR = 365.25
COST_PER_YEAR = 0.5
"""For each year between a date and today: packs are inspected when they are new."""
COST_OF_DESCENT = 10.0
"""For an expiry before its production: dates are printed in the order of time."""
COST_OF_MISFIT = 100.0
"""For a date that the calendar does not know in this order."""


class PartOrder(StrEnum):
    """In which order a pack prints day, month and year, the usual ones first."""

    DAY_FIRST = "day_first"
    YEAR_FIRST = "year_first"
    MONTH_FIRST = "month_first"

    @property
    def rarity(self) -> int:
        """Cost of taking this order: what a usual one explains as well is not taken for a rare."""
        return list(PartOrder).index(self)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date at `text[start:end]`."""

    start: int
    end: int
    iso: str | None
    """YYYY-MM-DD, YYYY-MM where no day is printed, None where no year is."""


Readings = dict[PartOrder, str]
"""What a shape says in each order of its parts that the calendar allows."""


def find_dates(text: str, today: date, order: PartOrder | None = None) -> tuple[FoundDate, ...]:
    """All dates in `text`, from left to right; `order` is that of the pack where it is known."""
    order = order or date_order((text,), today)
    found = (found_date(shape, today, order) for shape in shapes_in(text))
    return tuple(sorted((one for one in found if one), key=lambda one: one.start))


def date_order(texts: Sequence[str], today: date) -> PartOrder:
    """The order of parts that explains all texts of a pack best; `texts` in the order of time.

    Without open shapes, or where nothing tells the orders apart, day first.
    """
    readings = [readings_of(shape, today) for text in texts for shape in shapes_in(text)]
    dated = [one for one in readings if one]
    return min(PartOrder, key=lambda order: cost_of(order, dated, today))


def cost_of(order: PartOrder, dated: Sequence[Readings], today: date) -> float:
    days = [comparable(said_in(order, readings)) for readings in dated]
    misfits = sum(order not in readings for readings in dated)
    years = sum(abs((day - today).days) for day in days) / DAYS_PER_YEAR
    descents = sum(later < earlier for earlier, later in pairwise(days))
    return (
        order.rarity + COST_PER_YEAR * years + COST_OF_DESCENT * descents + COST_OF_MISFIT * misfits
    )


def said_in(order: PartOrder, readings: Readings) -> str:
    """The reading in this order, else in the most usual one that is possible."""
    return readings.get(order) or next(readings[one] for one in PartOrder if one in readings)


def comparable(iso: str) -> date:
    """A day to compare with: a month alone counts as its first."""
    return date.fromisoformat(iso if len(iso) > len("2022-05") else f"{iso}-01")


def found_date(shape: re.Match[str], today: date, order: PartOrder) -> FoundDate | None:
    start = min(shape.start(part) for part in shape.groupdict())
    if lacks_year(shape):
        return FoundDate(start, shape.end(), None) if may_be_day_of_year(shape) else None
    readings = readings_of(shape, today)
    if not readings:
        return None
    return FoundDate(start, shape.end(), said_in(order, readings))


def lacks_year(shape: re.Match[str]) -> bool:
    return not {"year", "third"} & shape.groupdict().keys()


def may_be_day_of_year(shape: re.Match[str]) -> bool:
    """Day and month, in either order."""
    parts = shape.groupdict()
    if "name" in parts:
        return 1 <= int(parts["day"]) <= 31
    low, high = sorted(int(parts[part]) for part in ("first", "second"))
    return 1 <= low <= 12 and high <= 31


def readings_of(shape: re.Match[str], today: date) -> Readings:
    """Every order of parts in which the shape is a date; empty where it is none."""
    parts = shape.groupdict()
    if lacks_year(shape):
        return {}
    if "third" in parts:
        return three_numbers(parts, today)
    year = int(parts["year"])
    year = year if len(parts["year"]) == 4 else full_year(year, today)
    if "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        return possible(iso_of(year, second, first), None, iso_of(year, first, second))
    month = month_number(parts["name"]) if "name" in parts else int(parts["month"])
    if "day" not in parts:
        said = f"{year}-{month:02d}" if 1 <= month <= 12 else None
    else:
        said = iso_of(year, month, int(parts["day"].replace(" ", "")))
    return possible(said, said, said)


def three_numbers(parts: dict[str, str], today: date) -> Readings:
    first, second, third = (int(parts[part]) for part in ("first", "second", "third"))
    year = full_year(third, today)
    return possible(
        iso_of(year, second, first),
        iso_of(full_year(first, today), second, third) if len(parts["first"]) == 2 else None,
        iso_of(year, first, second),
    )


def possible(day_first: str | None, year_first: str | None, month_first: str | None) -> Readings:
    readings = zip(PartOrder, (day_first, year_first, month_first), strict=True)
    return {order: iso for order, iso in readings if iso is not None}


def iso_of(year: int, month: int, day: int) -> str | None:
    found = calendar_date(year, month, day)
    return None if found is None else found.isoformat()
