"""What the line hands to its server: references only, so that handing over costs nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import cv2

from edge_agent.control.line_state import LineState
from edge_agent.control.messages import Picture
from edge_agent.core.packs import Record
from hardware.interfaces import Pixels
from hardware.pictures import encode_jpeg

LIVE_SIDE_PX: Final = 960
"""The longer side of a live picture: what an operator's screen of 1280 px shows of it."""
QUALITY: Final = 80

Views = Mapping[str, Pixels]


@dataclass(frozen=True, slots=True, eq=False)
class EndedWithViews:
    record: Record
    views: Views


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The line at one moment. Nobody changes a picture that stands in it."""

    state: LineState
    last: EndedWithViews | None
    """The pack that ended last."""
    asked_about: Mapping[int, Views]
    """By number: packs about which a person is asked, as far as they were seen."""


def pictures_of(views: Views, longest_side_px: int | None) -> tuple[Picture, ...]:
    """JPEG of every view; shrunk where a side is given and the frame is bigger."""
    return tuple(picture_of(view, pixels, longest_side_px) for view, pixels in views.items())


def picture_of(view: str, pixels: Pixels, longest_side_px: int | None) -> Picture:
    height, width = pixels.shape[:2]
    scale = 1.0 if longest_side_px is None else longest_side_px / max(height, width)
    if scale < 1:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    return Picture(view, width, height, encode_jpeg(pixels, QUALITY))
