"""How well a camera sees, without a label: how steep its edges are, and how bright its picture is.

Both depend on what is in the picture, so they say something only beside other pictures of the same
view: fog, dirt, a lens out of focus and a dim lamp lower them, whatever the pack. Every eighth row
is looked at: half a millisecond of one core for 1280 x 960.
"""

from collections.abc import Mapping

import cv2

from edge_agent.core.packs import CameraLook
from hardware.interfaces import Pixels

EVERY_ROW = 8
STEP_PX = 2
"""Over which a step is measured: one pixel is mostly noise."""
GREEN = 1


def camera_look(pixels: Pixels) -> CameraLook:
    """`pixels`: height x width x 3, BGR, wider than STEP_PX."""
    rows = pixels[::EVERY_ROW, :, GREEN].copy()
    before, after = rows[:, :-STEP_PX].copy(), rows[:, STEP_PX:].copy()
    steps = cv2.norm(before, after, cv2.NORM_L2) / before.size**0.5
    return CameraLook(float(steps), float(cv2.mean(rows)[0]))


def looks_of(pixels: Mapping[str, Pixels]) -> dict[str, CameraLook]:
    """By view; a picture that is too narrow to measure is left out."""
    wide = {view: one for view, one in pixels.items() if one.shape[1] > STEP_PX}
    return {view: camera_look(picture) for view, picture in wide.items()}
