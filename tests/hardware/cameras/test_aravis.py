"""GigE Vision over the loopback, against a camera process that loses packets when it is told."""

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from hardware.cameras import gvcp
from hardware.cameras.aravis import AravisCamera
from hardware.cameras.aravis_settings import AravisCameraSettings
from hardware.cameras.reconnecting import Reconnecting
from hardware.clock import RealClock
from hardware.errors import DeviceLost, DeviceMissing, DeviceSettingsError
from hardware.interfaces import Frame
from simulators.gige.camera import Faults, mosaic
from simulators.gige.peer import GigePeer
from simulators.gige.rig import GigeRig
from tests.hardware.cameras.emulated import a_scene, gige_camera, own_address
from tests.peers import needs

pytestmark = needs("aravis")
LIVENESS_S = 30.0
SMALL_PACKETS = 576
"""The smallest there are: a picture of 64 x 48 has seventeen of them."""


@pytest.fixture
def rig() -> Iterator[GigeRig]:
    with gige_camera() as opened:
        yield opened


def settings_of(rig: GigeRig, **changes: Any) -> AravisCameraSettings:
    values: dict[str, Any] = {"view": "top", "type": "aravis", "device": rig.peers["top"].address}
    values |= {"trigger": "line0", "packet_bytes": SMALL_PACKETS}
    return AravisCameraSettings.model_validate(values | changes)


def started(rig: GigeRig, **changes: Any) -> AravisCamera:
    camera = AravisCamera(settings_of(rig, **changes), RealClock())
    camera.start()
    return camera


def taken(camera: AravisCamera | Reconnecting) -> Frame:
    frame = camera.next(LIVENESS_S)
    assert frame is not None
    return frame


def shown(rig: GigeRig, camera: AravisCamera, seed: int) -> Frame:
    rig.expose("top", a_scene(seed))
    return taken(camera)


def test_pictures_come_bit_for_bit_by_the_trigger_line(rig: GigeRig) -> None:
    camera = started(rig)
    assert camera.next(0.0) is None
    for seed in range(20):
        frame = shown(rig, camera, seed)
        assert (frame.frame_no, frame.dropped_before) == (seed + 1, 0)
        assert np.array_equal(frame.pixels, a_scene(seed))
    assert camera.next(0.0) is None
    camera.stop()


def test_the_network_is_asked_for_its_largest_packet(rig: GigeRig) -> None:
    camera = started(rig, packet_bytes=None)
    assert camera._camera.gv_get_packet_size() > SMALL_PACKETS
    assert np.array_equal(shown(rig, camera, 1).pixels, a_scene(1))
    camera.stop()


def test_lost_packets_are_asked_for_again_until_the_picture_is_whole(rig: GigeRig) -> None:
    camera = started(rig)
    rig.peers["top"].set_faults(Faults(lost_share=0.05))
    for seed in range(60):
        frame = shown(rig, camera, seed)
        assert frame.dropped_before == 0
        assert np.array_equal(frame.pixels, a_scene(seed))
    assert camera._stream.get_statistics().n_resent_packets > 10
    camera.stop()


def test_201_pictures_that_stay_broken_are_never_delivered_and_all_of_them_told(
    rig: GigeRig,
) -> None:
    camera = started(rig)
    peer = rig.peers["top"]
    for _ in range(67):
        for seed in range(3):
            peer.set_faults(Faults(lost_in_next=1 + seed))
            rig.expose("top", a_scene(seed))
        frame = shown(rig, camera, 9)
        assert np.array_equal(frame.pixels, a_scene(9))
        assert frame.dropped_before == 3
    assert frame.frame_no == 4 * 67
    assert peer.missed_count == 0
    camera.stop()


def test_a_picture_without_its_first_or_last_packet_is_lost_as_well(rig: GigeRig) -> None:
    camera = started(rig)
    for _ in range(3):
        rig.peers["top"].set_faults(Faults(lost_in_next=1000))
        rig.expose("top", a_scene(1))
        assert shown(rig, camera, 2).dropped_before == 1
    camera.stop()


@pytest.mark.parametrize("keeps_power", [False, True])
def test_an_unplugged_camera_is_noticed_and_gives_pictures_again(
    rig: GigeRig, keeps_power: bool
) -> None:
    """One that keeps its power obeys our former self until that one's heartbeat is over."""
    clock, peer = RealClock(), rig.peers["top"]
    peer.set_faults(Faults(keeps_power=keeps_power))
    camera = Reconnecting(AravisCamera(settings_of(rig), clock), clock)
    camera.start()
    numbers = []
    for _ in range(3):
        rig.expose("top", a_scene(1))
        numbers.append(taken(camera).frame_no)
        peer.unplug()
        with pytest.raises(DeviceLost, match="check its cable"):
            until_lost(camera)
        peer.plug_in()
        until_back(camera)
    rig.expose("top", a_scene(2))
    frame = taken(camera)
    assert np.array_equal(frame.pixels, a_scene(2))
    assert [*numbers, frame.frame_no] == [1, 3, 5, 7]
    assert frame.dropped_before == 1
    camera.stop()


