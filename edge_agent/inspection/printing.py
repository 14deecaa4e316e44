"""Print check: does the line in its region say what the order wants?

The golden picture tells which way the text runs. The region is judged as one line first; only where
that is not ok is a line sought around it. No ink at all is `missing`. What cannot be read is
`unreadable` and unsure; only then, and where the deadline leaves time, is a second reader asked.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from edge_agent.core.errors import InvalidInput
from edge_agent.core.evidence import Evidence
from edge_agent.core.expected_print import MISSING, UNSURE_SCORE, PrintComparison, expected_text
from edge_agent.core.order import Order
from edge_agent.core.packs import CheckResult, Reason, Verdict
from edge_agent.core.quality import Quality
from edge_agent.core.recipe import Check, PrintLimits
from edge_agent.inspection.cascade import Cascade
from edge_agent.inspection.evidence import evidence_of_line
from edge_agent.inspection.legibility import legibility
from edge_agent.inspection.likeness import MISSING_SHARE, ink
from edge_agent.inspection.line_judging import JudgedLine
from edge_agent.inspection.quads import cut_out, grown, height_px
from edge_agent.inspection.reader import TextFinder
from edge_agent.inspection.seen_pack import SeenPack, as_taught, widened
from hardware.interfaces import Pixels

MARGIN_SHARE = 0.12
"""Of the line's height: added around the region, for what the pose leaves."""
SEARCH_SHARE = 0.8
"""Of the line's height: how far around the region a line is sought."""
INK_HEIGHT_PX = 24
PADDING_SHARE = 0.08
"""Of a found line's height: added around it before it is read."""


class PrintInspection:
    """One print check; the golden pictures tell how much ink stands there."""

    def __init__(
        self, check: Check, golden: Sequence[Pixels], reader: Cascade, finder: TextFinder
    ) -> None:
        assert isinstance(check.limits, PrintLimits)
        self.check = check
        self.limits = check.limits
        self.reader = reader
        self.finder = finder
        self.line_height_px = min(check.region.width, check.region.height)
        self.quarters = self.direction_of_text(golden)
        self.golden_ink = max(self.ink_of(as_taught(one)) for one in golden)
        self.reader.second.rehearse(self.in_region(as_taught(golden[0])))

    def inspect(
        self, seen: SeenPack, order: Order | None, until_ns: int | None = None
    ) -> CheckResult:
        """`until_ns`: when a second reading must be done; None where nothing hurries."""
        expected = self.expected(order)
        if expected is None:
            return self.result(seen, NO_ORDER)
        judged, line = self.best(seen, expected)
        if self.is_weak(judged) and not self.has_ink(seen):
            return self.result(seen, MISSING, expected)
        judged = self.reader.second_look(judged, line, expected, self.limits, until_ns)
        if judged.comparison.verdict is Verdict.UNSURE and not self.has_ink(seen):
            return self.result(seen, MISSING, expected)
        return self.result(seen, judged.comparison, expected, judged, legibility(line))

    def expected(self, order: Order | None) -> str | None:
        """The text that must stand there; None where there is no order, or it lacks a value."""
        if order is None:
            return None
        try:
            return expected_text(self.limits, order)
        except InvalidInput:  # the order lacks what this line must say
            return None

    def best(self, seen: SeenPack, expected: str) -> tuple[JudgedLine, Pixels]:
        """The first line that is ok; else the surest one in the region, with its cut-out."""
        surest: tuple[JudgedLine, Pixels] | None = None
        for line, in_place in self.lines(seen):
            judged = self.reader.judge(line, expected, self.limits)
            if judged.comparison.verdict is Verdict.OK:
                return judged, line
            if surest is None or (in_place and surer(judged, surest[0])):
                surest = judged, line
        assert surest is not None  # the region itself always comes first
        return surest

    def is_weak(self, judged: JudgedLine) -> bool:
        """Nothing is read, or nothing that counts."""
        return not judged.reading.text or judged.reading.confidence < self.limits.min_confidence

    def lines(self, seen: SeenPack) -> Iterator[tuple[Pixels, bool]]:
        """The region as it is, then the lines found around it; True for those in its middle."""
        yield self.in_region(seen), True
        margin = round(self.line_height_px * SEARCH_SHARE)
        around = self.upright(seen, margin)
        for quad in self.finder.find(around):
            padding = height_px(quad) * PADDING_SHARE
            line = grown(quad, padding, padding)
            middle = float(np.mean([y for _, y in quad])) - margin
            in_place = 0.2 * self.line_height_px < middle < 0.8 * self.line_height_px
            yield cut_out(around, line, max(16, round(height_px(line)))), in_place

    def in_region(self, seen: SeenPack) -> Pixels:
        return self.upright(seen, round(self.line_height_px * MARGIN_SHARE))

    def upright(self, seen: SeenPack, margin_px: int) -> Pixels:
        """The region and a margin, turned as its text runs."""
        cut = seen.colour(widened(self.check.region, margin_px))
        return np.ascontiguousarray(np.rot90(cut, self.quarters))

    def direction_of_text(self, golden: Sequence[Pixels]) -> int:
        """Quarter turns, counter-clockwise, after which the golden line reads best."""
        region = self.check.region
        along = (0, 2) if region.width >= region.height else (1, 3)
        cuts = [as_taught(one).colour(region) for one in golden]
        return max(along, key=lambda quarters: self.confidence_of(cuts, quarters))

    def confidence_of(self, cuts: Sequence[Pixels], quarters: int) -> float:
        turned = (np.ascontiguousarray(np.rot90(cut, quarters)) for cut in cuts)
        return sum(self.reader.read_line(cut).confidence for cut in turned)

    def has_ink(self, seen: SeenPack) -> bool:
        return self.ink_of(seen) >= MISSING_SHARE * self.golden_ink

    def ink_of(self, seen: SeenPack) -> float:
        """In a picture so small that a blurred line has as much as a sharp one."""
        scale = min(1.0, INK_HEIGHT_PX / self.line_height_px)
        return ink(seen.grey_cut(self.check.region, scale))

    def result(
        self,
        seen: SeenPack,
        comparison: PrintComparison,
        expected: str | None = None,
        judged: JudgedLine | None = None,
        quality: Quality | None = None,
    ) -> CheckResult:
        read = judged.reading.text if judged else None
        return CheckResult(
            name=self.check.name,
            kind=self.check.kind,
            view=self.check.view,
            verdict=comparison.verdict,
            score=comparison.score,
            read=read or None,
            expected=expected,
            reasons=comparison.reasons,
            box=seen.box(self.check.region),
            read_by=judged.read_by if judged and read else None,
            quality=quality,
            evidence=self.evidence(comparison, expected, judged),
        )

    def evidence(
        self, comparison: PrintComparison, expected: str | None, judged: JudgedLine | None
    ) -> Evidence | None:
        """Character by character; None where the line is ok, or nothing was read or expected."""
        if comparison.verdict is Verdict.OK or expected is None or judged is None:
            return None
        return evidence_of_line(judged, expected, self.reader.first.verifier)


def surer(one: JudgedLine, other: JudgedLine) -> bool:
    return one.reading.confidence > other.reading.confidence


NO_ORDER = PrintComparison(Verdict.UNSURE, UNSURE_SCORE, (Reason.NO_ORDER,))
