"""A Basler camera through pylon, Basler's own library.

A grab that failed is no picture; its number is missing, and the frame after it tells the loss.
`next` may wait for the camera: a Grabber reads it.
"""

from contextlib import suppress
from typing import Any

import numpy as np

from hardware.cameras import genicam
from hardware.cameras.basler_library import BaslerFeatures, first_part, pylon, pylon_error
from hardware.cameras.basler_settings import BaslerCameraSettings
from hardware.cameras.live_frames import Grabbed, LiveFrames
from hardware.cameras.pixel_formats import check_size, known_format
from hardware.errors import DeviceError, DeviceLost, DeviceMissing
from hardware.interfaces import Clock, Frame

NO_BLOCK_NO = 2**64 - 1
"""What pylon says where the camera does not number its pictures."""
TRIGGER_READY_MS = 100


class BaslerCamera:
    """A FrameSource without a belt: the tick of a frame is its number."""

    exhausted = False

    def __init__(self, settings: BaslerCameraSettings, clock: Clock) -> None:
        self.view = settings.view
        self._settings, self._clock = settings, clock
        self._library: Any = None
        self._camera: Any = None
        self._frames = LiveFrames(self.view)
        self._pixel_format = ""

    @property
    def name(self) -> str:
        return f"camera {self.view} (Basler {self._settings.serial or 'without a number'})"

    def start(self) -> None:
        """DeviceMissing when nothing answers; DeviceSettingsError says asked and got."""
        self._library = pylon()
        try:
            self._camera = self._opened()
            self._set_up()
        except DeviceError:
            self.stop()
            raise
        except pylon_error() as error:
            self.stop()
            raise DeviceMissing(f"{self.name} cannot be opened: {first_part(error)}") from error

    def next(self, timeout_s: float) -> Frame | None:
        latest_ns = self._clock.now_ns() + round(timeout_s * 1e9)
        while True:
            wait_ms = max(0, latest_ns - self._clock.now_ns()) // 1_000_000
            grabbed = self._grabbed(wait_ms)
            if grabbed is None:
                return None
            frame = self._frames.frame(grabbed)
            if frame is not None:
                return frame

    def software_trigger(self) -> None:
        """Takes one picture now. DeviceLost where the camera does not answer or is not ready."""
        camera = self._opened_camera()
        try:
            throw = self._library.TimeoutHandling_ThrowException
            camera.WaitForFrameTriggerReady(TRIGGER_READY_MS, throw)
            camera.ExecuteSoftwareTrigger()
        except pylon_error() as error:
            why = first_part(error)
            raise DeviceLost(f"{self.name} does not take its trigger: {why}") from error

    def stop(self) -> None:
        camera, self._camera = self._camera, None
        if camera is not None:
            with suppress(pylon_error()):  # a camera that is gone cannot be told to stop
                camera.StopGrabbing()
                camera.Close()

    def _opened_camera(self) -> Any:
        if self._camera is None:
            raise DeviceLost(f"{self.name} is not started")
        return self._camera

    def _opened(self) -> Any:
        factory = self._library.TlFactory.GetInstance()
        serial = self._settings.serial
        found = [
            device
            for device in factory.EnumerateDevices()
            if serial is None or device.GetSerialNumber() == serial
        ]
        if not found:
            raise DeviceMissing(f"{self.name} is not there; check its cable, power and number")
        if len(found) > 1:
            numbers = ", ".join(device.GetSerialNumber() for device in found)
            raise DeviceMissing(f"{self.name}: several cameras are there; set serial: {numbers}")
        camera = self._library.InstantCamera(factory.CreateDevice(found[0]))
        camera.Open()
        return camera

    def _set_up(self) -> None:
        camera, features = self._camera, BaslerFeatures(self._camera)
        genicam.apply(features, self._settings, self.name)
        self._pixel_format = known_format(features.read("PixelFormat"), self.name)
        check_size(int(features.read("Width")), int(features.read("Height")), self.name)
        self._frames = LiveFrames(self.view)
        camera.StartGrabbing(self._library.GrabStrategy_OneByOne)

    def _grabbed(self, wait_ms: int) -> Grabbed | None:
        """None when nothing came in time; DeviceLost when the camera is gone."""
        camera = self._opened_camera()
        try:
            is_gone = camera.IsCameraDeviceRemoved()
            result = camera.RetrieveResult(wait_ms, self._library.TimeoutHandling_Return)
            if result.IsValid() and not is_gone:
                with result:
                    return self._taken_over(result)
        except pylon_error() as error:
            raise DeviceLost(f"{self.name} is lost: {first_part(error)}") from error
        if is_gone:
            raise DeviceLost(f"{self.name} does not answer; check its cable and power")
        return None

    def _taken_over(self, result: Any) -> Grabbed:
        is_whole = bool(result.GrabSucceeded())
        block_no = int(result.BlockID)
        return Grabbed(
            device_no=int(result.ImageNumber) if block_no == NO_BLOCK_NO else block_no,
            data=np.frombuffer(result.GetBuffer(), np.uint8) if is_whole else None,
            pixel_format=self._pixel_format,
            width_px=int(result.Width) if is_whole else 0,
            height_px=int(result.Height) if is_whole else 0,
            taken_ns=self._clock.now_ns(),
        )
