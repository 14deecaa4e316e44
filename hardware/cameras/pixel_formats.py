"""A camera's bytes as the picture that the line looks at.

The names are those of the Pixel Format Naming Convention (EMVA, PFNC 2.4). Eight bits per value
only: that is what checks are calibrated on.
"""

import numpy as np
from numpy.typing import NDArray

from hardware import MOST_PIXELS
from hardware.errors import DeviceSettingsError
from hardware.interfaces import Pixels

import cv2  # isort: skip

# PFNC names a Bayer filter by the first two pixels of its first row.
TO_BGR: dict[str, int | None] = {
    "BGR8": None,
    "RGB8": cv2.COLOR_RGB2BGR,
    "RGBa8": cv2.COLOR_RGBA2BGR,
    "BGRa8": cv2.COLOR_BGRA2BGR,
    "Mono8": cv2.COLOR_GRAY2BGR,
    "BayerRG8": cv2.COLOR_BayerRGGB2BGR,
    "BayerGR8": cv2.COLOR_BayerGRBG2BGR,
    "BayerGB8": cv2.COLOR_BayerGBRG2BGR,
    "BayerBG8": cv2.COLOR_BayerBGGR2BGR,
}
VALUES_PER_PIXEL = {"BGR8": 3, "RGB8": 3, "RGBa8": 4, "BGRa8": 4}


def known_format(name: str, camera: str) -> str:
    """The format by the name of the convention; DeviceSettingsError where it is none of ours."""
    plain = name.removesuffix("Packed")
    if plain not in TO_BGR:
        raise DeviceSettingsError(
            f"{camera}: its pixel format {name} is not read; set pixel_format to one of "
            + ", ".join(TO_BGR)
        )
    return plain


def check_size(width_px: int, height_px: int, camera: str) -> None:
    if width_px * height_px > MOST_PIXELS:
        raise DeviceSettingsError(
            f"{camera}: pictures of more than {MOST_PIXELS} pixels are refused"
        )


def picture_of(
    data: NDArray[np.uint8], pixel_format: str, width_px: int, height_px: int
) -> Pixels | None:
    """A picture of its own memory, height x width x 3; None where the bytes are too few for it."""
    values = VALUES_PER_PIXEL.get(pixel_format, 1)
    count = width_px * height_px * values
    if data.size < count:
        return None
    shape = (height_px, width_px) if values == 1 else (height_px, width_px, values)
    raw = data.reshape(-1)[:count].reshape(shape)
    code = TO_BGR[pixel_format]
    return raw.copy() if code is None else np.asarray(cv2.cvtColor(raw, code), np.uint8)
