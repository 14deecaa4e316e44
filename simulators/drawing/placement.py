"""How a pack lies under the camera, and the map from its pixels to the frame's."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_agent.core.packs import Box

PLAIN_EXPOSURE_MS = 0.4
CAMERA_DISTANCE_MM = 700.0
"""From the lens of a side camera to a pack in the middle of the belt."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a pack lies when the shutter opens, how it moves, and the light of that moment."""

    shift_along_mm: float = 0.0
    """Along the belt; positive = to the right in the picture."""
    shift_across_mm: float = 0.0
    """Across the belt; positive = downwards in the picture, or towards a camera at the side."""
    turn_deg: float = 0.0
    """About the upright axis; positive = clockwise seen from above."""
    speed_mm_per_s: float = 0.0
    exposure_ms: float = PLAIN_EXPOSURE_MS
    """Longer blurs more and is less noisy; the camera's gain keeps the brightness."""
    light: float = 1.0
    """Brightness of the lamps; 1 = as set up."""
    tilt: tuple[float, float] = (0.0, 0.0)
    """How much nearer the right and the lower edge are to the camera, as shares of the distance."""

    @property
    def blur_mm(self) -> float:
        return abs(self.speed_mm_per_s) * self.exposure_ms / 1000


def to_frame(pack: Box, placement: Placement, px_per_mm: float) -> NDArray[np.float64]:
    """3 x 3 map from the pack's pixels (its upper left corner = 0, 0) to the frame's."""
    middle_x, middle_y = pack.width / 2, pack.height / 2
    turn = np.eye(3)
    turn[:2] = cv2.getRotationMatrix2D((0, 0), -placement.turn_deg, 1.0)
    tilt = np.eye(3)
    tilt[2, :2] = (
        -placement.tilt[0] / max(pack.width, 1),
        -placement.tilt[1] / max(pack.height, 1),
    )
    return (
        moved(
            pack.x + middle_x + placement.shift_along_mm * px_per_mm,
            pack.y + middle_y + placement.shift_across_mm * px_per_mm,
        )
        @ tilt
        @ turn
        @ moved(-middle_x, -middle_y)
    )


def standing_in_frame(pack: Box, placement: Placement, px_per_mm: float) -> NDArray[np.float64]:
    """As `to_frame`, for a pack seen from the side: it stands on the belt and never tilts.

    Nearer to the camera it is larger; its turn shows in what faces the camera, not in this map.
    """
    nearness = 1 + placement.shift_across_mm / CAMERA_DISTANCE_MM
    along_px = placement.shift_along_mm * px_per_mm
    foot_x, foot_y = pack.width / 2, float(pack.height)
    to_foot = moved(pack.x + foot_x + along_px, pack.y + foot_y)
    return to_foot @ np.diag([nearness, nearness, 1.0]) @ moved(-foot_x, -foot_y)


def moved(x: float, y: float) -> NDArray[np.float64]:
    shift = np.eye(3)
    shift[:2, 2] = (x, y)
    return shift
