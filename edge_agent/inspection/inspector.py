"""Runs the checks that a recipe asks for on one picture of one view.

All that can be prepared is prepared once, from the golden pictures. An Inspector keeps no state
between pictures and is meant for one worker thread; give each worker its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edge_agent.core.errors import InvalidInput
from edge_agent.core.order import Order
from edge_agent.core.packs import Box, CheckKind, CheckResult, Reason, Verdict
from edge_agent.core.recipe import Check, View
from edge_agent.inspection.backbone import Backbone
from edge_agent.inspection.barcode import BarcodeInspection
from edge_agent.inspection.cascade import Cascade
from edge_agent.inspection.learned_check import NONE_LEARNED, LearnedCheck
from edge_agent.inspection.pose import PoseFinder
from edge_agent.inspection.printing import PrintInspection
from edge_agent.inspection.reader import TextFinder
from edge_agent.inspection.recipe_files import LoadedRecipe
from edge_agent.inspection.seen_frame import SeenFrame
from edge_agent.inspection.seen_pack import SeenPack, as_taught
from edge_agent.inspection.sticker import StickerInspection
from edge_agent.inspection.surface import SurfaceInspection
from hardware.interfaces import Pixels

LEAST_SIDE_PX = 16
"""Smaller pictures show nothing."""
UNSURE_SCORE = 0.5
CHANGING = frozenset({CheckKind.PRINT})
"""What these regions show changes from pack to pack by right."""
MOVABLE = frozenset({CheckKind.PRINT, CheckKind.STICKER})
"""What these regions show may be missing or misplaced, so it does not fix the pose."""

Inspection = SurfaceInspection | StickerInspection | PrintInspection | BarcodeInspection


@dataclass(frozen=True, slots=True)
class ViewInspection:
    """What is prepared for one view."""

    pose_finder: PoseFinder
    inspections: tuple[Inspection, ...]


class Inspector:
    """The checks of one recipe, ready to run."""

    def __init__(
        self,
        loaded: LoadedRecipe,
        reader: Cascade,
        finder: TextFinder,
        backbone: Backbone,
        learned: Mapping[str, LearnedCheck] = NONE_LEARNED,
    ) -> None:
        """`learned`: heads by the names of their checks."""
        self.loaded = loaded
        self.learned = learned
        self.reader = reader
        self.finder = finder
        self.backbone = backbone
        self.views = {view.name: self.prepared(view) for view in loaded.recipe.views}

    def inspect(
        self, view: str, pixels: Pixels, order: Order | None, time_left_ns: int | None = None
    ) -> tuple[CheckResult, ...]:
        """The checks of that view, in the recipe's order.

        `time_left_ns`: until the verdict must be there; None where nothing hurries.
        InvalidInput when the view is not the recipe's, or the pixels are no picture.
        """
        prepared = self.views.get(view)
        if prepared is None:
            raise InvalidInput(
                f"view {view!r} is not in the recipe; views: {', '.join(self.views)}"
            )
        refuse_no_picture(pixels)
        until_ns = self.reader.second.until_ns(time_left_ns)
        frame = SeenFrame(pixels)
        pose = prepared.pose_finder.find_in(frame)
        if pose is None:
            checks = self.loaded.recipe.checks_of(view)
            return tuple(unsure(check, Reason.PACK_NOT_FOUND) for check in checks)
        seen = SeenPack(frame, pose)
        return tuple(self.answer(one, seen, order, until_ns) for one in prepared.inspections)

    def answer(
        self, inspection: Inspection, seen: SeenPack, order: Order | None, until_ns: int | None
    ) -> CheckResult:
        """As it is taught, and as it was learned from labels where a head is there for it."""
        result = asked(inspection, seen, order, until_ns)
        learned = self.learned.get(inspection.check.name)
        if learned is None:
            return result
        return learned.stricter(result, seen, inspection.check.region)

    def view_of(self, pixels: Pixels) -> str:
        """The view that a picture shows: where the pack is found most surely; the first if none."""
        refuse_no_picture(pixels)
        if len(self.views) == 1:
            return next(iter(self.views))
        poses = {name: view.pose_finder.find(pixels) for name, view in self.views.items()}
        return max(poses, key=lambda name: pose.confidence if (pose := poses[name]) else 0.0)

    def warm_up(self) -> None:
        """Runs every view once on its golden picture, so that the first pack is not the slowest."""
        for view, golden in self.loaded.golden.items():
            self.inspect(view, golden[0], Order(self.loaded.recipe.name))
            for check in self.loaded.recipe.checks_of(view):
                if check.name in self.learned:
                    self.learned[check.name].shares(as_taught(golden[0]), check.region)

    def prepared(self, view: View) -> ViewInspection:
        checks = self.loaded.recipe.checks_of(view.name)
        first, *others = self.loaded.golden[view.name]
        pose_finder = pose_finder_of(self.loaded, view)
        golden = [first, *(laid_over(first, one, pose_finder, view) for one in others)]
        return ViewInspection(
            pose_finder, tuple(self.prepare(check, golden, checks) for check in checks)
        )

    def prepare(
        self, check: Check, golden: Sequence[Pixels], checks: Sequence[Check]
    ) -> Inspection:
        changing = boxes_of(checks, CHANGING)
        match check.kind:
            case CheckKind.SURFACE:
                return SurfaceInspection(check, golden, changing, self.backbone)
            case CheckKind.STICKER:
                return StickerInspection(check, golden, changing, self.backbone)
            case CheckKind.PRINT:
                return PrintInspection(check, golden, self.reader, self.finder)
            case CheckKind.BARCODE:
                return BarcodeInspection(check, golden)


def pose_finder_of(loaded: LoadedRecipe, view: View) -> PoseFinder:
    """Finds the pack of this view, wherever it lies, as every station does."""
    movable = boxes_of(loaded.recipe.checks_of(view.name), MOVABLE)
    return PoseFinder(loaded.golden[view.name][0], view.pack, movable)


def asked(
    inspection: Inspection, seen: SeenPack, order: Order | None, until_ns: int | None = None
) -> CheckResult:
    """`until_ns`: when a second reading must be done, on the second reader's clock."""
    if not seen.shows(inspection.check.region):
        return unsure(inspection.check, Reason.OUT_OF_PICTURE)
    match inspection:
        case PrintInspection():
            return inspection.inspect(seen, order, until_ns)
        case BarcodeInspection():
            return inspection.inspect(seen, order)
        case _:
            return inspection.inspect(seen)


