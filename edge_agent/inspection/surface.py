"""Surface check: does a region look like the good ones?

Places whose content changes from pack to pack by right (printed lines) do not count. Each golden
picture is a way of being good; the best one decides.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from edge_agent.core.packs import Box, CheckResult, Reason, Verdict
from edge_agent.core.recipe import Check, SurfaceLimits
from edge_agent.inspection.likeness import graded, worst_zones, zone_likeness
from edge_agent.inspection.seen_pack import Grey, SeenPack, as_taught
from hardware.interfaces import Pixels

WORK_SIDE_PX = 160
"""The longer side of the shrunk region in which looks are compared."""


class SurfaceInspection:
    """One surface check, taught by golden pictures that lie over each other."""

    def __init__(
        self, check: Check, golden: Sequence[Pixels], changing: Sequence[Box] = ()
    ) -> None:
        assert isinstance(check.limits, SurfaceLimits)
        self.check = check
        self.min_likeness = check.limits.min_likeness
        self.scale = min(1.0, WORK_SIDE_PX / max(check.region.width, check.region.height))
        self.golden = [self.cut(as_taught(pixels)) for pixels in golden]
        self.counted = counted_mask(check.region, self.scale, self.golden[0].shape, changing)

    def cut(self, seen: SeenPack) -> Grey:
        return seen.grey_cut(self.check.region, self.scale)

    def likeness(self, seen: SeenPack) -> float:
        """In [0, 1], with the best golden picture."""
        cut = self.cut(seen)
        return max(worst_zones(zone_likeness(one, cut, self.counted)) for one in self.golden)

    def inspect(self, seen: SeenPack) -> CheckResult:
        grade = graded(self.likeness(seen), self.min_likeness)
        return CheckResult(
            name=self.check.name,
            kind=self.check.kind,
            view=self.check.view,
            verdict=grade.verdict,
            score=grade.score,
            reasons=() if grade.verdict is Verdict.OK else (Reason.LOOKS_DIFFERENT,),
            box=seen.box(self.check.region),
        )


def counted_mask(
    region: Box, scale: float, shape: tuple[int, ...], changing: Sequence[Box]
) -> NDArray[np.bool_]:
    """True where the region must look as taught; `shape` is that of its cut-out."""
    counted = np.ones(shape[:2], np.bool_)
    for box in changing:
        left, top = (max(0, int(edge * scale)) for edge in (box.x - region.x, box.y - region.y))
        right = max(0, int(np.ceil((box.x + box.width - region.x) * scale)))
        bottom = max(0, int(np.ceil((box.y + box.height - region.y) * scale)))
        counted[top:bottom, left:right] = False
    return counted
