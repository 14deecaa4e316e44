"""Sticker check: is it there, in its place, straight, and does it look like the golden ones?

The golden sticker is sought around its place by normalised correlation, which light does not move;
then shift and turn are refined to a fraction of a pixel (ECC, Evangelidis and Psarakis 2008, IEEE
Transactions on Pattern Analysis and Machine Intelligence 30(10)), and the looks are compared
zone by zone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike

from edge_agent.core.packs import Box, CheckResult, Reason, Verdict
from edge_agent.core.recipe import Check, StickerLimits
from edge_agent.inspection.likeness import (
    MISSING_SHARE,
    Grade,
    graded,
    ink,
    worst_zones,
    zone_likeness,
)
from edge_agent.inspection.seen_pack import Grey, SeenPack, as_taught, widened
from edge_agent.inspection.surface import counted_mask
from hardware.interfaces import Pixels

WORK_SIDE_PX = 112
"""The longer side of the shrunk sticker."""
FOUND = 0.45
"""Correlation from which the sticker is taken to be where it was found; then it is refined."""
TURN_STEP_DEG = 12
REFINED = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 30, 1e-3)


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Where a golden sticker was found, relative to its place."""

    likeness: float
    shift_px: float
    """In pixels of the golden picture."""
    turn_deg: float


class StickerInspection:
    """One sticker check, taught by golden pictures that lie over each other."""

    def __init__(
        self, check: Check, golden: Sequence[Pixels], changing: Sequence[Box] = ()
    ) -> None:
        assert isinstance(check.limits, StickerLimits)
        self.check = check
        self.limits = check.limits
        region = check.region
        self.scale = min(1.0, WORK_SIDE_PX / max(region.width, region.height))
        half = max(region.width, region.height) // 2
        self.margin_px = min(max(round(2.5 * self.limits.max_shift_px), 16), max(half, 16))
        self.golden = [as_taught(pixels).grey_cut(region, self.scale) for pixels in golden]
        self.golden_ink = max(ink(one) for one in self.golden)
        self.counted = counted_mask(region, self.scale, self.golden[0].shape, changing)

    def inspect(self, seen: SeenPack) -> CheckResult:
        around = seen.grey_cut(widened(self.check.region, self.margin_px), self.scale)
        best = max((self.place(one, around) for one in self.golden), key=lambda at: at.likeness)
        grade, reasons = self.judge(best, seen)
        return CheckResult(
            name=self.check.name,
            kind=self.check.kind,
            view=self.check.view,
            verdict=grade.verdict,
            score=grade.score,
            reasons=reasons,
            box=seen.box(self.check.region),
        )

    def judge(self, best: Placed, seen: SeenPack) -> tuple[Grade, tuple[Reason, ...]]:
        looks = graded(best.likeness, self.limits.min_likeness)
        if looks.verdict is not Verdict.OK:
            return looks, (self.why_unlike(seen),)
        off = best.shift_px / self.limits.max_shift_px
        turned = abs(best.turn_deg) / self.limits.max_turn_deg
        reasons = tuple(
            reason
            for share, reason in ((off, Reason.OFF_PLACE), (turned, Reason.TURNED))
            if share > 1
        )
        if not reasons:
            return looks, ()
        return Grade(Verdict.NOT_OK, min(1.0, max(off, turned) / 2)), reasons

    def why_unlike(self, seen: SeenPack) -> Reason:
        there = ink(seen.grey_cut(self.check.region, self.scale))
        missing = there < MISSING_SHARE * self.golden_ink
        return Reason.MISSING if missing else Reason.LOOKS_DIFFERENT

    def place(self, golden: Grey, around: Grey) -> Placed:
        """Seeks one golden sticker, upright first, then in every turn."""
        correlation, matrix = sought(golden, around, 0.0)
        if correlation < FOUND:
            turns = np.arange(-180, 180, TURN_STEP_DEG, dtype=float)
            correlation, matrix = max(
                (sought(golden, around, float(turn)) for turn in turns), key=lambda found: found[0]
            )
        correlation, matrix = refined(golden, around, correlation, matrix)
        return self.placed(golden, around, correlation, matrix)

    def placed(self, golden: Grey, around: Grey, correlation: float, matrix: MatLike) -> Placed:
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        height, width = golden.shape
        laid_over = cv2.warpAffine(
            around, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE
        )
        zones = worst_zones(zone_likeness(golden, laid_over, self.counted))
        middle = np.array([(width - 1) / 2, (height - 1) / 2])
        moved = matrix[:, :2] @ middle + matrix[:, 2] - middle
        shift = np.linalg.norm(moved / self.scale - self.margin_px)
        turn = np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0]))
        return Placed(min(correlation, zones), float(shift), float(turn))


def sought(golden: Grey, around: Grey, turn_deg: float) -> tuple[float, MatLike]:
    """Best correlation of the golden sticker in its surroundings, sought in one turn.

    The matrix (2 x 3) carries golden pixels to pixels of the surroundings.
    """
    height, width = around.shape
    centre = ((width - 1) / 2, (height - 1) / 2)
    turning = cv2.getRotationMatrix2D(centre, turn_deg, 1.0)
    straight = (
        around
        if turn_deg == 0
        else cv2.warpAffine(around, turning, (width, height), borderMode=cv2.BORDER_REPLICATE)
    )
    _, correlation, _, (x, y) = cv2.minMaxLoc(
        cv2.matchTemplate(straight, golden, cv2.TM_CCOEFF_NORMED)
    )
    back = np.asarray(cv2.invertAffineTransform(turning), np.float64)
    back[:, 2] += back[:, :2] @ np.array([x, y], np.float64)
    return float(correlation), back


def refined(
    golden: Grey, around: Grey, correlation: float, matrix: MatLike
) -> tuple[float, MatLike]:
    """Shift and turn by ECC; the coarse ones stay where it does not converge or not improve."""
    start = matrix.astype(np.float32)
    everywhere = np.ones(around.shape, np.uint8)
    try:
        better, found = cv2.findTransformECC(
            golden, around, start, cv2.MOTION_EUCLIDEAN, REFINED, everywhere, 3
        )
    except cv2.error:  # documented: raised when the pictures have nothing in common
        return correlation, matrix
    return (float(better), found) if better > correlation else (correlation, matrix)
