"""Basler's own library with the emulator that it carries: our pictures, bit for bit."""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from hardware.cameras.basler import BaslerCamera
from hardware.clock import RealClock
from hardware.errors import DeviceLost, DeviceMissing, DeviceSettingsError
from hardware.interfaces import Frame
from hardware.pictures import encode_png
from tests.hardware.cameras.emulated import basler_settings
from tests.samples import a_picture

LIVENESS_S = 30.0
PICTURES = 3
FAILURES_AT_ONCE = 8
SIZE = {"width_px": 32, "height_px": 24}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(PICTURES):
        (tmp_path / f"{number}.png").write_bytes(encode_png(a_picture(number)))
    return tmp_path


@pytest.fixture
def camera(folder: Path) -> Iterator[BaslerCamera]:
    made = BaslerCamera(basler_settings(folder, **SIZE), RealClock())
    made.start()
    yield made
    made.stop()


def taken(camera: BaslerCamera) -> Frame:
    frame = camera.next(LIVENESS_S)
    assert frame is not None
    return frame


def press(camera: BaslerCamera, command: str) -> None:
    """A command of the emulator that no real camera has."""
    camera._camera.GetNodeMap().GetNode(command).Execute()


def test_pictures_come_bit_for_bit_and_in_order(camera: BaslerCamera) -> None:
    for number in range(2 * PICTURES):
        assert np.array_equal(taken(camera).pixels, a_picture(number % PICTURES))


def test_200_failed_grabs_are_never_pictures_and_all_of_them_are_told(folder: Path) -> None:
    settings = basler_settings(folder, **SIZE)
    forced = settings.features | {"ForceFailedBufferCount": str(FAILURES_AT_ONCE)}
    camera = BaslerCamera(settings.model_copy(update={"features": forced}), RealClock())
    camera.start()
    told = whole = 0
    while told < 200:
        press(camera, "ForceFailedBuffer")
        frame = taken(camera)
        while frame.dropped_before == 0:
            whole += 1
            assert np.array_equal(frame.pixels, a_picture((frame.frame_no - 1) % PICTURES))
            frame = taken(camera)
        whole += 1
        told += frame.dropped_before
    assert frame.frame_no == whole + told
    camera.stop()


def test_an_unplugged_camera_is_lost_and_comes_back(folder: Path) -> None:
    camera = BaslerCamera(basler_settings(folder, **SIZE), RealClock())
    for _ in range(3):
        camera.start()
        taken(camera)
        camera._camera.GetNodeMap().GetNode("FirePnPCallbackValue").FromString("1")
        with pytest.raises(DeviceLost, match="camera top"):
            until_lost(camera)
        camera.stop()


def until_lost(camera: BaslerCamera) -> None:
    clock = RealClock()
    end_ns = clock.now_ns() + round(LIVENESS_S * 1e9)
    while clock.now_ns() < end_ns:
        camera.next(0.1)


def test_the_host_triggers_each_picture(folder: Path) -> None:
    camera = BaslerCamera(basler_settings(folder, trigger="software", **SIZE), RealClock())
    camera.start()
    assert camera.next(0.0) is None
    for number in range(PICTURES):
        camera.software_trigger()
        assert np.array_equal(taken(camera).pixels, a_picture(number))
    assert camera.next(0.05) is None
    camera.stop()


def test_a_line_that_gives_no_pulse_gives_no_picture(folder: Path) -> None:
    camera = BaslerCamera(basler_settings(folder, trigger="line1", **SIZE), RealClock())
    camera.start()
    assert camera.next(0.1) is None
    camera.stop()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"width_px": 20_000}, "width_px = 20000 is refused"),
        ({"trigger": "line4"}, "trigger = Line4 is refused"),
    ],
)
def test_what_the_camera_cannot_do_is_refused(
    folder: Path, changes: dict[str, float | str], told: str
) -> None:
    camera = BaslerCamera(basler_settings(folder, **changes), RealClock())
    with pytest.raises(DeviceSettingsError, match=told):
        camera.start()


def test_exposure_gain_and_place_are_really_set(folder: Path) -> None:
    wanted = {"exposure_ms": 2.5, "gain_db": 3.0, "offset_x_px": 4, "offset_y_px": 2}
    camera = BaslerCamera(basler_settings(folder, **(SIZE | wanted)), RealClock())
    camera.start()
    nodes = camera._camera.GetNodeMap()
    assert float(nodes.GetNode("ExposureTime").ToString()) == 2500.0
    assert nodes.GetNode("OffsetX").ToString() == "4"
    camera.stop()


def test_a_camera_that_is_not_there_is_missing(folder: Path) -> None:
    camera = BaslerCamera(basler_settings(folder, serial="99999999"), RealClock())
    with pytest.raises(DeviceMissing, match="99999999"):
        camera.start()


def test_a_stopped_camera_is_lost_to_its_reader(camera: BaslerCamera) -> None:
    camera.stop()
    with pytest.raises(DeviceLost, match="not started"):
        camera.next(0.0)
    with pytest.raises(DeviceLost, match="not started"):
        camera.software_trigger()


def test_without_the_library_one_sentence_says_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pypylon", None)
    with pytest.raises(DeviceMissing, match=r"pip install 'packwarden\[basler\]'"):
        BaslerCamera(basler_settings(folder), RealClock()).start()
