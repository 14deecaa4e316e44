"""What a barcode says, and whether that is what the order says.

GS1 codes hold element strings: a number that names what follows (an application identifier), then
the value. They come with a leading symbology identifier or FNC1, in brackets as people read them,
or as a GS1 Digital Link. Two-digit years of GS1 dates mean 20YY: no pack on a belt is older.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from biip import ParseError
from biip.checksums import gs1_standard_check_digit
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString
from biip.gs1_messages import GS1Message
from biip.upc import Upc

from edge_agent.core.dates import calendar_date, month_end
from edge_agent.core.order import Order
from edge_agent.core.packs import Reason, Verdict

GTIN_LENGTHS = (8, 12, 13, 14)
DATE_ELEMENTS = frozenset({"11", "12", "13", "15", "16", "17"})
EXPIRY_ELEMENTS = ("17", "15")
"""Expiry and best before: the first that a code has is compared with the order's date."""
FNC1 = "\x1d"
SYMBOLOGY = re.compile(r"^\](C1|d2|e0|Q3|J1)")
"""ISO/IEC 15424 identifiers of symbols that hold GS1 element strings."""
SURE_BEGINNING = re.compile(r"^(01|02)[0-9]{14}|^(11|12|13|15|16|17)[0-9]{6}(?=[0-9]{2})")


@dataclass(frozen=True, slots=True)
class CodeComparison:
    """`score` is the defect score in [0, 1]: 0 = surely as ordered, 1 = surely not."""

    verdict: Verdict
    score: float
    reasons: tuple[Reason, ...]
    expected: str | None
    read: str


def check_digit_ok(digits: str) -> bool:
    """True for an EAN-8, UPC-A, EAN-13 or GTIN-14 whose last digit is right (GS1 section 7.9)."""
    if len(digits) not in GTIN_LENGTHS or not (digits.isascii() and digits.isdigit()):
        return False
    return gs1_standard_check_digit(digits[:-1]) == int(digits[-1])


def elements(text: str) -> dict[str, str]:
    """Application identifier to value, dates as YYYY-MM-DD; empty when `text` is no GS1 code.

    Day 00 means the last day of the month. A code that names one thing twice and differently, or
    has an impossible date, is no GS1 code.
    """
    said: dict[str, str] = {}
    for element in element_strings(text):
        name = element.ai.ai
        value = gs1_date(element.value) if name in DATE_ELEMENTS else element.value
        if value is None or said.setdefault(name, value) != value:
            return {}
    return said


def element_strings(text: str) -> list[GS1ElementString]:
    try:
        if text.startswith("("):
            return list(GS1Message.parse_hri(text).element_strings)
        if urlsplit(text).scheme in ("http", "https"):
            return list(GS1DigitalLinkURI.parse(text).element_strings)
        if is_element_string(text):
            return list(GS1Message.parse(SYMBOLOGY.sub("", text).strip(FNC1)).element_strings)
    except (ParseError, ValueError):
        return []
    return []


def is_element_string(text: str) -> bool:
    """Marked as one by its reader, or beginning as nothing else does."""
    if SYMBOLOGY.match(text) or FNC1 in text:
        return True
    return SURE_BEGINNING.match(text) is not None and not check_digit_ok(text)


def gs1_date(value: str) -> str | None:
    """YYMMDD as YYYY-MM-DD, or None where the calendar has no such date."""
    year, month, day = 2000 + int(value[:2]), int(value[2:4]), int(value[4:6])
    if not 1 <= month <= 12:
        return None
    found = calendar_date(year, month, day) if day else month_end(year, month)
    return None if found is None else found.isoformat()


def expiry_of(said: dict[str, str]) -> str | None:
    return next((said[name] for name in EXPIRY_ELEMENTS if name in said), None)


def code_matches_order(text: str, format: str, order: Order) -> CodeComparison:
    """Whether a decoded barcode says what the order says; `format` is the decoder's name of it.

    A code that holds nothing the order could be compared with is unsure (no_order).
    """
    digits = gtin_digits(text, format)
    said = {"01": digits} if digits is not None else elements(text)
    expected = told_order(order) if digits is None else order.gtin
    if not said:
        return CodeComparison(Verdict.NOT_OK, 1.0, (Reason.WRONG_CODE,), expected, text)
    if "01" in said and not check_digit_ok(said["01"]):
        return CodeComparison(Verdict.NOT_OK, 1.0, (Reason.BAD_CHECK_DIGIT,), expected, text)
    agreements = compared(said, order)
    if not agreements:
        return CodeComparison(Verdict.UNSURE, 0.5, (Reason.NO_ORDER,), expected, text)
    if not all(agreements):
        return CodeComparison(Verdict.NOT_OK, 1.0, (Reason.WRONG_CODE,), expected, text)
    return CodeComparison(Verdict.OK, 0.0, (), expected, text)


def compared(said: dict[str, str], order: Order) -> list[bool]:
    """Whether both agree, for each of GTIN, lot and expiry that both name."""
    expiry = order.expiry.isoformat() if order.expiry else None
    gtin = order.gtin.zfill(14) if order.gtin else None
    coded_gtin = said["01"].zfill(14) if "01" in said else None
    pairs = [(coded_gtin, gtin), (said.get("10"), order.lot), (expiry_of(said), expiry)]
    return [coded == ordered for coded, ordered in pairs if coded and ordered]


def gtin_digits(text: str, format: str) -> str | None:
    """The digits of a retail barcode (EAN, UPC, ITF-14), UPC-E at full length; None for others."""
    name = re.sub(r"[^A-Z0-9]", "", format.upper())
    if not name.startswith(("EAN", "UPC", "ITF")):
        return None
    if name == "UPCE":
        return expanded_upc_e(text)
    return text if text.isdigit() else None


def expanded_upc_e(text: str) -> str:
    try:
        return Upc.parse(text).as_upc_a()
    except ParseError:
        return text


def told_order(order: Order) -> str | None:
    """The order as people read it beside a code: (01)…(17)…(10)…; None when it holds nothing."""
    parts = [
        f"(01){order.gtin.zfill(14)}" if order.gtin else "",
        f"(17){order.expiry:%y%m%d}" if order.expiry else "",
        f"(10){order.lot}" if order.lot else "",
    ]
    return "".join(parts) or None
