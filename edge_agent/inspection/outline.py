"""The pack as a shape: the largest thing that stands out from a plain background.

The background is what lies along the picture's border; what differs from it clearly and in one
piece is the pack. Where no such piece exists, there is no outline and nothing is guessed.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from edge_agent.core.packs import Box
from edge_agent.inspection.seen_frame import SeenFrame
from hardware.interfaces import Pixels

WORK_SIDE_PX = 320
"""About the longer side of the shrunk picture in which the outline is sought."""
MaskOf = Callable[[MatLike], MatLike]
CLOSING = np.ones((5, 5), np.uint8)
BORDER_PX = 3
LEAST_CONTRAST = 18.0
"""Colour distance (CIE Lab, 8 bits) between pack and background, below which it is no outline."""
LEAST_SHARE, MOST_SHARE = 0.03, 0.92
"""Of the picture's area."""
LEAST_SOLIDITY = 0.85
"""Area over area of the convex hull: packs are compact."""


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """The largest foreground, in pixels of the full picture."""

    contour: NDArray[np.float32]
    """Its corners, n x 2."""
    area_px: float
    centre: NDArray[np.float64]
    """Of gravity."""
    angle_deg: float
    """Of the longer side of the smallest rectangle around it, in [0, 180)."""
    elongation: float
    """Longer over shorter side."""
    box: Box


def find_outline(pixels: Pixels) -> Outline | None:
    """The outline of whatever differs from the picture's rim."""
    return outline_in(SeenFrame(pixels), foreground)


def outline_in(frame: SeenFrame, mask_of: MaskOf) -> Outline | None:
    """The outline of the one pack before its background, or None where it is not clear.

    `mask_of` tells what is pack in the shrunk picture.
    """
    halvings = frame.halvings_to(WORK_SIDE_PX)
    small = frame.colour(halvings)
    mask = mask_of(small)
    contour = largest_contour(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, CLOSING))
    if contour is None:
        return None
    area = cv2.contourArea(contour)
    share = area / (small.shape[0] * small.shape[1])
    solidity = area / max(cv2.contourArea(cv2.convexHull(contour)), 1.0)
    if not LEAST_SHARE <= share <= MOST_SHARE or solidity < LEAST_SOLIDITY:
        return None
    return measured(contour, 0.5**halvings, frame.pixels.shape)


def foreground(small: MatLike) -> MatLike:
    """Mask of what differs from the border's colour, by Otsu's threshold."""
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (3, 3), 0), cv2.COLOR_BGR2LAB).astype(np.float32)
    rims = (lab[:BORDER_PX], lab[-BORDER_PX:], lab[:, :BORDER_PX], lab[:, -BORDER_PX:])
    border = np.concatenate([rim.reshape(-1, 3) for rim in rims])
    distance = np.linalg.norm(lab - np.median(border, axis=0), axis=2)
    grey = np.clip(distance, 0, 255).astype(np.uint8)
    threshold, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return np.asarray(grey > max(threshold * 0.7, LEAST_CONTRAST), np.uint8)


def largest_contour(mask: MatLike) -> MatLike | None:
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return max(contours, key=cv2.contourArea, default=None)


def measured(contour: MatLike, scale: float, shape: tuple[int, ...]) -> Outline:
    moments = cv2.moments(contour)
    centre = np.array([moments["m10"], moments["m01"]]) / moments["m00"]
    _, (across, down), angle = cv2.minAreaRect(contour)
    long_angle = angle if across >= down else angle + 90
    x, y, width, height = cv2.boundingRect(contour)
    left, top = int(x / scale), int(y / scale)
    return Outline(
        contour=(contour.reshape(-1, 2).astype(np.float32) + 0.5) / scale - 0.5,
        area_px=float(moments["m00"]) / scale**2,
        centre=(centre + 0.5) / scale - 0.5,
        angle_deg=long_angle % 180,
        elongation=max(across, down) / max(min(across, down), 1e-3),
        box=Box(
            left,
            top,
            min(round(width / scale), shape[1] - left),
            min(round(height / scale), shape[0] - top),
        ),
    )
