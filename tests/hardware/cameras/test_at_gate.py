"""Cameras at a gate without a trigger wire: asked by the host, or running by themselves."""

import weakref
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.cameras.asked import Asking, PictureByPicture
from hardware.cameras.belt_limits import pairing_limits
from hardware.cameras.nearest import NearestFrame
from hardware.cameras.trigger_pairing import KEPT_TRIGGERS
from hardware.cameras.triggered import TriggeredCamera
from hardware.gates.belt_gate import BeltGateSettings
from hardware.interfaces import CameraTrigger, Frame
from simulators.clock import VirtualClock

MS = 1_000_000
PIXELS = np.zeros((2, 2, 3), np.uint8)
BELT = BeltGateSettings.model_validate(
    {
        "kind": "pulse",
        "ticks_per_mm": 4.0,
        "fastest_mm_per_s": 500.0,
        "eye_to_gate_mm": 800.0,
        "order_lead_mm": 60.0,
        "pulse_mm": 60.0,
        "window_mm": 150.0,
        "travel_ms": 20.0,
        "pack_mm": 140.0,
    }
)


class Told:
    """The controller's triggers, as a test tells them."""

    def __init__(self) -> None:
        self.waiting: list[CameraTrigger] = []
        self.count = 0

    def at(self, at_ms: float) -> None:
        self.count += 1
        tick = int(at_ms * 2)
        self.waiting.append(CameraTrigger("top", self.count, tick, int(at_ms * MS)))

    def triggered(self, view: str) -> Sequence[CameraTrigger]:
        told, self.waiting = self.waiting, []
        return told


class Pictures:
    """A source that gives what it was handed."""

    view = "top"
    exhausted = False

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.number = 0

    def taken(self, at_ms: float) -> None:
        self.number += 1
        self.frames.append(Frame("top", PIXELS, self.number, self.number, int(at_ms * MS), 0))

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def next(self, timeout_s: float) -> Frame | None:
        return self.frames.pop(0) if self.frames else None


def test_a_picture_may_be_under_way_for_half_the_time_between_two_packs() -> None:
    assert pairing_limits(BELT).longest_ns == 150 * MS


def test_a_folder_gives_one_picture_for_each_trigger_at_the_trigger_s_tick() -> None:
    clock, told, source = VirtualClock(), Told(), Pictures()
    for number in range(3):
        source.taken(number)
    folder = PictureByPicture(source, clock)
    camera = TriggeredCamera(folder, Asking(told, folder.ask), pairing_limits(BELT), clock)
    camera.start()
    ticks = []
    for at_ms in (1000, 1400):
        assert camera.next(0.0) is None
        told.at(at_ms)
        clock.sleep_until_ns(int((at_ms + 5) * MS))
        frame = camera.next(0.0)
        assert frame is not None
        ticks.append((frame.frame_no, frame.tick))
    assert ticks == [(1, 2000), (2, 2800)]
    assert len(source.frames) == 1


def test_of_a_camera_that_runs_the_nearest_picture_is_the_pack_s() -> None:
    told, source = Told(), Pictures()
    camera = NearestFrame(source, told, 150 * MS)
    camera.start()
    for at_ms in (900, 933, 966):
        source.taken(at_ms)
    assert camera.next(0.0) is None
    told.at(990)
    assert camera.next(0.0) is None, "the next one may be nearer"
    source.taken(1000)
    frame = camera.next(0.0)
    assert frame is not None
    assert (frame.frame_no, frame.tick, frame.taken_ns) == (4, 1980, 990 * MS)
    assert camera.next(0.0) is None


def test_a_camera_that_gave_nothing_for_long_gives_no_picture_of_another_pack() -> None:
    told, source = Told(), Pictures()
    camera = NearestFrame(source, told, 150 * MS)
    camera.start()
    told.at(1000)
    source.taken(1200)
    assert camera.next(0.0) is None
    told.at(1300)
    source.taken(1310)
    frame = camera.next(0.0)
    assert frame is not None
    assert frame.tick == 2600


class Kept(CameraTrigger):
    """A trigger of which a test sees whether somebody still holds it."""

    __slots__ = ("__weakref__",)


def test_what_a_lost_camera_has_missed_does_not_pile_up() -> None:
    told, source = Told(), Pictures()
    camera = NearestFrame(source, told, 150 * MS)
    camera.start()
    missed = Kept("top", 1, 2000, 1000 * MS)
    told.waiting, told.count, is_held = [missed], 1, weakref.ref(missed)
    del missed
    for number in range(2 * KEPT_TRIGGERS):
        assert camera.next(0.0) is None
        told.at(1400 + 400 * number)
    assert is_held() is None
    source.taken(1410 + 400 * number)
    frame = camera.next(0.0)
    assert frame is not None
    assert frame.taken_ns == (1400 + 400 * number) * MS


@pytest.mark.parametrize("earlier", [0, 3])
def test_triggers_from_before_the_start_are_nobody_s(earlier: int) -> None:
    told, source = Told(), Pictures()
    for _ in range(earlier):
        told.at(500)
    camera = NearestFrame(source, told, 150 * MS)
    camera.start()
    source.taken(1000)
    assert camera.next(0.0) is None
    told.at(1010)
    source.taken(1030)
    assert camera.next(0.0) is not None


@given(st.integers(10, 60), st.lists(st.integers(160, 500), min_size=1, max_size=20))
def test_every_pack_gets_a_picture_within_half_the_camera_s_step(
    step_ms: int, gaps_ms: list[int]
) -> None:
    told, source = Told(), Pictures()
    camera = NearestFrame(source, told, 150 * MS)
    camera.start()
    places_ms = [1000 + sum(gaps_ms[:index]) for index in range(len(gaps_ms))]
    waiting, seen = list(places_ms), []
    for now_ms in range(900, places_ms[-1] + 200, step_ms):
        while waiting and waiting[0] <= now_ms:
            told.at(waiting.pop(0))
        taken_before = source.number
        source.taken(now_ms)
        while (frame := camera.next(0.0)) is not None:
            seen.append(frame)
        assert source.number == taken_before + 1
    assert [frame.taken_ns // MS for frame in seen] == places_ms
    for frame, place_ms in zip(seen, places_ms, strict=True):
        taken_ms = 900 + step_ms * (frame.frame_no - 1)
        assert abs(taken_ms - place_ms) <= step_ms / 2 + 1
