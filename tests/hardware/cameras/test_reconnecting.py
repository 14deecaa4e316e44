"""Cables are pulled in virtual time; the camera is one of the test's own."""

import numpy as np
import pytest

from hardware.cameras.reconnecting import PAUSE_NS, Reconnecting
from hardware.errors import DeviceError, DeviceLost, DeviceMissing, DeviceSettingsError
from hardware.interfaces import Frame
from tests.samples import StandingClock, a_picture

NOTICED_BACK_NS = 2_000_000_000
POLL_S = 0.05


class Pluggable:
    """Gives a frame every 10 ms while its cable is in; counts from 1 after every start."""

    view = "top"
    exhausted = False

    def __init__(self, clock: StandingClock) -> None:
        self.clock = clock
        self.refusal: DeviceError | None = None
        """Why it cannot be opened."""
        self.is_open = False
        self.starts = self.frame_no = 0

    def start(self) -> None:
        self.starts += 1
        if self.refusal is not None:
            raise self.refusal
        self.is_open, self.frame_no = True, 0

    def next(self, timeout_s: float) -> Frame | None:
        assert self.is_open, "read without being started"
        self.clock.ns += 10_000_000
        if self.refusal is not None:
            raise DeviceLost("the cable is out")
        self.frame_no += 1
        return Frame(
            "top", a_picture(), self.frame_no, self.frame_no, self.clock.ns, dropped_before=0
        )

    def stop(self) -> None:
        self.is_open = False


def plugged() -> tuple[StandingClock, Pluggable, Reconnecting]:
    clock = StandingClock()
    camera = Pluggable(clock)
    reconnecting = Reconnecting(camera, clock)
    reconnecting.start()
    return clock, camera, reconnecting


def losses_while(reconnecting: Reconnecting, clock: StandingClock, until_ns: int) -> list[str]:
    told = []
    while clock.ns < until_ns:
        with pytest.raises(DeviceLost) as loss:
            reconnecting.next(POLL_S)
        told.append(str(loss.value))
    return told


def test_every_one_of_200_losses_is_told_and_pictures_come_again_within_two_seconds() -> None:
    clock, camera, reconnecting = plugged()
    random = np.random.default_rng(1)
    numbers, lost = [], 0
    for _ in range(200):
        for _ in range(int(random.integers(1, 4))):
            frame = reconnecting.next(POLL_S)
            assert frame is not None
            numbers.append(frame.frame_no)
            lost += frame.dropped_before
        camera.refusal = DeviceMissing("nobody answers")
        assert losses_while(reconnecting, clock, clock.ns + int(random.integers(1, 3_000)) * 10**6)
        camera.refusal = None
        plugged_ns = clock.ns
        frame = None
        while frame is None:
            frame = next_or_none(reconnecting)
        assert clock.ns - plugged_ns <= NOTICED_BACK_NS
        numbers.append(frame.frame_no)
        lost += frame.dropped_before
    assert numbers == sorted(set(numbers))
    assert lost == 200
    assert numbers[-1] == len(numbers) + lost


def next_or_none(reconnecting: Reconnecting) -> Frame | None:
    try:
        return reconnecting.next(POLL_S)
    except DeviceLost:
        return None


def test_a_camera_that_is_away_is_tried_at_its_pace_and_not_more_often() -> None:
    clock, camera, reconnecting = plugged()
    camera.refusal = DeviceMissing("nobody answers")
    before = camera.starts
    told = losses_while(reconnecting, clock, clock.ns + 10 * PAUSE_NS)
    assert camera.starts - before <= 11
    assert set(told) == {"the cable is out", "nobody answers"}


def test_a_camera_that_comes_back_with_other_settings_stays_lost_and_says_why() -> None:
    clock, camera, reconnecting = plugged()
    camera.refusal = DeviceSettingsError("exposure_ms = 2 was asked for and 1 is what it does")
    told = losses_while(reconnecting, clock, clock.ns + 3 * PAUSE_NS)
    assert told[-1] == f"it came back and is not what it was: {camera.refusal}"


def test_a_camera_that_is_away_at_the_start_is_refused() -> None:
    clock = StandingClock()
    camera = Pluggable(clock)
    camera.refusal = DeviceMissing("nobody answers")
    with pytest.raises(DeviceMissing):
        Reconnecting(camera, clock).start()


def test_the_lost_camera_is_let_go_before_it_is_opened_again() -> None:
    clock, camera, reconnecting = plugged()
    camera.refusal = DeviceMissing("nobody answers")
    losses_while(reconnecting, clock, clock.ns + 1)
    assert not camera.is_open
