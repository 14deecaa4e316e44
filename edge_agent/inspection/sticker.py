"""Sticker check: is it there, in its place, straight, whole, and the right one?

First the sticker is found; then it is laid over the taught ones and its looks are compared, cell by
cell. A sticker that is not as it should be is only called so where its surroundings are as taught:
where they are not, the pack is not seen as it was taught, and the answer is unsure.
"""

from collections.abc import Sequence

import numpy as np

from edge_agent.core.evidence import Evidence
from edge_agent.core.packs import Box, CheckResult, Reason, Verdict
from edge_agent.core.recipe import Check, StickerLimits
from edge_agent.inspection.affine import Matrix, after, onto
from edge_agent.inspection.appearance import Look, Map, counted_cells
from edge_agent.inspection.appearance_teaching import taught
from edge_agent.inspection.backbone import Backbone, input_sides
from edge_agent.inspection.colour_cuts import colour_cut
from edge_agent.inspection.evidence import evidence_of_look
from edge_agent.inspection.likeness import MISSING_SHARE, Grade, graded, ink
from edge_agent.inspection.seen_pack import SeenPack, as_taught, widened
from edge_agent.inspection.sticker_placing import Placed, placed
from edge_agent.inspection.surface import counted_mask
from hardware.interfaces import Pixels

WORK_SIDE_PX = 112
"""The longer side of the shrunk sticker that is sought."""
LOOK_SIDE_PX = 128
"""The longer side of the cut-out whose looks are compared; also of the one with surroundings."""
WORST_SHARE = 0.2
"""Of the sticker's cells."""
ROOM_SHARE = 0.3
"""Of the sticker's longer side: how far its surroundings reach."""
MOST_SOUGHT = 3
"""So many of the taught stickers are sought; looks are compared with all."""
STRANGE_AROUND = 0.9
"""Distance that less than a quarter of the surroundings keep where the pack is not seen as it was
taught. A sticker off its place covers some of them, and the background may be another."""
STRANGE_SCORE = 0.5


