"""A live camera that is watched: reading it may hang in its driver, and nothing else hangs then.

A call into a driver cannot be broken off. Where one does not return, its thread is left behind with
its camera, which it closes if it ever comes back, and another thread opens the camera anew.

Rules
- At most five restarts in a minute, and at most so many threads left behind. Beyond that the camera
  is left alone until there is room again; whoever reads it is told, and decides what follows.
- Numbers of frames go on, and what is lost meanwhile is told like any other loss.
"""

from collections.abc import Callable
from typing import Final, Generic, TypeVar

from hardware.cameras.frame_count import FrameCount
from hardware.cameras.grabber import Grabber
from hardware.cameras.reconnecting import Reconnecting
from hardware.errors import DeviceHangs
from hardware.hang_sense import HangSense
from hardware.interfaces import Clock, Frame, FrameSource
from hardware.restart_budget import MOST_RESTARTS, RestartBudget

LONGEST_READ_S: Final = 2.0
"""Of one call; a camera that gives nothing says so after a fifth of a second."""
LONGEST_OPEN_S: Final = 10.0
"""A stream over a network is given up by its library after half of that."""

Camera = TypeVar("Camera", bound=FrameSource)


class TimedCalls:
    """A FrameSource that tells when the call has to return that goes on."""

    def __init__(self, source: FrameSource, clock: Clock, longest_read_s: float) -> None:
        self.view = source.view
        self.due_ns: int | None = None
        """None while none goes on."""
        self._source, self._clock, self._longest_read_s = source, clock, longest_read_s

    def start(self) -> None:
        self._begin(LONGEST_OPEN_S)
        try:
            self._source.start()
        finally:
            self.due_ns = None

    def next(self, timeout_s: float) -> Frame | None:
        self._begin(self._longest_read_s)
        try:
            return self._source.next(timeout_s)
        finally:
            self.due_ns = None

    @property
    def exhausted(self) -> bool:
        return self._source.exhausted

    def stop(self) -> None:
        self._begin(LONGEST_OPEN_S)
        try:
            self._source.stop()
        finally:
            self.due_ns = None

    def _begin(self, longest_s: float) -> None:
        self.due_ns = self._clock.now_ns() + round(longest_s * 1e9)


class Attempt(Generic[Camera]):
    """A camera that was opened, and the thread that reads it."""

    def __init__(self, camera: Camera, clock: Clock, longest_read_s: float) -> None:
        self.camera = camera
        self.calls = TimedCalls(camera, clock, longest_read_s)
        self.source = Reconnecting(self.calls, clock)
        self.grabber = Grabber(self.source)

    def go_on(self, loss: DeviceHangs, count: FrameCount) -> None:
        """After another one: its first reading opens the camera, in its own thread."""
        self.source.begin_lost(str(loss), count)
        self.grabber.read(loss)


class WatchedCamera(Generic[Camera]):
    """A FrameSource over cameras that `open_camera` makes, one after the other."""

    def __init__(
        self,
        open_camera: Callable[[], Camera],
        clock: Clock,
        longest_read_s: float = LONGEST_READ_S,
    ) -> None:
        """longest_read_s: for one picture, where the camera waits for it in its driver."""
        self._open_camera, self._clock = open_camera, clock
        self._longest_read_s = longest_read_s
        self._attempt = self._new()
        self.view = self.camera.view
        self._sense, self._budget = HangSense(), RestartBudget()
        self._left_behind: list[Attempt[Camera]] = []

    @property
    def camera(self) -> Camera:
        """The one that is read now."""
        return self._attempt.camera

    def start(self) -> None:
        self._attempt.grabber.start()

    def next(self, timeout_s: float) -> Frame | None:
        """DeviceHangs, a loss, while a call does not return."""
        now_ns = self._clock.now_ns()
        if self._sense.hangs(self._attempt.calls.due_ns, now_ns):
            raise self._hung(now_ns)
        return self._attempt.grabber.next(timeout_s)

    @property
    def exhausted(self) -> bool:
        return self._attempt.grabber.exhausted

    def stop(self) -> None:
        self._attempt.grabber.stop()

    def _new(self) -> Attempt[Camera]:
        return Attempt(self._open_camera(), self._clock, self._longest_read_s)

    def _hung(self, now_ns: int) -> DeviceHangs:
        self._left_behind = [one for one in self._left_behind if one.grabber.is_reading]
        has_room = len(self._left_behind) < MOST_RESTARTS
        if not (has_room and self._budget.allows(now_ns)):
            return DeviceHangs(f"camera {self.view} hangs again and again: left alone", True)
        hung = DeviceHangs(f"camera {self.view} hangs: opened anew", False)
        self._budget.spend(now_ns)
        before, self._attempt = self._attempt, self._new()
        before.grabber.abandon()
        self._left_behind.append(before)
        self._attempt.go_on(hung, before.source.count)
        return hung
