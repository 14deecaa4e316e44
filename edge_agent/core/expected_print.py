"""What a printed line must say, whether a reading says it, and which orders can be printed at all.

Only letters and digits count. A reading is ok only when the whole expected text stands in it and
cannot be a piece of something longer. It is not_ok when it was read well and says something else.
Everything between (a fragment, a weak reading, characters that readers confuse) is unsure.
"""

import re
from dataclasses import dataclass
from datetime import date
from string import Formatter

from edge_agent.core.alignment import UNKNOWN, align
from edge_agent.core.dates import parse_format
from edge_agent.core.errors import InvalidInput
from edge_agent.core.gs1 import GTIN_LENGTHS, check_digit_ok
from edge_agent.core.lot_patterns import lot_matches
from edge_agent.core.months import folded
from edge_agent.core.order import Order
from edge_agent.core.packs import Reason, Verdict
from edge_agent.core.print_edges import USUAL_SIGNS, Edge, best_place
from edge_agent.core.recipe import BarcodeLimits, Check, PrintLimits, Recipe

UNSURE_SCORE = 0.5
"""Defect score of a line that could be either."""
RETAIL = re.compile(r"(EAN|UPC|ITF)")
"""Names of barcodes that hold a GTIN and nothing else."""
LEAST_SHARE = 0.5
"""A reading shorter than this share of the expected text is a fragment, whatever it says."""


@dataclass(frozen=True, slots=True)
class PrintComparison:
    """`score` is the defect score in [0, 1]: 0 = surely as ordered, 1 = surely not."""

    verdict: Verdict
    score: float
    reasons: tuple[Reason, ...] = ()


UNREADABLE = PrintComparison(Verdict.UNSURE, UNSURE_SCORE, (Reason.UNREADABLE,))
MISSING = PrintComparison(Verdict.NOT_OK, 1.0, (Reason.MISSING,))


def normalised(text: str) -> str:
    """Letters and digits only, upper case, without accents."""
    return "".join(letter for letter in folded(text) if letter.isalnum())


def expected_text(limits: PrintLimits, order: Order) -> str:
    """The line that must be printed. InvalidInput says what the order or the recipe lacks."""
    fields = fields_of(limits.expect)
    values = {}
    if "lot" in fields:
        values["lot"] = checked_lot(limits, order)
    if "expiry" in fields:
        values["expiry"] = written_expiry(limits, order)
    text = limits.expect.format(**values)
    if not normalised(text):
        raise InvalidInput(f"expect {limits.expect!r} has no letter and no digit to look for")
    return text


def fields_of(template: str) -> set[str]:
    """The values a template asks for. InvalidInput when it is no template, or asks for others."""
    try:
        fields = {field for _, field, _, _ in Formatter().parse(template) if field is not None}
    except ValueError as error:
        raise InvalidInput(f"expect {template!r} cannot be read: {error}") from error
    unknown = sorted(fields - {"lot", "expiry"})
    if unknown:
        raise InvalidInput(
            f"expect {template!r} asks for {{{unknown[0]}}}; only {{lot}} and {{expiry}} exist"
        )
    return fields


def checked_lot(limits: PrintLimits, order: Order) -> str:
    if not order.lot or not normalised(order.lot):
        raise InvalidInput(f"the order has no lot, but {limits.expect!r} must be printed")
    if limits.lot_pattern is not None and not lot_matches(limits.lot_pattern, order.lot):
        raise InvalidInput(
            f"lot {order.lot!r} does not match the recipe's lot_pattern {limits.lot_pattern!r}"
        )
    return order.lot


def written_expiry(limits: PrintLimits, order: Order) -> str:
    if order.expiry is None:
        raise InvalidInput(f"the order has no expiry, but {limits.expect!r} must be printed")
    return parse_format(limits.date_format, limits.language).write(order.expiry)