def unsure(check: Check, reason: Reason) -> CheckResult:
    return CheckResult(
        check.name, check.kind, check.view, Verdict.UNSURE, UNSURE_SCORE, reasons=(reason,)
    )


def boxes_of(checks: Sequence[Check], kinds: frozenset[CheckKind]) -> tuple[Box, ...]:
    return tuple(check.region for check in checks if check.kind in kinds)


def laid_over(first: Pixels, other: Pixels, pose_finder: PoseFinder, view: View) -> Pixels:
    """A further golden picture, laid over the first. InvalidInput when its pack is not found."""
    pose = pose_finder.find(other)
    if pose is None:
        raise InvalidInput(
            f"a golden picture of view {view.name!r} does not show the pack of {view.golden[0]};"
            " take it out of the recipe"
        )
    height, width = first.shape[:2]
    return pose.cut_out(other, Box(0, 0, width, height))


def refuse_no_picture(pixels: Pixels) -> None:
    if pixels.ndim != 3 or pixels.shape[2] != 3 or min(pixels.shape[:2]) < LEAST_SIDE_PX:
        raise InvalidInput(
            f"a picture of shape {pixels.shape} cannot be inspected; expected height x width x 3,"
            f" each side at least {LEAST_SIDE_PX} pixels"
        )
