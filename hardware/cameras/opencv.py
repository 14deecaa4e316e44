"""A USB camera (V4L2) by its number, or a stream by its address, through OpenCV.

A setting is read back after it was set: many drivers take what they cannot do in silence. `next`
waits for the driver however long it takes, so a line reads this camera through a Grabber.
"""

import numpy as np

from hardware import MOST_PIXELS
from hardware.errors import DeviceLost, DeviceMissing, DeviceSettingsError
from hardware.interfaces import Clock, Frame
from hardware.settings import OpenCvCameraSettings

import cv2  # isort: skip

STREAM_TIMEOUT_MS = 5_000
"""For opening a stream and for each of its frames; V4L2 has a limit of its own (10 s)."""
MANUAL_EXPOSURE = 1
"""V4L2_EXPOSURE_MANUAL, the value of CAP_PROP_AUTO_EXPOSURE under V4L2."""
EXPOSURE_UNITS_PER_MS = 10.0
"""V4L2_CID_EXPOSURE_ABSOLUTE counts in 100 us."""
TOLERANCE = 0.02
"""Drivers round exposure and rate to their own steps; a fiftieth is still what was asked for."""


class OpenCvCamera:
    """A FrameSource without a belt: the tick of a frame is its number."""

    def __init__(self, settings: OpenCvCameraSettings, clock: Clock) -> None:
        self.view = settings.view
        self._settings = settings
        self._clock = clock
        self._capture: cv2.VideoCapture | None = None
        self._frame_no = 0

    @property
    def name(self) -> str:
        return f"camera {self.view} ({self._settings.device})"

    def start(self) -> None:
        """DeviceMissing when nothing answers; DeviceSettingsError says asked and got."""
        capture = opened(self._settings.device)
        if not capture.isOpened():
            raise DeviceMissing(f"{self.name} cannot be opened; check its plug, number or address")
        try:
            apply(capture, self._settings, self.name)
        except DeviceSettingsError:
            capture.release()
            raise
        self._capture, self._frame_no = capture, 0

    def next(self, timeout_s: float) -> Frame | None:
        if self._capture is None:
            raise DeviceLost(f"{self.name} is not started")
        read, pixels = self._capture.read()
        if not read:
            raise DeviceLost(f"{self.name} gives no more pictures; check its cable and power")
        self._frame_no += 1
        number = self._frame_no
        picture = np.asarray(pixels, dtype=np.uint8)
        return Frame(self.view, picture, number, number, self._clock.now_ns(), dropped_before=0)

    @property
    def exhausted(self) -> bool:
        """Never: a camera that ends is lost."""
        return False

    def stop(self) -> None:
        if self._capture is not None:
            self._capture.release()
            self._capture = None


def opened(device: int | str) -> cv2.VideoCapture:
    if isinstance(device, int):
        return cv2.VideoCapture(device, cv2.CAP_V4L2)
    limits = [
        *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, STREAM_TIMEOUT_MS),
        *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, STREAM_TIMEOUT_MS),
    ]
    return cv2.VideoCapture(device, cv2.CAP_FFMPEG, limits)


def apply(capture: cv2.VideoCapture, wanted: OpenCvCameraSettings, name: str) -> None:
    """Sets what is not None, then reads it all back: one setting may have changed another."""
    table = [
        ("width_px", cv2.CAP_PROP_FRAME_WIDTH, wanted.width_px, 1.0),
        ("height_px", cv2.CAP_PROP_FRAME_HEIGHT, wanted.height_px, 1.0),
        ("fps", cv2.CAP_PROP_FPS, wanted.fps, 1.0),
        ("exposure_ms", cv2.CAP_PROP_EXPOSURE, wanted.exposure_ms, EXPOSURE_UNITS_PER_MS),
    ]
    asked = [(key, prop, value, unit) for key, prop, value, unit in table if value is not None]
    if wanted.exposure_ms is not None:
        capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, MANUAL_EXPOSURE)
    for _key, prop, value, unit in asked:
        capture.set(prop, value * unit)
    for key, prop, value, unit in asked:
        got = capture.get(prop) / unit
        if not is_honoured(key, value, got):
            raise DeviceSettingsError(
                f"{name}: {key} = {value:g} was asked for and {got:g} is what it does; "
                "set what the camera can do"
            )
    if capture.get(cv2.CAP_PROP_FRAME_WIDTH) * capture.get(cv2.CAP_PROP_FRAME_HEIGHT) > MOST_PIXELS:
        raise DeviceSettingsError(f"{name}: pictures of more than {MOST_PIXELS} pixels are refused")


def is_honoured(key: str, asked: float, got: float) -> bool:
    """Sizes exactly, since regions are pixels; rates and times within the driver's rounding."""
    if key in ("width_px", "height_px"):
        return asked == got
    return abs(got - asked) <= TOLERANCE * asked
