"""Barcode check: decodes the code in its region and compares it with the order.

The decoder is zxing-cpp, asked for the recipe's formats only. A quick look at the region finds one
upright code and is believed where that is the right one; else the region is searched in every way,
then the whole frame (a label may sit a little elsewhere). No code and no ink is `missing`; ink that
cannot be decoded is `unreadable` and unsure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import zxingcpp

from edge_agent.core.expected_print import RETAIL
from edge_agent.core.gs1 import CodeComparison, code_matches_order, elements, told_order
from edge_agent.core.order import Order
from edge_agent.core.packs import CheckResult, ReadBy, Reason, Verdict
from edge_agent.core.recipe import BarcodeLimits, Check
from edge_agent.inspection.barcode_grade import barcode_grade
from edge_agent.inspection.code_formats import PACK_FORMATS
from edge_agent.inspection.likeness import MISSING_SHARE, ink
from edge_agent.inspection.quads import Quad, height_px
from edge_agent.inspection.seen_frame import Grey
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


def read_codes(pixels: Pixels | Grey, formats: Sequence[str] = PACK_FORMATS) -> tuple[Code, ...]:
    """All barcodes of a picture; `formats` are names of zxing-cpp's formats."""
    found = zxingcpp.read_barcodes(pixels, formats=formats_of(formats))
    return tuple(code_of(code) for code in found if code.valid)


def read_upright_code(grey: Grey, formats: Sequence[str]) -> Code | None:
    """The first code met that stands upright, dark on light; of linear ones the quad is flat."""
    found = zxingcpp.read_barcode(
        grey, formats=formats_of(formats), try_rotate=False, try_invert=False, try_downscale=False
    )
    return None if found is None or not found.valid else code_of(found)


def formats_of(names: Sequence[str]) -> zxingcpp.BarcodeFormats:
    return zxingcpp.BarcodeFormats([getattr(zxingcpp.BarcodeFormat, name) for name in names])


def code_of(code: zxingcpp.Barcode) -> Code:
    return Code(code.text, code.format.name, quad_of_code(code), elements(code.text))


def quad_of_code(code: zxingcpp.Barcode) -> Quad:
    at = code.position
    corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
    (a, b, c, d) = ((float(corner.x), float(corner.y)) for corner in corners)
    return (a, b, c, d)


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """A code, what the order says to it, and the picture in which it was found."""

    code: Code
    answer: CodeComparison
    pixels: Pixels | Grey


class BarcodeInspection:
    """One barcode check; the golden pictures tell how much ink stands there."""

    def __init__(self, check: Check, golden: Sequence[Pixels]) -> None:
        assert isinstance(check.limits, BarcodeLimits)
        self.check = check
        self.formats = check.limits.formats
        self.gtin = check.limits.gtin
        region = check.region
        self.scale = min(1.0, INK_SIDE_PX / max(region.width, region.height))
        self.around = widened(region, round(min(region.width, region.height) * MARGIN_SHARE))
        self.golden_ink = max(self.ink_of(as_taught(one)) for one in golden)
        taught = read_codes(self.cut(as_taught(golden[0])), self.formats)
        self.golden_quad = taught[0].quad if taught else None

    def inspect(self, seen: SeenPack, order: Order | None) -> CheckResult:
        if order is None:
            return self.result(seen, Verdict.UNSURE, 0.5, (Reason.NO_ORDER,))
        wanted = order if order.gtin else replace(order, gtin=self.gtin)
        decoded = self.at_once(seen, wanted) or self.thoroughly(seen, wanted)
        if decoded is None:
            return self.undecoded(seen, self.expected(wanted))
        told = decoded.answer
        result = self.result(seen, told.verdict, told.score, told.reasons, told.read, told.expected)
        quality = barcode_grade(decoded.pixels, decoded.code.quad, decoded.code.format)
        return replace(result, read_by=ReadBy.DECODER, quality=quality)

    def at_once(self, seen: SeenPack, wanted: Order) -> Decoded | None:
        """The right code, where a quick look shows it."""
        cut = self.cut(seen)
        code = read_upright_code(cut, self.formats)
        if code is None:
            return None
        answer = code_matches_order(code.text, code.format, wanted)
        if answer.verdict is not Verdict.OK:
            return None
        quad = as_high_as(code.quad, self.golden_quad)
        return Decoded(replace(code, quad=quad), answer, cut)

    def thoroughly(self, seen: SeenPack, wanted: Order) -> Decoded | None:
        """The best code in the region; where it has none, in the whole frame."""
        for pixels in (self.cut(seen), seen.frame.grey()):
            if codes := read_codes(pixels, self.formats):
                answers = [code_matches_order(one.text, one.format, wanted) for one in codes]
                best = min(range(len(codes)), key=lambda i: answers[i].score)
                return Decoded(codes[best], answers[best], pixels)
        return None

    def cut(self, seen: SeenPack) -> Grey:
        """The region with a margin, in the golden picture's scale."""
        return seen.grey_cut(self.around, 1.0)

    def undecoded(self, seen: SeenPack, expected: str | None) -> CheckResult:
        if self.ink_of(seen) < MISSING_SHARE * self.golden_ink:
            missing = (Reason.MISSING,)
            return self.result(seen, Verdict.NOT_OK, 1.0, missing, expected=expected)
        return self.result(seen, Verdict.UNSURE, 0.7, (Reason.UNREADABLE,), expected=expected)

    def expected(self, wanted: Order) -> str | None:
        """What a code must say, where none was found that shows how it says it."""
        only_number = all(RETAIL.match(name.upper()) for name in self.formats)
        return wanted.gtin if only_number else told_order(wanted)

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


def as_high_as(quad: Quad, golden: Quad | None) -> Quad:
    """The quad of a code; where it is but a scan line across the bars, as high as the golden one.

    Both in cut-outs that lie over each other.
    """
    if golden is None or height_px(quad) >= height_px(golden) / 2:
        return quad
    (left, _), (right, _), *_ = quad
    (_, a), (_, b), (_, c), (_, d) = golden
    return ((left, a), (right, b), (right, c), (left, d))
