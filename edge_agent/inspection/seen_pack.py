"""One frame with the pack found in it: gives the content of any golden place, upright.

Cut-outs are made from a picture shrunk to what is needed; the whole frame is never warped.
"""

import math

import numpy as np
from numpy.typing import NDArray

from edge_agent.core.packs import Box
from edge_agent.inspection.affine import after
from edge_agent.inspection.pose import Pose
from edge_agent.inspection.quads import box_around
from edge_agent.inspection.seen_frame import Grey, SeenFrame
from hardware.interfaces import Pixels

__all__ = ["Grey", "SeenPack", "as_taught", "widened"]

LEAST_SHOWN = 0.9
"""Of a place that is judged."""


class SeenPack:
    def __init__(self, frame: SeenFrame, pose: Pose) -> None:
        self.frame = frame
        self.pixels = frame.pixels
        self.pose = pose
        self.features: dict[tuple[Box, int], NDArray[np.float32]] = {}
        """What the backbone saw of golden boxes, each so many pixels long: it is asked once."""

    def colour(self, box: Box) -> Pixels:
        """A golden box in colour, in the golden picture's scale; it may reach beyond the frame."""
        return self.pose.cut_out(self.pixels, box)

    def grey_cut(self, box: Box, scale: float) -> Grey:
        """A golden box in grey, `scale` times as large as in the golden picture."""
        halvings = int(math.log2(max(1.0, self.pose.scale / scale)))
        step = 1 / scale
        inner = np.array([[step, 0, box.x + step / 2 - 0.5], [0, step, box.y + step / 2 - 0.5]])
        size = (max(1, round(box.width * scale)), max(1, round(box.height * scale)))
        return self.frame.grey_cut(after(self.pose.matrix, inner), size, halvings)

    def shows(self, box: Box) -> bool:
        """Whether nearly all of a golden box lies in the frame."""
        xs, ys = zip(*self.pose.quad(box), strict=True)
        height, width = self.pixels.shape[:2]
        across = max(0.0, min(max(xs), width) - max(min(xs), 0.0))
        down = max(0.0, min(max(ys), height) - max(min(ys), 0.0))
        whole = (max(xs) - min(xs)) * (max(ys) - min(ys))
        return bool(across * down >= LEAST_SHOWN * whole)

    def box(self, box: Box) -> Box:
        """Where a golden box lies in the frame, as an upright box."""
        return box_around(self.pose.quad(box), self.pixels.shape)


def as_taught(golden: Pixels) -> SeenPack:
    """A golden picture, seen from itself."""
    return SeenPack(SeenFrame(golden), Pose(np.eye(2, 3), 1.0))


def widened(box: Box, margin_px: int) -> Box:
    """The box with a margin on all sides; it may leave its picture."""
    return Box(
        box.x - margin_px, box.y - margin_px, box.width + 2 * margin_px, box.height + 2 * margin_px
    )
