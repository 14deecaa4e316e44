"""Surface check: does a region look like the good ones?

Places whose content changes from pack to pack by right (printed lines) do not count. Each golden
picture is a way of being good; at every place the nearest one decides. A region that is unlike all
of them everywhere alike is no defect but something that was never taught: unsure.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_agent.core.packs import Box, CheckResult, Reason, Verdict
from edge_agent.core.recipe import Check, SurfaceLimits
from edge_agent.inspection.affine import onto
from edge_agent.inspection.appearance import Look, Map, counted_cells
from edge_agent.inspection.appearance_teaching import taught
from edge_agent.inspection.backbone import Backbone, input_sides
from edge_agent.inspection.evidence import evidence_of_look
from edge_agent.inspection.likeness import MISSING_SHARE, Grade, graded, ink
from edge_agent.inspection.region_features import LONGER_PX, region_cut, region_features
from edge_agent.inspection.seen_pack import SeenPack, as_taught
from hardware.interfaces import Pixels

WORST_SHARE = 0.08
"""Of the region's cells."""
ALIEN_SCORE = 0.5


class SurfaceInspection:
    """One surface check, taught by golden pictures that lie over each other."""

    def __init__(
        self,
        check: Check,
        golden: Sequence[Pixels],
        changing: Sequence[Box],
        backbone: Backbone,
    ) -> None:
        assert isinstance(check.limits, SurfaceLimits)
        self.check = check
        self.min_likeness = check.limits.min_likeness
        self.backbone = backbone
        self.size = input_sides(check.region.width, check.region.height, LONGER_PX)
        self.to_golden = onto(check.region, self.size)
        counted = counted_cells(counted_mask(check.region, self.size, changing))
        cuts = [region_cut(as_taught(pixels), check.region, LONGER_PX) for pixels in golden]
        self.taught = taught(backbone, cuts, counted, WORST_SHARE)
        self.golden_ink = min(map(ink_of, cuts))

    def look(self, seen: SeenPack) -> Look:
        region = self.check.region
        return self.taught.look(region_features(seen, region, LONGER_PX, self.backbone))

    def heat_map(self, seen: SeenPack) -> Map:
        """Where the region is unlike the taught ones: as high and wide as it, 0 to 1."""
        region = self.check.region
        return self.look(seen).heat_map(region.width, region.height)

    def inspect(self, seen: SeenPack) -> CheckResult:
        look = self.look(seen)
        grade, reasons = self.judge(look, seen)
        is_ok = grade.verdict is Verdict.OK
        return CheckResult(
            name=self.check.name,
            kind=self.check.kind,
            view=self.check.view,
            verdict=grade.verdict,
            score=grade.score,
            reasons=reasons,
            box=seen.box(self.check.region),
            evidence=None if is_ok else evidence_of_look(look, seen, self.to_golden, self.size),
        )

    def judge(self, look: Look, seen: SeenPack) -> tuple[Grade, tuple[Reason, ...]]:
        """Where hardly anything stands, it is missing; that is no other light or side."""
        grade = graded(look.likeness, self.min_likeness)
        if grade.verdict is Verdict.OK:
            return grade, ()
        if self.is_bare(seen):
            return grade, (Reason.MISSING,)
        if look.is_alien:
            return Grade(Verdict.UNSURE, ALIEN_SCORE), (Reason.NOT_LIKE_TAUGHT,)
        return grade, (Reason.LOOKS_DIFFERENT,)

    def is_bare(self, seen: SeenPack) -> bool:
        cut = region_cut(seen, self.check.region, LONGER_PX)
        return ink_of(cut) < MISSING_SHARE * self.golden_ink

    @property
    def odd(self) -> tuple[int, ...]:
        """Numbers of golden pictures that stand out from the others, and are not used."""
        return self.taught.odd


def ink_of(cut: Pixels) -> float:
    return ink(cv2.cvtColor(cut, cv2.COLOR_BGR2GRAY))


def counted_mask(region: Box, size: tuple[int, int], changing: Sequence[Box]) -> NDArray[np.bool_]:
    """True where the region must look as taught; `size`: width and height of its cut-out."""
    across, down = size[0] / region.width, size[1] / region.height
    counted = np.ones((size[1], size[0]), np.bool_)
    for box in changing:
        left, top = max(0, int((box.x - region.x) * across)), max(0, int((box.y - region.y) * down))
        right = max(0, int(np.ceil((box.x + box.width - region.x) * across)))
        bottom = max(0, int(np.ceil((box.y + box.height - region.y) * down)))
        counted[top:bottom, left:right] = False
    return counted
