"""Tells which printed texts of a pack are its lot, its expiry and its production date.

A label on the line itself counts most, then the nearest to its left or above. Among dates without
a label the latest is the expiry and the earliest the production; one alone is the expiry. A date
without a year is the expiry only where it stands alone and nothing better is printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Literal

from edge_agent.core.found_dates import date_order, find_dates
from edge_agent.core.line_labels import Line, Named, last_day, named
from edge_agent.core.pack_words import Label, words_in
from edge_agent.core.text_places import Quad, common_direction, height_px, reading_place

Kind = Literal["lot", "expiry", "production", "other"]

MOST_BESIDE_DATE = 3
"""Letters and digits that may stand beside a date without a year, such as the A of 01.24 A."""


@dataclass(frozen=True, slots=True)
class PrintedText:
    """A text and its corners in pixels, clockwise from the top left as the text runs."""

    text: str
    quad: Quad


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A printed text and what it is; `iso_date` is YYYY-MM-DD, or YYYY-MM without a day."""

    text: str
    quad: Quad
    kind: Kind
    iso_date: str | None


def label_texts(texts: Sequence[PrintedText], today: date) -> tuple[LabelledText, ...]:
    """Every text with its kind and date, in the order given."""
    order = date_order(in_order_of_time(texts), today)
    lines = [
        Line(one.text, one.quad, words_in(one.text), find_dates(one.text, today, order))
        for one in texts
    ]
    names = [named(line, lines) for line in lines]
    kinds = kinds_of(lines, names)
    return tuple(
        LabelledText(
            one.text, one.quad, kind, name.iso if kind in ("expiry", "production") else None
        )
        for one, name, kind in zip(texts, names, kinds, strict=True)
    )


def in_order_of_time(texts: Sequence[PrintedText]) -> list[str]:
    """Production first and expiry last where labels say so, else as they are read."""
    line_height_px = median([height_px(one.quad) for one in texts] or [1.0])
    along = common_direction([one.quad for one in texts])

    def place(one: PrintedText) -> tuple[int, int, float]:
        labels = {word.label for word in words_in(one.text)}
        rank = 2 if Label.EXPIRY in labels else 0 if Label.PRODUCTION in labels else 1
        down, across = reading_place(one.quad, along)
        return rank, round(down / line_height_px), across

    return [one.text for one in sorted(texts, key=place)]


def kinds_of(lines: Sequence[Line], names: Sequence[Named]) -> list[Kind]:
    expiry, production = expiry_and_production(names)
    kinds = [kind_of(name, expiry, production) for name in names]
    if "expiry" not in kinds:
        alone = [place for place, line in enumerate(lines) if is_day_alone(line)]
        if len(alone) == 1:
            kinds[alone[0]] = "expiry"
    return kinds


def kind_of(name: Named, expiry: str | None, production: str | None) -> Kind:
    if name.label is not None:
        return name.label.value
    if name.iso is not None and name.iso == expiry:
        return "expiry"
    return "production" if name.iso is not None and name.iso == production else "other"


def expiry_and_production(names: Sequence[Named]) -> tuple[str | None, str | None]:
    """The dates by which lines without a label are known; None where there is none.

    What is labelled decides; else the latest date is the expiry, unless it is before production,
    and the earliest before the expiry is the production.
    """
    expiries = dates_of(names, Label.EXPIRY)
    productions = dates_of(names, Label.PRODUCTION)
    unknown = dates_of(names, None)
    if not expiries:
        after = [
            iso for iso in unknown if not productions or last_day(iso) > last_day(productions[-1])
        ]
        expiries = after[-1:]
    if not productions:
        productions = [iso for iso in unknown if expiries and last_day(iso) < last_day(expiries[0])]
    return next(reversed(expiries), None), next(iter(productions), None)


def dates_of(names: Sequence[Named], label: Label | None) -> list[str]:
    """The dates of all lines with this label, earliest first."""
    return sorted((name.iso for name in names if name.label is label and name.iso), key=last_day)


def is_day_alone(line: Line) -> bool:
    """A date without a year and next to nothing else."""
    if line.words or len(line.dates) != 1 or line.dates[0].iso is not None:
        return False
    found = line.dates[0]
    beside = line.text[: found.start] + line.text[found.end :]
    return sum(letter.isalnum() for letter in beside) <= MOST_BESIDE_DATE
