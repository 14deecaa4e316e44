from collections.abc import Sequence

import pytest

from hardware.cameras.trigger_pairing import PairingLimits
from hardware.cameras.triggered import TriggeredCamera
from hardware.errors import DeviceLost
from hardware.interfaces import CameraTrigger, Frame
from tests.samples import StandingClock, a_picture

MS = 1_000_000
LIMITS = PairingLimits(longest_ns=14 * MS, report_ns=50 * MS)


class Script:
    """A camera and a controller that say what the test lets them say."""

    view = "top"
    exhausted = False

    def __init__(self, clock: StandingClock) -> None:
        self.clock = clock
        self.frames: list[Frame | DeviceLost] = []
        self.triggers: list[CameraTrigger] = []

    def start(self) -> None:
        """Nothing to open."""

    def next(self, timeout_s: float) -> Frame | None:
        self.clock.ns += round(timeout_s * 1e9)
        if not self.frames:
            return None
        news = self.frames.pop(0)
        if isinstance(news, DeviceLost):
            raise news
        return news

    def stop(self) -> None:
        """Nothing to close."""

    def triggered(self, view: str) -> Sequence[CameraTrigger]:
        told, self.triggers = self.triggers, []
        return told

    def take(self, number: int, taken_ms: int, dropped: int = 0) -> None:
        self.frames.append(Frame("top", a_picture(), number, number, taken_ms * MS, dropped))

    def tell(self, number: int, at_ms: int) -> None:
        self.triggers.append(CameraTrigger("top", number, 100 * number, at_ms * MS))


@pytest.fixture
def script() -> Script:
    return Script(StandingClock())


@pytest.fixture
def camera(script: Script) -> TriggeredCamera:
    made = TriggeredCamera(script, script, LIMITS, script.clock)
    made.start()
    return made


def test_a_frame_bears_the_tick_and_the_time_of_its_trigger(
    script: Script, camera: TriggeredCamera
) -> None:
    script.tell(1, 100)
    script.take(1, 108)
    frame = camera.next(0.0)
    assert frame is not None
    assert (frame.frame_no, frame.tick, frame.taken_ns) == (1, 100, 100 * MS)


def test_a_frame_waits_for_its_trigger_and_keeps_those_after_it_waiting(
    script: Script, camera: TriggeredCamera
) -> None:
    script.clock.ns = 210 * MS
    script.take(1, 205)
    assert camera.next(0.0) is None
    script.tell(1, 200)
    frame = camera.next(0.0)
    assert frame is not None
    assert frame.tick == 100


def test_frames_in_doubt_are_dropped_and_told_by_the_next(
    script: Script, camera: TriggeredCamera
) -> None:
    for number in (1, 2, 3, 4):
        script.tell(number, 100 * number)
    script.take(1, 108)
    script.take(2, 308, dropped=2)
    script.take(3, 408)
    script.clock.ns = 410 * MS
    first, second = camera.next(0.0), camera.next(0.0)
    assert first is not None
    assert second is not None
    assert (first.tick, first.dropped_before) == (100, 0)
    assert (second.tick, second.dropped_before) == (400, 3)


def test_a_lost_camera_is_told_and_its_next_frames_are_paired_again(
    script: Script, camera: TriggeredCamera
) -> None:
    script.frames.append(DeviceLost("cable pulled"))
    with pytest.raises(DeviceLost):
        camera.next(0.0)
    for number in (1, 2, 3):
        script.tell(number, 100 * number)
    script.take(7, 208)
    script.take(8, 308)
    script.clock.ns = 310 * MS
    frame = camera.next(0.0)
    assert frame is not None
    assert (frame.frame_no, frame.tick, frame.dropped_before) == (8, 300, 1)


def test_what_was_triggered_before_the_start_is_nobodys(script: Script) -> None:
    script.tell(5, 0)
    camera = TriggeredCamera(script, script, LIMITS, script.clock)
    camera.start()
    script.tell(6, 100)
    script.take(1, 105)
    frame = camera.next(0.0)
    assert frame is not None
    assert frame.tick == 600


def test_next_waits_no_longer_than_it_may(script: Script, camera: TriggeredCamera) -> None:
    assert camera.next(0.25) is None
    assert script.clock.ns == 250 * MS