def compare_print(
    expected: str, read: str, confidence: float, limits: PrintLimits
) -> PrintComparison:
    """Whether the line that was read is the expected one.

    `read` is empty when nothing at all stands there; `confidence` in [0, 1] is that of the whole
    reading.
    """
    if read == "":
        return MISSING
    if confidence < limits.min_confidence or not normalised(read):
        return UNREADABLE
    date_format = parse_format(limits.date_format, limits.language)
    wordings = dict.fromkeys([expected, *date_format.respelled(expected)])
    return min(
        (compare_wording(wording, read, confidence, limits) for wording in wordings),
        key=lambda comparison: comparison.score,
    )


def compare_wording(
    expected: str, read: str, confidence: float, limits: PrintLimits
) -> PrintComparison:
    joined = best_place(expected, read, limits)
    if joined is Edge.APART:
        return PrintComparison(Verdict.OK, (1 - confidence) * UNSURE_SCORE)
    if joined is Edge.NEAR:
        return UNREADABLE
    if joined is Edge.JOINED or says_other(normalised(expected), with_unknowns(read)):
        score = UNSURE_SCORE + confidence * (1 - UNSURE_SCORE)
        return PrintComparison(Verdict.NOT_OK, score, (Reason.READS_OTHER,))
    return UNREADABLE


def with_unknowns(read: str) -> str:
    """As `normalised`, with a mark for every sign that no printed line has between its words."""
    return "".join(
        letter if letter.isalnum() else UNKNOWN
        for letter in folded(read)
        if letter.isalnum() or not (letter.isspace() or letter in USUAL_SIGNS)
    )


def says_other(expected: str, read: str) -> bool:
    """True when the reading cannot be the expected text read badly or cut off."""
    if len(read) < LEAST_SHARE * len(expected):
        return False
    alignment = align(expected, read)
    return alignment.matched < LEAST_SHARE * len(expected) or any(
        difference.clean for difference in alignment.differences
    )


def implausible(expiry: date, today: date, max_shelf_life_days: int) -> str | None:
    """Why this expiry cannot be right for a pack made today, in one sentence; None when it can."""
    days_ahead = (expiry - today).days
    if days_ahead < 0:
        return f"expiry {expiry} is in the past; today is {today}"
    if days_ahead > max_shelf_life_days:
        return (
            f"expiry {expiry} is {days_ahead} days ahead; "
            f"the recipe allows at most {max_shelf_life_days}"
        )
    return None


def check_order(recipe: Recipe, order: Order, today: date) -> None:
    """Returns when the order can be made; InvalidInput says in one sentence why it cannot."""
    if order.recipe != recipe.name:
        raise InvalidInput(f"the order is for recipe {order.recipe!r}, not {recipe.name!r}")
    if order.gtin is not None:
        check_gtin(order.gtin)
    if order.expiry is not None:
        why = implausible(order.expiry, today, recipe.max_shelf_life_days)
        if why:
            raise InvalidInput(why)
    for check in recipe.checks:
        check_needs(check, order)


def check_gtin(gtin: str) -> None:
    if not (gtin.isascii() and gtin.isdigit()) or len(gtin) not in GTIN_LENGTHS:
        raise InvalidInput(f"GTIN {gtin!r} must have 8, 12, 13 or 14 digits and nothing else")
    if not check_digit_ok(gtin):
        raise InvalidInput(f"GTIN {gtin!r} has a wrong check digit; was it typed right?")


def check_needs(check: Check, order: Order) -> None:
    """InvalidInput when the order lacks what this check compares with."""
    if isinstance(check.limits, PrintLimits):
        try:
            expected_text(check.limits, order)
        except InvalidInput as error:
            raise InvalidInput(f"check {check.name!r}: {error}") from error
    if isinstance(check.limits, BarcodeLimits):
        retail = all(RETAIL.match(name.upper()) for name in check.limits.formats)
        if order.gtin is None and (retail or (order.lot is None and order.expiry is None)):
            raise InvalidInput(f"check {check.name!r}: the order has no GTIN for its barcode")
