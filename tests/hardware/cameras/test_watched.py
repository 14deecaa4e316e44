"""A camera whose driver does not come back. Time stands or jumps; the threads are real."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from hardware.cameras.watched import LONGEST_READ_S, WatchedCamera
from hardware.errors import DeviceHangs, DeviceLost
from hardware.hang_sense import GRACE_NS
from hardware.interfaces import Frame
from hardware.restart_budget import MOST_RESTARTS, WINDOW_NS
from tests.samples import StandingClock, a_picture

LIVENESS_S = 30.0
PICTURE_S = 0.002
OVERDUE_NS = round(LONGEST_READ_S * 1e9)


class Driver:
    """What all cameras of one test share: their hangs, and who was opened and closed."""

    def __init__(self, clock: StandingClock) -> None:
        self.clock = clock
        self.hanging = 0
        """So many cameras do not return from a reading, the first ones that were opened."""
        self.comes_back = threading.Event()
        self.asked = threading.Semaphore(0)
        """Once for every reading that hangs."""
        self.opened = self.closed = 0

    def camera(self) -> "Camera":
        return Camera(self)


class Camera:
    view = "top"
    exhausted = False

    def __init__(self, driver: Driver) -> None:
        self.driver, self.frame_no = driver, 0
        self.number = 0

    def start(self) -> None:
        self.driver.opened += 1
        self.number = self.driver.opened

    def next(self, timeout_s: float) -> Frame | None:
        if self.number <= self.driver.hanging:
            self.driver.asked.release()
            assert self.driver.comes_back.wait(LIVENESS_S)
            return None
        threading.Event().wait(PICTURE_S)
        self.frame_no += 1
        number = self.frame_no
        return Frame("top", a_picture(), number, number, self.driver.clock.ns, dropped_before=0)

    def stop(self) -> None:
        self.driver.closed += 1


@contextmanager
def watched() -> Iterator[tuple[WatchedCamera[Camera], Driver]]:
    driver = Driver(StandingClock())
    camera = WatchedCamera(driver.camera, driver.clock)
    camera.start()
    try:
        yield camera, driver
    finally:
        driver.comes_back.set()
        camera.stop()


def number_or_loss(camera: WatchedCamera[Camera]) -> int | DeviceLost:
    while True:
        try:
            frame = camera.next(LIVENESS_S)
        except DeviceLost as loss:
            return loss
        if frame is not None:
            return frame.frame_no


def hang(camera: WatchedCamera[Camera], driver: Driver) -> DeviceHangs:
    """Two looks at a reading that does not come back; what the second one says."""
    assert driver.asked.acquire(timeout=LIVENESS_S)
    driver.clock.ns += OVERDUE_NS
    with suppress(DeviceLost):  # of the one before
        camera.next(0)
    driver.clock.ns += GRACE_NS
    with pytest.raises(DeviceHangs) as hung:
        camera.next(0)
    return hung.value


def test_a_reading_that_hangs_is_told_and_another_camera_gives_pictures() -> None:
    with watched() as (camera, driver):
        first = number_or_loss(camera)
        assert isinstance(first, int)
        driver.hanging = 1
        hung = hang(camera, driver)
        assert not hung.restarts_used_up
        assert "top" in str(hung)
        got = number_or_loss(camera)
        while isinstance(got, DeviceLost):
            got = number_or_loss(camera)
        assert got > first + 1, "numbers go on, and one at least was lost"
        assert driver.opened == 2


def test_what_was_left_behind_closes_its_camera_when_it_comes_back() -> None:
    with watched() as (camera, driver):
        driver.hanging = 1
        hang(camera, driver)
        left = camera._left_behind[0].grabber
        driver.comes_back.set()
        left.stop()
        assert driver.closed == 1
        assert not left.is_reading


def test_after_five_restarts_it_is_left_alone_until_a_minute_has_passed() -> None:
    with watched() as (camera, driver):
        driver.hanging = MOST_RESTARTS + 1
        hangs = [hang(camera, driver) for _ in range(MOST_RESTARTS + 1)]
        assert [one.restarts_used_up for one in hangs] == [False] * MOST_RESTARTS + [True]
        assert driver.opened == MOST_RESTARTS + 1
        driver.clock.ns += WINDOW_NS
        with pytest.raises(DeviceHangs) as still:
            camera.next(0)
        assert still.value.restarts_used_up, "five threads hang, and no sixth is left behind"


def test_a_station_that_was_asleep_restarts_no_camera() -> None:
    with watched() as (camera, driver):
        for _ in range(3):
            assert not isinstance(number_or_loss(camera), DeviceLost)
            driver.clock.ns += 100 * OVERDUE_NS
        assert driver.opened == 1
