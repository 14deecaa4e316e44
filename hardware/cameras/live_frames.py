"""Turns what a camera's library hands over into frames, and counts what came broken."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardware.cameras.frame_count import FrameCount
from hardware.cameras.pixel_formats import picture_of
from hardware.interfaces import Frame


@dataclass(frozen=True, slots=True)
class Grabbed:
    """One buffer of a camera's library. `data` is None where the picture is not whole."""

    device_no: int
    data: NDArray[np.uint8] | None
    pixel_format: str
    width_px: int
    height_px: int
    taken_ns: int


class LiveFrames:
    """The frames of one start of a camera. A live camera knows no belt: the tick is the number."""

    def __init__(self, view: str) -> None:
        self.view = view
        self._count = FrameCount()

    def frame(self, grabbed: Grabbed) -> Frame | None:
        """None where it is not whole: it is never a picture, and the next frame tells the loss."""
        pixels = None
        if grabbed.data is not None:
            size = grabbed.width_px, grabbed.height_px
            pixels = picture_of(grabbed.data, grabbed.pixel_format, *size)
        if pixels is None:
            self._count.broken()
            return None
        number, lost = self._count.taken(grabbed.device_no)
        return Frame(self.view, pixels, number, number, grabbed.taken_ns, lost)
