"""A GenTL producer that the genicam package carries; its cameras show a game with a ball."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.cameras.gentl import GentlCamera
from hardware.clock import RealClock
from hardware.errors import DeviceLost, DeviceMissing, DeviceSettingsError
from tests.hardware.cameras.emulated import viky_settings

LIVENESS_S = 30.0


@pytest.fixture
def camera() -> Iterator[GentlCamera]:
    made = GentlCamera(viky_settings(), RealClock())
    made.start()
    yield made
    made.stop()


def test_pictures_come_numbered_from_one_after_every_start(camera: GentlCamera) -> None:
    for _ in range(2):
        frames = [camera.next(LIVENESS_S) for _ in range(3)]
        assert [frame.frame_no for frame in frames if frame is not None] == [1, 2, 3]
        assert all(frame.pixels.shape == (400, 400, 3) for frame in frames if frame is not None)
        camera.stop()
        camera.start()


def test_nothing_comes_before_its_time(camera: GentlCamera) -> None:
    camera.stop()
    slow = GentlCamera(viky_settings(fps=1.0), RealClock())
    slow.start()
    assert slow.next(LIVENESS_S) is not None
    assert slow.next(0.0) is None
    slow.stop()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"trigger": "line0"}, "trigger cannot be set on this camera"),
        ({"exposure_ms": 1.0}, "exposure_ms cannot be set on this camera"),
        ({"width_px": 20_000}, "width_px = 20000 is refused"),
    ],
)
def test_what_the_camera_cannot_do_is_refused(changes: dict[str, float | str], told: str) -> None:
    with pytest.raises(DeviceSettingsError, match=told):
        GentlCamera(viky_settings(**changes), RealClock()).start()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"serial": "99"}, "99.* is not there"),
        ({"serial": None}, "several cameras are there; set serial: 0, 1, 2"),
        ({"producer": Path("/nowhere/tl.cti")}, "no GenTL producer at"),
    ],
)
def test_a_camera_that_cannot_be_found_is_missing(
    changes: dict[str, str | Path | None], told: str
) -> None:
    with pytest.raises(DeviceMissing, match=told):
        GentlCamera(viky_settings(**changes), RealClock()).start()


def test_a_file_that_is_no_producer_is_missing(tmp_path: Path) -> None:
    producer = tmp_path / "tl.cti"
    producer.write_bytes(b"nothing")
    with pytest.raises(DeviceMissing, match="camera top"):
        GentlCamera(viky_settings(producer=producer), RealClock()).start()


def test_a_camera_without_a_trigger_does_not_take_one(camera: GentlCamera) -> None:
    with pytest.raises(DeviceLost, match="does not take its trigger"):
        camera.software_trigger()


def test_a_stopped_camera_is_lost_to_its_reader(camera: GentlCamera) -> None:
    camera.stop()
    with pytest.raises(DeviceLost, match="not started"):
        camera.next(0.0)


def test_a_producers_path_is_relative_to_the_station_file(tmp_path: Path) -> None:
    placed = viky_settings(producer=Path("tl.cti")).placed(tmp_path)
    assert placed.producer == tmp_path / "tl.cti"


def test_without_the_library_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "harvesters.core", None)
    with pytest.raises(DeviceMissing, match=r"pip install 'packwarden\[gentl\]'"):
        GentlCamera(viky_settings(), RealClock()).start()