def until_lost(camera: AravisCamera | Reconnecting) -> None:
    clock = RealClock()
    end_ns = clock.now_ns() + round(LIVENESS_S * 1e9)
    while clock.now_ns() < end_ns:
        camera.next(0.1)


def until_back(camera: Reconnecting) -> None:
    clock = RealClock()
    end_ns = clock.now_ns() + round(LIVENESS_S * 1e9)
    while clock.now_ns() < end_ns:
        try:
            camera.next(0.1)
        except DeviceLost:
            continue
        return


def test_a_camera_that_comes_back_smaller_is_refused_with_a_sentence() -> None:
    clock = RealClock()
    with gige_camera() as rig:
        camera = Reconnecting(AravisCamera(settings_of(rig, width_px=64), clock), clock)
        camera.start()
    with pytest.raises(DeviceLost, match="check its cable"):
        until_lost(camera)
    smaller = GigePeer("top", own_address(), 32, 24)
    try:
        smaller.wait_until_ready()
        with pytest.raises(DeviceLost, match=r"not what it was: .* width_px = 64"):
            until_refused(camera)
    finally:
        smaller.close()
        camera.stop()


def until_refused(camera: Reconnecting) -> None:
    clock = RealClock()
    end_ns = clock.now_ns() + round(LIVENESS_S * 1e9)
    while clock.now_ns() < end_ns:
        try:
            camera.next(0.1)
        except DeviceLost as loss:
            if "not what it was" in str(loss):
                raise


def test_a_camera_that_another_host_controls_is_refused(rig: GigeRig) -> None:
    first = started(rig)
    second = AravisCamera(settings_of(rig), RealClock())
    with pytest.raises(DeviceMissing, match="controlled by another host"):
        second.start()
    assert np.array_equal(shown(rig, first, 3).pixels, a_scene(3))
    first.stop()


def test_exposure_gain_place_and_format_are_set(rig: GigeRig) -> None:
    place = {"width_px": 32, "height_px": 16, "offset_x_px": 8, "offset_y_px": 4}
    camera = started(rig, pixel_format="BayerRG8", exposure_ms=1.5, gain_db=6.0, **place)
    assert camera._camera.get_exposure_time() == 1500.0
    frame = shown(rig, camera, 5)
    assert frame.pixels.shape == (16, 32, 3)
    raw = mosaic(np.ascontiguousarray(a_scene(5)[4:20, 8:40]))
    assert frame.pixels[2, 2, 2] == raw[2, 2]
    camera.stop()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"width_px": 128}, "width_px = 128"),
        ({"gain_db": 40.0}, "gain_db = 40"),
        ({"pixel_format": "RGB8"}, "pixel_format = RGB8"),
        ({"trigger": "line4"}, "trigger = Line4"),
    ],
)
def test_what_the_camera_cannot_do_is_refused(
    rig: GigeRig, changes: dict[str, float | str], told: str
) -> None:
    with pytest.raises(DeviceSettingsError, match=told):
        started(rig, **changes)


def test_the_host_triggers_each_picture(rig: GigeRig) -> None:
    camera = started(rig, trigger="software")
    for seed in range(5):
        rig.expose("top", a_scene(seed))
        assert camera.next(0.02) is None
        camera.software_trigger()
        assert np.array_equal(taken(camera).pixels, a_scene(seed))
    camera.stop()


def test_a_camera_that_went_away_takes_no_trigger_and_says_so(rig: GigeRig) -> None:
    camera = started(rig, trigger="software")
    rig.peers["top"].unplug()
    until_silent(rig.peers["top"].address)
    with pytest.raises(DeviceLost, match="check its cable and power"):
        camera.software_trigger()
    with pytest.raises(DeviceLost, match="check its cable and power"):
        until_lost(camera)
    camera.stop()
    with pytest.raises(DeviceLost, match="not started"):
        camera.software_trigger()


def test_a_free_camera_takes_whatever_is_before_it(rig: GigeRig) -> None:
    camera = started(rig, trigger="free", fps=200.0)
    rig.expose("top", a_scene(7))
    while not np.array_equal(taken(camera).pixels, a_scene(7)):
        pass
    camera.stop()


def test_a_camera_that_is_away_is_missing_and_a_stopped_one_lost(rig: GigeRig) -> None:
    camera = started(rig)
    camera.stop()
    with pytest.raises(DeviceLost, match="not started"):
        camera.next(0.0)
    rig.peers["top"].unplug()
    until_silent(rig.peers["top"].address)
    with pytest.raises(DeviceMissing, match="check its cable, power and address"):
        camera.start()


def until_silent(address: str) -> None:
    clock = RealClock()
    end_ns = clock.now_ns() + round(LIVENESS_S * 1e9)
    while clock.now_ns() < end_ns:
        if not gvcp.answers(address):
            return
    raise AssertionError("an unplugged camera answers")


def test_without_the_library_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "gi", None)
    settings = AravisCameraSettings(view="top", type="aravis", device="127.0.0.1")
    with pytest.raises(DeviceMissing, match=r"install gir1\.2-aravis-0\.8"):
        AravisCamera(settings, RealClock()).start()
