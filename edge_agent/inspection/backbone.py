"""The backbone: a net that turns a picture into features, and knows nothing of packs.

Its features are those of three stages of EfficientNet-lite0 (Tan and Le 2019, ICML), joined at an
eighth of the picture's resolution and divided by what they spread over ImageNet, so that a distance
of 1.4 means unrelated. The net is the bundle's; which net it is says backbone.json beside it.
"""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_agent.core.errors import InvalidInput
from edge_agent.inspection.own_reader import facts_of
from edge_agent.inspection.sessions import open_session
from hardware.interfaces import Pixels

CELL_PX = 8
"""Picture pixels for one cell of the features, across and down."""
INPUT_STEP_PX = 16
"""Inputs are multiples of it wide and high."""
MEAN, SPREAD = 127.0, 128.0
"""Of the pixels that the net was trained on."""

Features = NDArray[np.float32]
"""Height x width x channels: one cell for each 8 x 8 pixels."""


class Backbone:
    """Opened once and shared by all checks of one worker."""

    def __init__(self, model: Path) -> None:
        facts_of(model)
        self.session = open_session(model)
        self.input_name = self.session.get_inputs()[0].name

    def features(self, pixels: Pixels) -> Features:
        """Of a picture (height x width x 3, blue-green-red); InvalidInput for other sides."""
        height, width = pixels.shape[:2]
        if height % INPUT_STEP_PX or width % INPUT_STEP_PX:
            raise InvalidInput(
                f"a picture of {width} x {height}: sides must be multiples of {INPUT_STEP_PX}"
            )
        (maps,) = self.session.run(None, {self.input_name: backbone_input(pixels)})
        return np.ascontiguousarray(np.moveaxis(maps[0], 0, -1), np.float32)


def backbone_input(pixels: Pixels) -> NDArray[np.float32]:
    """As 1 x 3 x height x width, red-green-blue, about in [-1, 1]."""
    blob = cv2.dnn.blobFromImage(pixels, 1 / SPREAD, mean=(MEAN, MEAN, MEAN), swapRB=True)
    return np.asarray(blob, np.float32)


def input_sides(width: float, height: float, longer_px: int) -> tuple[int, int]:
    """Width and height of an input that shows something of these proportions."""
    scale = longer_px / max(width, height)
    across, down = (
        max(INPUT_STEP_PX, round(side * scale / INPUT_STEP_PX) * INPUT_STEP_PX)
        for side in (width, height)
    )
    return across, down
