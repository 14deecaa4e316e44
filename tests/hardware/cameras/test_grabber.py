import threading

import pytest

from hardware.cameras.grabber import Grabber
from hardware.errors import DeviceLost, DeviceMissing
from hardware.interfaces import Frame
from tests.samples import a_picture

LIVENESS_S = 30.0


class Fountain:
    """A camera that takes `count` pictures at once when told, then is lost or ends."""

    view = "top"

    def __init__(self, count: int, lost: bool = False, missing: bool = False) -> None:
        self.count, self.lost, self.missing = count, lost, missing
        self.given = 0
        self.go = threading.Event()
        self.dry = threading.Event()
        self.stopped = threading.Event()

    def start(self) -> None:
        if self.missing:
            raise DeviceMissing("nothing there")

    def next(self, timeout_s: float) -> Frame | None:
        if not self.go.wait(timeout_s):
            return None
        if self.given == self.count:
            self.dry.set()
            if self.lost:
                raise DeviceLost("cable pulled")
            return None
        self.given += 1
        dropped = 2 if self.given == 2 else 0
        return Frame(self.view, a_picture(), self.given, self.given, self.given, dropped)

    @property
    def exhausted(self) -> bool:
        return self.dry.is_set() and not self.lost

    def stop(self) -> None:
        self.stopped.set()


def taken_late(grabber: Grabber, source: Fountain) -> list[Frame]:
    """What is left for a line that looks only when the camera is done."""
    source.go.set()
    assert source.dry.wait(LIVENESS_S)
    frames = []
    while not grabber.exhausted:
        frame = grabber.next(LIVENESS_S)
        if frame is not None:
            frames.append(frame)
    return frames


def test_when_the_line_is_slow_the_oldest_go_and_are_told() -> None:
    source = Fountain(10)
    grabber = Grabber(source, capacity_frames=3)
    grabber.start()
    frames = taken_late(grabber, source)
    assert [frame.frame_no for frame in frames] == [8, 9, 10]
    assert [frame.dropped_before for frame in frames] == [9, 0, 0]
    grabber.stop()


def test_a_buffer_of_one_keeps_the_newest() -> None:
    source = Fountain(5)
    grabber = Grabber(source, capacity_frames=1)
    grabber.start()
    (frame,) = taken_late(grabber, source)
    assert (frame.frame_no, frame.dropped_before) == (5, 6)
    grabber.stop()


@pytest.mark.parametrize("capacity_frames", [1, 2, 3, 7])
@pytest.mark.parametrize("count", [1, 2, 3, 8])
def test_every_frame_is_taken_or_told_as_lost(capacity_frames: int, count: int) -> None:
    source = Fountain(count)
    grabber = Grabber(source, capacity_frames)
    grabber.start()
    frames = taken_late(grabber, source)
    grabber.stop()
    lost_by_camera = 2 if count >= 2 else 0
    told = sum(frame.dropped_before for frame in frames)
    assert len(frames) == min(count, capacity_frames)
    assert told == lost_by_camera + count - len(frames)


def test_frames_taken_before_a_loss_come_first_and_then_the_loss_is_raised() -> None:
    source = Fountain(2, lost=True)
    grabber = Grabber(source)
    grabber.start()
    source.go.set()
    assert source.dry.wait(LIVENESS_S)
    assert [grabber.next(LIVENESS_S) is not None for _ in range(2)] == [True, True]
    for _ in range(2):
        with pytest.raises(DeviceLost, match="cable pulled"):
            grabber.next(LIVENESS_S)
    assert not grabber.exhausted
    grabber.stop()
    assert source.stopped.is_set()


def test_a_camera_that_comes_back_goes_on() -> None:
    source = Fountain(1, lost=True)
    grabber = Grabber(source)
    grabber.start()
    source.go.set()
    told: list[int | str] = []
    while "lost" not in told:
        told.append(number_or_loss(grabber))
    source.count = 2
    while told[-1] != 2:
        told.append(number_or_loss(grabber))
    grabber.stop()
    assert told[:2] == [1, "lost"]
    assert told[-1] == 2


def number_or_loss(grabber: Grabber) -> int | str:
    try:
        frame = grabber.next(LIVENESS_S)
    except DeviceLost:
        return "lost"
    assert frame is not None
    return frame.frame_no


def test_a_loss_that_is_over_before_the_line_looks_is_told_once() -> None:
    class Hiccup(Fountain):
        def next(self, timeout_s: float) -> Frame | None:
            if self.given == 1 and self.lost:
                self.lost = False
                raise DeviceLost("cable pulled")
            return super().next(timeout_s)

    source = Hiccup(2, lost=True)
    grabber = Grabber(source)
    grabber.start()
    source.go.set()
    assert source.dry.wait(LIVENESS_S)
    assert [number_or_loss(grabber) for _ in range(3)] == [1, "lost", 2]
    grabber.stop()


def test_what_the_camera_was_not_made_for_ends_it_and_is_raised() -> None:
    class Broken(Fountain):
        def next(self, timeout_s: float) -> Frame | None:
            raise ValueError("a fault in the adapter")

    grabber = Grabber(Broken(1))
    grabber.start()
    for _ in range(2):
        with pytest.raises(ValueError, match="a fault in the adapter"):
            grabber.next(LIVENESS_S)
    grabber.stop()


def test_a_camera_that_is_not_there_is_told_at_the_start() -> None:
    with pytest.raises(DeviceMissing):
        Grabber(Fountain(1, missing=True)).start()


def test_nothing_comes_while_the_camera_takes_nothing() -> None:
    grabber = Grabber(Fountain(1))
    grabber.start()
    assert grabber.next(0.0) is None
    assert not grabber.exhausted
    grabber.stop()


def test_stopping_ends_the_thread_and_stops_the_camera() -> None:
    source = Fountain(1)
    grabber = Grabber(source)
    grabber.start()
    grabber.stop()
    assert source.stopped.is_set()
    assert grabber.exhausted
