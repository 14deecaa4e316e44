"""What to check on a pack, proposed from what its good picture shows.

Lots and expiry dates become print checks that want the order's values; barcodes become barcode
checks; the first check of all is that the pack looks like the good ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from edge_agent.core.found_dates import find_dates
from edge_agent.core.gs1 import check_digit_ok, gtin_digits
from edge_agent.core.label_words import LabelledText
from edge_agent.core.packs import Box, CheckKind
from edge_agent.core.recipe import BarcodeLimits, Check, PrintLimits, SurfaceLimits
from edge_agent.inspection.barcode import Code
from edge_agent.inspection.date_formats import format_of
from edge_agent.inspection.quads import box_around, grown, height_px
from edge_agent.inspection.reading import PictureReading

LOOK = "look"
LEAST_CONFIDENCE = 0.85
"""A line that the good picture itself does not show well is not proposed."""
INSET_SHARE = 0.03
"""Of the pack's sides: its rim shows the background, which is not the pack."""
TEXT_MARGIN = 0.15
"""Of the text's height."""
CODE_MARGIN = 0.1
"""Of the code's length; also for the quiet zone."""


@dataclass(frozen=True, slots=True)
class Ground:
    """On which the checks are proposed."""

    view: str
    pack: Box
    shape: tuple[int, ...]
    """Of the golden picture."""
    today: date


def proposed_checks(
    reading: PictureReading, ground: Ground, min_likeness: float
) -> tuple[Check, ...]:
    look = Check(
        LOOK, CheckKind.SURFACE, ground.view, inset(ground.pack), SurfaceLimits(min_likeness)
    )
    prints = [
        check
        for text, confidence in zip(reading.texts, reading.confidences, strict=True)
        if confidence >= LEAST_CONFIDENCE and centre_inside(text, ground.pack)
        for check in print_checks(text, ground)
    ]
    codes = [code_check(code, ground) for code in reading.codes]
    return numbered([look, *prints, *codes])


def inset(pack: Box) -> Box:
    across, down = (round(INSET_SHARE * side) for side in (pack.width, pack.height))
    return Box(pack.x + across, pack.y + down, pack.width - 2 * across, pack.height - 2 * down)


def centre_inside(text: LabelledText, pack: Box) -> bool:
    x = sum(point[0] for point in text.quad) / 4
    y = sum(point[1] for point in text.quad) / 4
    return pack.x <= x < pack.x + pack.width and pack.y <= y < pack.y + pack.height


def print_checks(text: LabelledText, ground: Ground) -> Iterator[Check]:
    limits = None
    if text.kind == "expiry":
        limits = expiry_limits(text, ground.today)
    elif text.kind == "lot" and any(letter.isdigit() for letter in text.text):
        limits = PrintLimits("{lot}")
    if limits is not None:
        margin = TEXT_MARGIN * height_px(text.quad)
        region = box_around(grown(text.quad, margin, margin), ground.shape)
        yield Check(text.kind, CheckKind.PRINT, ground.view, region, limits)


def expiry_limits(text: LabelledText, today: date) -> PrintLimits | None:
    """Limits for the date in the text; only its value is wanted, not the words beside it."""
    for found in find_dates(text.text, today):
        if found.iso is not None and found.iso == text.iso_date:
            known = format_of(text.text[found.start : found.end], found.iso)
            if known is not None:
                return PrintLimits("{expiry}", known.text, known.language)
    return None


def code_check(code: Code, ground: Ground) -> Check:
    (left, top), (right, bottom) = code.quad[0], code.quad[2]
    margin = CODE_MARGIN * max(abs(right - left), abs(bottom - top))
    region = box_around(grown(code.quad, margin, margin), ground.shape)
    gtin = gtin_digits(code.text, code.format) or code.gs1.get("01")
    limits = BarcodeLimits((code.format,), gtin if gtin and check_digit_ok(gtin) else None)
    return Check("barcode", CheckKind.BARCODE, ground.view, region, limits)


def numbered(checks: Sequence[Check]) -> tuple[Check, ...]:
    """Gives the second check of a name the number 2, and so on."""
    seen: dict[str, int] = {}
    named = []
    for check in checks:
        seen[check.name] = seen.get(check.name, 0) + 1
        number = seen[check.name]
        name = check.name if number == 1 else f"{check.name} {number}"
        named.append(Check(name, check.kind, check.view, check.region, check.limits, check.level))
    return tuple(named)
