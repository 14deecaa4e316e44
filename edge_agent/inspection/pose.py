"""Where the pack lies in a frame: shift, turn and scale from golden picture to frame.

A pose must come from the pack as a whole, because a sticker may be missing or misplaced:

1. the golden pack's corners, followed from where they were taught: on a line most packs lie
   nearly alike; believed when most of them are found again, spread over the pack;
2. the outline before a plain background, and the corners followed from there; where they prove
   nothing (food under a film never looks alike), the outline stands for itself;
3. features, found anywhere and at any turn; believed when many agree, spread over the pack;
   places that may change (stickers, print) give none where the rest has enough;
4. finer features for photographs that the others cannot match.

What none of them explains is no pose: the checks are then unsure, never guessed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from edge_agent.core.packs import Box
from edge_agent.inspection.affine import Matrix
from edge_agent.inspection.feature_matching import (
    FeatureMatch,
    FeatureMatcher,
    fine_features,
    quick_features,
)
from edge_agent.inspection.outline import Outline, outline_in
from edge_agent.inspection.outline_pose import OutlineMatcher
from edge_agent.inspection.pack_colours import PackColours
from edge_agent.inspection.pose_refining import PoseRefiner
from edge_agent.inspection.quads import Quad, quad_of_box
from edge_agent.inspection.seen_frame import SeenFrame
from hardware.interfaces import Pixels

SURE_INLIERS = 40
"""So many agreeing features mean full confidence."""
LEAST_SPREAD = 0.15
"""Share of the pack's area that the agreeing features must span to speak for the whole pack."""
STRONG_INLIERS = 30
SMALL_TURN_DEG = 15.0
"""By which an outline may be turned against the golden one without any doubt about its top."""
AS_TAUGHT = np.eye(2, 3)
"""The pose of a pack that lies where the golden one lay."""


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """Shift, turn and scale from the golden picture to the frame."""

    matrix: Matrix
    confidence: float
    """In [0, 1]."""

    @property
    def scale(self) -> float:
        return float(np.hypot(self.matrix[0, 0], self.matrix[1, 0]))

    @property
    def turn_deg(self) -> float:
        return float(np.degrees(np.arctan2(self.matrix[1, 0], self.matrix[0, 0])))

    def quad(self, box: Box) -> Quad:
        """Where a box of the golden picture lies in the frame."""
        (across, skew, left), (slant, down, top) = self.matrix.tolist()
        first, second, third, fourth = (
            (across * x + skew * y + left, slant * x + down * y + top) for x, y in quad_of_box(box)
        )
        return first, second, third, fourth

    def cut_out(self, frame: Pixels, box: Box) -> Pixels:
        """The frame's content of a golden box, upright and in the golden picture's scale."""
        shifted = self.matrix.copy()
        shifted[:, 2] += self.matrix[:, :2] @ (box.x, box.y)
        flags = (cv2.INTER_AREA if self.scale > 2 else cv2.INTER_LINEAR) | cv2.WARP_INVERSE_MAP
        size = (box.width, box.height)
        cut = cv2.warpAffine(frame, shifted, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(cut, np.uint8)


class PoseFinder:
    """Finds the pack of one golden picture in frames."""

    def __init__(self, golden: Pixels, pack: Box, movable: Sequence[Box] = ()) -> None:
        taught = SeenFrame(golden)
        self.pack = pack
        self.colours = PackColours(taught, pack)
        outline = own_outline(taught, pack, self.colours)
        self.by_shape = None if outline is None else OutlineMatcher(taught, outline)
        self.quick = FeatureMatcher(quick_features())
        self.fine = FeatureMatcher(fine_features())
        for matcher in (self.quick, self.fine):
            matcher.learn(taught, pack, movable, only_steady=outline is not None)
        self.refiner = PoseRefiner(taught, pack, movable)

    def find(self, frame: Pixels) -> Pose | None:
        """The pack's pose in the frame, or None where it is not to be found."""
        return self.find_in(SeenFrame(frame))

    def find_in(self, frame: SeenFrame) -> Pose | None:
        taught = self.refiner.sure(AS_TAUGHT, frame)
        if taught is not None:
            return Pose(taught, 1.0)
        shaped = self.shaped(frame)
        if shaped is not None and (shaped.confidence == 1.0 or lies_as_taught(shaped)):
            return shaped
        return self.featured(frame, shaped)

    def shaped(self, frame: SeenFrame) -> Pose | None:
        """By the outline; with full confidence where the corners then prove it."""
        if self.by_shape is None or (seen := outline_in(frame, self.colours.mask)) is None:
            return None
        found = self.by_shape.match(frame, seen)
        if found is None:
            return None
        exact = self.refiner.sure(found.matrix, frame)
        return Pose(found.matrix, found.overlap) if exact is None else Pose(exact, 1.0)

    def featured(self, frame: SeenFrame, shaped: Pose | None) -> Pose | None:
        """By features where they are strong enough; else by shape; else by whatever matches."""
        quick = self.quick.match(frame)
        if quick is not None and speaks_for_the_pack(quick):
            best = quick
        elif shaped is not None:
            return shaped
        else:
            fine = self.fine.match(frame)
            matches = [match for match in (quick, fine) if match is not None]
            if not matches:
                return None
            best = max(matches, key=lambda match: match.inliers)
        confidence = min(1.0, best.inliers / SURE_INLIERS)
        return Pose(self.refiner.refined(best.matrix, frame), confidence)


def lies_as_taught(pose: Pose) -> bool:
    """An outline may lie upside down; then it needs another witness."""
    return abs(pose.turn_deg) <= SMALL_TURN_DEG


def speaks_for_the_pack(match: FeatureMatch) -> bool:
    """Alone: a few features agree by chance, and many on one sticker only speak for the sticker."""
    return match.inliers >= STRONG_INLIERS and match.spread >= LEAST_SPREAD


def own_outline(golden: SeenFrame, pack: Box, colours: PackColours) -> Outline | None:
    """The golden pack's outline, where it agrees with the place that the recipe states."""
    outline = outline_in(golden, colours.mask) if colours.known else None
    return outline if outline is not None and overlap(outline.box, pack) > 0.8 else None


def overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    common = max(0, across) * max(0, down)
    return common / (one.width * one.height + other.width * other.height - common)