class StickerInspection:
    """One sticker check, taught by golden pictures that lie over each other."""

    def __init__(
        self,
        check: Check,
        golden: Sequence[Pixels],
        changing: Sequence[Box],
        backbone: Backbone,
    ) -> None:
        assert isinstance(check.limits, StickerLimits)
        self.check = check
        self.limits = check.limits
        self.backbone = backbone
        region = check.region
        longer = max(region.width, region.height)
        self.scale = min(1.0, WORK_SIDE_PX / longer)
        self.margin_px = min(max(round(2.5 * self.limits.max_shift_px), 16), max(longer // 2, 16))
        self.size = input_sides(region.width, region.height, LOOK_SIDE_PX)
        self.room = widened(region, round(ROOM_SHARE * longer))
        self.room_size = input_sides(self.room.width, self.room.height, LOOK_SIDE_PX)
        self.teach([as_taught(pixels) for pixels in golden], changing)

    def teach(self, golden: Sequence[SeenPack], changing: Sequence[Box]) -> None:
        region = self.check.region
        cuts = [colour_cut(one, onto(region, self.size), self.size) for one in golden]
        counted = counted_cells(counted_mask(region, self.size, changing))
        self.taught = taught(self.backbone, cuts, counted, WORST_SHARE)
        usual = [one for number, one in enumerate(golden) if number not in self.taught.odd]
        self.golden = [one.grey_cut(region, self.scale) for one in usual[:MOST_SOUGHT]]
        self.golden_ink = max(ink(one) for one in self.golden)
        rooms = [colour_cut(one, onto(self.room, self.room_size), self.room_size) for one in usual]
        around = counted_cells(counted_mask(self.room, self.room_size, [region, *changing]))
        self.taught_room = taught(self.backbone, rooms, around, 1.0)

    def inspect(self, seen: SeenPack) -> CheckResult:
        where = self.place(seen)
        look = self.look(seen, where)
        grade, reasons = self.judge(look, where, seen)
        return CheckResult(
            name=self.check.name,
            kind=self.check.kind,
            view=self.check.view,
            verdict=grade.verdict,
            score=grade.score,
            reasons=reasons,
            box=seen.box(self.check.region),
            evidence=self.evidence(grade, look, where, seen),
        )

    def evidence(self, grade: Grade, look: Look, where: Placed, seen: SeenPack) -> Evidence | None:
        """Where it is unlike the taught ones; None where it is ok."""
        if grade.verdict is Verdict.OK:
            return None
        return evidence_of_look(look, seen, self.looked_at(where), self.size)

    def heat_map(self, seen: SeenPack) -> Map:
        """Where the sticker is unlike the taught ones: as high and wide as the region, 0 to 1."""
        region = self.check.region
        return self.look(seen, self.place(seen)).heat_map(region.width, region.height)

    def place(self, seen: SeenPack) -> Placed:
        around = seen.grey_cut(widened(self.check.region, self.margin_px), self.scale)
        return placed(self.golden, around, self.margin_px * self.scale)

    def look(self, seen: SeenPack, where: Placed) -> Look:
        """At the sticker where it was found, else at its place."""
        cut = colour_cut(seen, self.looked_at(where), self.size)
        return self.taught.look(self.backbone.features(cut))

    def looked_at(self, where: Placed) -> Matrix:
        """From pixels of the cut-out whose looks are compared to golden pixels."""
        if where.is_found:
            return self.carried(where.matrix)
        return onto(self.check.region, self.size)

    def carried(self, matrix: Matrix) -> Matrix:
        """From the cut-out by way of the shrunk sticker and its surroundings to golden pixels."""
        region = self.check.region
        shrunk = Box(0, 0, *(max(1, round(side * self.scale)) for side in self.sides))
        surroundings = widened(region, self.margin_px)
        step = 1 / self.scale
        to_golden = np.array(
            [
                [step, 0, surroundings.x + step / 2 - 0.5],
                [0, step, surroundings.y + step / 2 - 0.5],
            ]
        )
        return after(to_golden, after(matrix, onto(shrunk, self.size)))

    @property
    def sides(self) -> tuple[int, int]:
        return self.check.region.width, self.check.region.height

    def judge(self, look: Look, where: Placed, seen: SeenPack) -> tuple[Grade, tuple[Reason, ...]]:
        looks = graded(look.likeness, self.limits.min_likeness)
        grade, reasons = (
            self.judge_place(looks, where)
            if looks.verdict is Verdict.OK
            else (looks, (self.why_unlike(look, where, seen),))
        )
        if reasons and not self.is_as_taught_around(seen):
            return Grade(Verdict.UNSURE, STRANGE_SCORE), (Reason.NOT_LIKE_TAUGHT,)
        return grade, reasons

    def judge_place(self, looks: Grade, where: Placed) -> tuple[Grade, tuple[Reason, ...]]:
        off = where.shift / self.scale / self.limits.max_shift_px
        turned = abs(where.turn_deg) / self.limits.max_turn_deg
        reasons = tuple(
            reason
            for share, reason in ((off, Reason.OFF_PLACE), (turned, Reason.TURNED))
            if share > 1
        )
        if not reasons:
            return looks, ()
        return Grade(Verdict.NOT_OK, min(1.0, max(off, turned) / 2)), reasons

    def why_unlike(self, look: Look, where: Placed, seen: SeenPack) -> Reason:
        there = ink(seen.grey_cut(self.check.region, self.scale))
        if there < MISSING_SHARE * self.golden_ink:
            return Reason.MISSING
        if look.is_damaged:
            return Reason.DAMAGED
        return Reason.LOOKS_DIFFERENT if where.is_found else Reason.WRONG_ONE

    def is_as_taught_around(self, seen: SeenPack) -> bool:
        cut = colour_cut(seen, onto(self.room, self.room_size), self.room_size)
        around = self.taught_room.look(self.backbone.features(cut))
        return around.nearest_quarter <= STRANGE_AROUND

    @property
    def odd(self) -> tuple[int, ...]:
        """Numbers of golden pictures that stand out from the others, and are not used."""
        return self.taught.odd
