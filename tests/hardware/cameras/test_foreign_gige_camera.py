"""A GigE Vision camera that others wrote: the one that Aravis brings for its own tests."""

import fcntl
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardware.cameras import gvcp
from hardware.cameras.aravis import AravisCamera
from hardware.cameras.aravis_settings import AravisCameraSettings
from hardware.clock import RealClock
from hardware.errors import DeviceSettingsError
from tests.peers import needs

pytestmark = needs("aravis", "arv-fake-gv-camera")
ADDRESS = "127.0.0.1"
LIVENESS_S = 30.0
LOCK = Path(tempfile.gettempdir()) / "packwarden-tests-gige-port"


@contextmanager
def foreign_camera(*arguments: str) -> Iterator[None]:
    """It knows no second address: one test of this machine at a time."""
    command = ["arv-fake-gv-camera-0.8", "-i", ADDRESS, "-s", "FOREIGN", *arguments]
    silent = subprocess.DEVNULL
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with subprocess.Popen(command, stdout=silent, stderr=silent) as process:
            try:
                until_it_answers()
                yield
            finally:
                process.kill()


def until_it_answers() -> None:
    clock = RealClock()
    end_ns = clock.now_ns() + round(LIVENESS_S * 1e9)
    while clock.now_ns() < end_ns:
        if gvcp.answers(ADDRESS):
            return
        clock.sleep_until_ns(clock.now_ns() + 20_000_000)
    raise AssertionError("the camera does not answer")


def settings(**changes: object) -> AravisCameraSettings:
    values = {"view": "top", "type": "aravis", "device": ADDRESS, "pixel_format": "Mono8"}
    size = {"width_px": 320, "height_px": 240, "packet_bytes": 1400}
    return AravisCameraSettings.model_validate(values | size | {"fps": 100.0} | changes)


@pytest.fixture
def lossless() -> Iterator[None]:
    with foreign_camera():
        yield


def test_its_pictures_come_without_a_gap(lossless: None) -> None:
    camera = AravisCamera(settings(), RealClock())
    camera.start()
    frames = [camera.next(LIVENESS_S) for _ in range(20)]
    assert [frame.dropped_before for frame in frames if frame is not None] == [0] * 20
    assert all(frame.pixels.shape == (240, 320, 3) for frame in frames if frame is not None)
    camera.stop()


def test_it_is_found_by_its_name_as_well(lossless: None) -> None:
    camera = AravisCamera(settings(device="Aravis-FOREIGN"), RealClock())
    camera.start()
    assert camera.next(LIVENESS_S) is not None
    camera.stop()


def test_what_it_cannot_do_is_refused(lossless: None) -> None:
    with pytest.raises(DeviceSettingsError, match="trigger = Line4"):
        AravisCamera(settings(trigger="line4"), RealClock()).start()


def test_pictures_with_missing_packets_are_told_and_never_delivered() -> None:
    """It loses one packet in two hundred and sends none again."""
    with foreign_camera("-r", "5"):
        camera = AravisCamera(settings(), RealClock())
        camera.start()
        lost = whole = number = 0
        while lost < 20:
            frame = camera.next(LIVENESS_S)
            assert frame is not None
            number, whole, lost = frame.frame_no, whole + 1, lost + frame.dropped_before
            rows = frame.pixels[:, :, 0].astype(int)
            steps = set(((rows[1:] - rows[:-1]) % 256).reshape(-1).tolist())
            assert len(steps) <= 2, "its picture is a ramp without a break"
        assert number == whole + lost
        camera.stop()
