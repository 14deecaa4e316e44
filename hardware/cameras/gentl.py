"""A camera behind the GenTL producer of its maker, through Harvesters.

A buffer that is not complete is no picture, and the frame after it tells the loss. `next` may wait
for the camera: a Grabber reads it.
"""

from contextlib import suppress
from typing import Any

import numpy as np

from hardware.cameras import genicam
from hardware.cameras.gentl_library import GentlFeatures, gentl_errors, harvester
from hardware.cameras.gentl_settings import GentlCameraSettings
from hardware.cameras.live_frames import Grabbed, LiveFrames
from hardware.cameras.pixel_formats import check_size, known_format
from hardware.errors import DeviceError, DeviceLost, DeviceMissing
from hardware.interfaces import Clock, Frame

SHORTEST_WAIT_S = 0.001
"""Harvesters takes a wait of 0 for one without an end."""
SILENT_S = 2.0
"""GenTL says of no producer how it tells a pulled cable; a free camera is lost when it is silent
for longer than this and than several of its pictures."""


class GentlCamera:
    """A FrameSource without a belt: the tick of a frame is its number."""

    exhausted = False

    def __init__(self, settings: GentlCameraSettings, clock: Clock) -> None:
        self.view = settings.view
        self._settings, self._clock = settings, clock
        self._harvester: Any = None
        self._camera: Any = None
        self._frames = LiveFrames(self.view)
        self._pixel_format = ""
        self._heard_ns = 0

    @property
    def name(self) -> str:
        which = self._settings.serial or self._settings.producer.name
        return f"camera {self.view} ({which})"

    def start(self) -> None:
        """DeviceMissing when nothing answers; DeviceSettingsError says asked and got."""
        if not self._settings.producer.is_file():
            raise DeviceMissing(f"{self.name}: no GenTL producer at {self._settings.producer}")
        self._harvester = harvester()
        try:
            self._camera = self._opened()
            self._set_up()
        except DeviceError:
            self.stop()
            raise
        except gentl_errors() as error:
            self.stop()
            raise DeviceMissing(f"{self.name} cannot be opened: {error}") from error
        self._heard_ns = self._clock.now_ns()

    def next(self, timeout_s: float) -> Frame | None:
        latest_ns = self._clock.now_ns() + round(timeout_s * 1e9)
        while True:
            wait_s = max(0, latest_ns - self._clock.now_ns()) / 1e9
            grabbed = self._grabbed(max(wait_s, SHORTEST_WAIT_S))
            if grabbed is None:
                self._check_silence()
                return None
            self._heard_ns = self._clock.now_ns()
            frame = self._frames.frame(grabbed)
            if frame is not None:
                return frame

    def software_trigger(self) -> None:
        """Takes one picture now. DeviceLost where the camera does not answer."""
        try:
            self._opened_camera().remote_device.node_map.get_node("TriggerSoftware").execute()
        except gentl_errors() as error:
            raise DeviceLost(f"{self.name} does not take its trigger: {error}") from error

    def stop(self) -> None:
        camera, self._camera = self._camera, None
        harvesting, self._harvester = self._harvester, None
        if harvesting is None:
            return
        with suppress(*gentl_errors()):  # a camera that is gone cannot be told to stop
            if camera is not None:
                camera.stop()
                camera.destroy()
            harvesting.reset()

    def _opened_camera(self) -> Any:
        if self._camera is None:
            raise DeviceLost(f"{self.name} is not started")
        return self._camera

    def _opened(self) -> Any:
        self._harvester.add_file(str(self._settings.producer))
        self._harvester.update()
        numbers = [found.serial_number for found in self._harvester.device_info_list]
        serial = self._settings.serial
        if not numbers or (serial is not None and serial not in numbers):
            raise DeviceMissing(f"{self.name} is not there; check its cable, power and number")
        if serial is None and len(numbers) > 1:
            several = ", ".join(numbers)
            raise DeviceMissing(f"{self.name}: several cameras are there; set serial: {several}")
        return self._harvester.create(0 if serial is None else {"serial_number": serial})

    def _set_up(self) -> None:
        features = GentlFeatures(self._camera.remote_device.node_map)
        genicam.apply(features, self._settings, self.name)
        self._pixel_format = known_format(features.read("PixelFormat"), self.name)
        check_size(int(features.read("Width")), int(features.read("Height")), self.name)
        self._frames = LiveFrames(self.view)
        self._camera.start()

    def _grabbed(self, wait_s: float) -> Grabbed | None:
        """None when nothing came in time; DeviceLost when the producer says it is gone."""
        try:
            buffer = self._opened_camera().try_fetch(timeout=wait_s)
            if buffer is None:
                return None
            with buffer:
                return self._taken_over(buffer)
        except gentl_errors() as error:
            raise DeviceLost(f"{self.name} is lost: {error}") from error

    def _taken_over(self, buffer: Any) -> Grabbed:
        number, now_ns = int(buffer.module.frame_id), self._clock.now_ns()
        parts = buffer.payload.components
        if not parts or not buffer.is_complete():
            return Grabbed(number, None, self._pixel_format, 0, 0, now_ns)
        picture = parts[0]
        data = np.asarray(picture.data, np.uint8)
        return Grabbed(
            number, data, self._pixel_format, int(picture.width), int(picture.height), now_ns
        )

    def _check_silence(self) -> None:
        pictures_s = 5.0 / self._settings.fps if self._settings.fps else 0.0
        silent_s = (self._clock.now_ns() - self._heard_ns) / 1e9
        if self._settings.trigger == "free" and silent_s > max(SILENT_S, pictures_s):
            raise DeviceLost(f"{self.name} gives no more pictures; check its cable and power")
