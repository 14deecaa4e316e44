"""Barcode check: decodes the code in its region and compares it with the order.

The decoder is zxing-cpp, asked for the recipe's formats only: region first, whole frame where that
gives nothing (a label may sit a little elsewhere). No code and no ink is `missing`; ink that cannot
be decoded is `unreadable` and unsure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import zxingcpp

from edge_agent.core.gs1 import code_matches_order, elements
from edge_agent.core.order import Order
from edge_agent.core.packs import CheckResult, Reason, Verdict
from edge_agent.core.recipe import BarcodeLimits, Check
from edge_agent.inspection.code_formats import PACK_FORMATS
from edge_agent.inspection.likeness import MISSING_SHARE, ink
from edge_agent.inspection.quads import Quad
from edge_agent.inspection.seen_pack import SeenPack, as_taught, widened
from hardware.interfaces import Pixels

MARGIN_SHARE = 0.15
"""Of the region's shorter side: added around it, for what the pose leaves and the quiet zone."""
INK_SIDE_PX = 64


@dataclass(frozen=True, slots=True)
class Code:
    """One decoded barcode."""

    text: str
    """GS1 elements in brackets, as people read them; else the code's content."""
    format: str
    quad: Quad
    gs1: dict[str, str]
    """Application identifier to value; empty when it is no GS1 code."""


def read_codes(pixels: Pixels, formats: Sequence[str] = PACK_FORMATS) -> tuple[Code, ...]:
    """All barcodes of a picture; `formats` are names of zxing-cpp's formats."""
    wanted = zxingcpp.BarcodeFormats([getattr(zxingcpp.BarcodeFormat, name) for name in formats])
    found = zxingcpp.read_barcodes(pixels, formats=wanted)
    return tuple(
        Code(code.text, code.format.name, quad_of_code(code), elements(code.text))
        for code in found
        if code.valid
    )


def quad_of_code(code: zxingcpp.Barcode) -> Quad:
    at = code.position
    corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
    (a, b, c, d) = ((float(corner.x), float(corner.y)) for corner in corners)
    return (a, b, c, d)


class BarcodeInspection:
    """One barcode check; the golden pictures tell how much ink stands there."""

    def __init__(self, check: Check, golden: Sequence[Pixels]) -> None:
        assert isinstance(check.limits, BarcodeLimits)
        self.check = check
        self.formats = check.limits.formats
        self.gtin = check.limits.gtin
        longer = max(check.region.width, check.region.height)
        self.scale = min(1.0, INK_SIDE_PX / longer)
        self.golden_ink = max(self.ink_of(as_taught(one)) for one in golden)

    def inspect(self, seen: SeenPack, order: Order | None) -> CheckResult:
        if order is None:
            return self.result(seen, Verdict.UNSURE, 0.5, (Reason.NO_ORDER,))
        codes = self.codes(seen)
        if not codes:
            return self.undecoded(seen)
        wanted = order if order.gtin else replace(order, gtin=self.gtin)
        answers = [code_matches_order(code.text, code.format, wanted) for code in codes]
        best = min(answers, key=lambda answer: answer.score)
        return self.result(seen, best.verdict, best.score, best.reasons, best.read, best.expected)

    def codes(self, seen: SeenPack) -> tuple[Code, ...]:
        region = self.check.region
        margin = round(min(region.width, region.height) * MARGIN_SHARE)
        inside = read_codes(seen.colour(widened(region, margin)), self.formats)
        return inside or read_codes(seen.pixels, self.formats)

    def undecoded(self, seen: SeenPack) -> CheckResult:
        if self.ink_of(seen) < MISSING_SHARE * self.golden_ink:
            return self.result(seen, Verdict.NOT_OK, 1.0, (Reason.MISSING,))
        return self.result(seen, Verdict.UNSURE, 0.7, (Reason.UNREADABLE,))

    def ink_of(self, seen: SeenPack) -> float:
        return ink(seen.grey_cut(self.check.region, self.scale))

    def result(
        self,
        seen: SeenPack,
        verdict: Verdict,
        score: float,
        reasons: tuple[Reason, ...],
        read: str | None = None,
        expected: str | None = None,
    ) -> CheckResult:
        return CheckResult(
            name=self.check.name,
            kind=self.check.kind,
            view=self.check.view,
            verdict=verdict,
            score=score,
            read=read,
            expected=expected,
            reasons=reasons,
            box=seen.box(self.check.region),
        )
