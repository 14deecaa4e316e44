"""Names for the arrays that drawing works on, and the casts that OpenCV's loose types need.

A `Plane` is height x width, 32-bit floats; unless said otherwise its values are in [0, 1].
`Pixels` are height x width x 3, blue-green-red, 8 bits.
"""

from typing import Any, TypeVar, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_agent.core.packs import Box
from hardware.interfaces import Pixels

Plane = NDArray[np.float32]
Bytes = NDArray[np.uint8]
"""A plane of 8 bits: height x width, 0..255."""
Array = TypeVar("Array", bound=NDArray[Any])
Colour = tuple[float, float, float]
"""Blue, green, red, 0..255."""


def as_plane(values: Any) -> Plane:
    return np.asarray(values, dtype=np.float32)


def as_bytes(values: Any) -> Bytes:
    """An array that already is 8 bits; nothing is rounded or copied."""
    return np.asarray(values, dtype=np.uint8)


def shares(values: Any) -> Plane:
    """0..255 as shares of one."""
    return as_plane(np.asarray(values, dtype=np.float32) / np.float32(255))


def rounded(values: Any) -> Pixels:
    """Floats to 8 bits, clipped to 0..255."""
    return np.clip(np.asarray(values) + 0.5, 0, 255).astype(np.uint8)


def part(canvas: Array, box: Box) -> Array:
    """The canvas inside a box; a view, so that writing to it writes to the canvas."""
    return cast(Array, canvas[box.y : box.y + box.height, box.x : box.x + box.width])


def shaded(colour: Colour, light: Any) -> Plane:
    """A canvas in one colour, as bright as `light` (height x width, 1 = plain) says."""
    return as_plane(cv2.merge([light * np.float32(channel) for channel in colour]))


def blend(canvas: Plane, colour: Plane | Colour, cover: Plane) -> Plane:
    """`colour` laid over the canvas where `cover` is; both canvases are height x width x 3."""
    laid = shaded(colour, cover) if isinstance(colour, tuple) else colour * threefold(cover)
    return as_plane(canvas * threefold(1 - cover) + laid)


def threefold(plane: Plane) -> Plane:
    """The same for blue, green and red. numpy would broadcast it, in three times the time: its loop
    over the innermost axis is one of three steps."""
    return as_plane(cv2.merge([plane] * 3))
