"""OpenCV opens a file by its address as it opens a stream, so a film stands for a camera here."""

from pathlib import Path

import pytest

from hardware.cameras.opencv import OpenCvCamera
from hardware.cameras.reconnecting import Reconnecting
from hardware.clock import RealClock
from hardware.errors import DeviceLost, DeviceMissing, DeviceSettingsError
from hardware.interfaces import Frame
from hardware.settings import OpenCvCameraSettings
from tests.contract.frame_rigs import PICTURES, film_of
from tests.hardware.cameras.mjpeg_camera import mjpeg_camera

LIVENESS_S = 30.0


def camera_over(file: Path, **wanted: float) -> OpenCvCamera:
    settings = {"view": "top", "type": "opencv", "device": f"file://{file}", **wanted}
    return OpenCvCamera(OpenCvCameraSettings.model_validate(settings), RealClock())


def test_a_stream_gives_frames_until_it_is_lost(tmp_path: Path) -> None:
    camera = camera_over(film_of(tmp_path), width_px=64, height_px=48, fps=25.0)
    camera.start()
    frames = [camera.next(1.0) for _ in range(PICTURES)]
    assert [frame.frame_no for frame in frames if isinstance(frame, Frame)] == list(range(1, 9))
    with pytest.raises(DeviceLost, match="no more pictures"):
        camera.next(1.0)
    assert not camera.exhausted
    camera.stop()


@pytest.mark.parametrize(("key", "asked", "got"), [("width_px", 1280, "64"), ("fps", 50.0, "25")])
def test_a_setting_that_is_not_honoured_is_told_with_asked_and_got(
    tmp_path: Path, key: str, asked: float, got: str
) -> None:
    camera = camera_over(film_of(tmp_path), **{key: asked})
    with pytest.raises(DeviceSettingsError, match=rf"{key} = {asked:g} .* {got} is what it does"):
        camera.start()


def test_an_exposure_that_is_not_honoured_is_told(tmp_path: Path) -> None:
    with pytest.raises(DeviceSettingsError, match="exposure_ms = 2"):
        camera_over(film_of(tmp_path), exposure_ms=2.0).start()


def test_a_stream_that_does_not_answer_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DeviceMissing, match="cannot be opened"):
        camera_over(tmp_path / "nowhere.avi").start()


def test_a_camera_that_is_not_plugged_in_is_missing() -> None:
    settings = OpenCvCameraSettings(view="top", type="opencv", device=250)
    with pytest.raises(DeviceMissing, match="250"):
        OpenCvCamera(settings, RealClock()).start()


def test_a_stopped_camera_is_lost_to_its_reader(tmp_path: Path) -> None:
    camera = camera_over(film_of(tmp_path))
    camera.start()
    camera.stop()
    with pytest.raises(DeviceLost, match="not started"):
        camera.next(0.0)


def stream_camera(port: int, **wanted: float) -> OpenCvCamera:
    address = f"http://127.0.0.1:{port}/video.mjpg"
    settings = {"view": "top", "type": "opencv", "device": address, **wanted}
    return OpenCvCamera(OpenCvCameraSettings.model_validate(settings), RealClock())


def test_a_network_camera_that_went_away_gives_pictures_again() -> None:
    with mjpeg_camera() as port:
        camera = Reconnecting(stream_camera(port, width_px=64), RealClock())
        camera.start()
        numbers = [number_of(camera) for _ in range(3)]
    with pytest.raises(DeviceLost, match="no more pictures"):
        until_lost(camera)
    with mjpeg_camera(port):
        numbers.append(until_back(camera))
        camera.stop()
    assert numbers[:3] == [1, 2, 3]
    assert numbers[3] > 4, "the loss has a number of its own"


def number_of(camera: Reconnecting) -> int:
    frame = camera.next(LIVENESS_S)
    assert frame is not None
    return frame.frame_no


def until_lost(camera: Reconnecting) -> None:
    """The frames that were under way still come."""
    while True:
        number_of(camera)


def until_back(camera: Reconnecting) -> int:
    clock = RealClock()
    end_ns = clock.now_ns() + round(LIVENESS_S * 1e9)
    while clock.now_ns() < end_ns:
        try:
            return number_of(camera)
        except DeviceLost:
            continue
    raise AssertionError("it did not come back")
