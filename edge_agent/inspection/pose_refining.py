"""Makes a pose exact to a fraction of a pixel by following corners, first coarsely, then finely."""

from collections.abc import Sequence

from edge_agent.core.packs import Box
from edge_agent.inspection.affine import Matrix
from edge_agent.inspection.corner_tracking import CornerTracker, Followed, Tracking
from edge_agent.inspection.seen_frame import SeenFrame

COARSE = Tracking(halvings=2, corners=60, apart_px=6, window_px=9, levels=3, tolerance_px=1.5)
"""Reaches some 50 pixels of the frame and 8 degrees, and leaves a few pixels."""
FINE = Tracking(halvings=1, corners=120, apart_px=9, window_px=9, levels=0, tolerance_px=1.0)
"""Leaves 0.1 pixels of a sharp frame, 0.2 of a noisy one, at the corners of 900 pixels of pack."""
LEAST_CORNERS = 20
"""With fewer agreeing corners the pose is better left as it is."""
LEAST_SHARE = 0.5
"""Of the corners found again, that must agree."""
LEAST_PROVING = 50
"""Fewer corners prove nothing, even if most are found again."""
SURE_SHARE = 0.4
"""Of all corners: in other packs and on belts 0.07 at most agree by chance."""
SURE_SPREAD = 0.3
"""Of the area that all corners span."""


class PoseRefiner:
    def __init__(self, golden: SeenFrame, pack: Box, movable: Sequence[Box]) -> None:
        self.coarse = CornerTracker(golden, pack, movable, COARSE)
        self.fine = CornerTracker(golden, pack, movable, FINE)

    def sure(self, matrix: Matrix, frame: SeenFrame) -> Matrix | None:
        """The exact pose near a supposed one, where the corners alone prove it."""
        if len(self.coarse.corners) < LEAST_PROVING:
            return None
        followed = self.coarse.followed(matrix, frame)
        if followed is None or not proven(followed):
            return None
        return self.exact(followed.matrix, frame)

    def refined(self, matrix: Matrix, frame: SeenFrame) -> Matrix:
        """A more exact pose near one that something else has proved."""
        sure = self.sure(matrix, frame)
        return self.exact(matrix, frame) if sure is None else sure

    def exact(self, matrix: Matrix, frame: SeenFrame) -> Matrix:
        """From a pose that is a few pixels off; unchanged where too little can be followed."""
        followed = self.fine.followed(matrix, frame)
        return matrix if followed is None or not believable(followed) else followed.matrix


def believable(followed: Followed) -> bool:
    return followed.agreeing >= LEAST_CORNERS and followed.share >= LEAST_SHARE


def proven(followed: Followed) -> bool:
    """Without any other evidence."""
    return followed.share_of_all >= SURE_SHARE and followed.spread >= SURE_SPREAD
