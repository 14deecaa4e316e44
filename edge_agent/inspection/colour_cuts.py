"""Upright colour cut-outs of any size, taken from the frame in one step.

Where the cut-out is much smaller than its place it is taken from a halved frame, so that no pixel
is left out and fine print does not flicker.
"""

import math

import numpy as np

from edge_agent.inspection.affine import Matrix, Size, after
from edge_agent.inspection.seen_pack import SeenPack
from hardware.interfaces import Pixels


def colour_cut(seen: SeenPack, to_golden: Matrix, size: Size) -> Pixels:
    """`to_golden` carries pixels of the cut-out to pixels of the golden picture; `size` is the
    cut-out's width and height."""
    to_frame = after(seen.pose.matrix, to_golden)
    step_px = math.sqrt(abs(np.linalg.det(to_frame[:, :2])))
    return seen.frame.colour_cut(to_frame, size, int(math.log2(max(1.0, step_px))))
