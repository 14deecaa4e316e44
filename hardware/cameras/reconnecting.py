"""A live camera that comes back: plugged in again, it goes on without a restart of the station.

While it is away `next` raises DeviceLost and says why; in between it is opened anew, with the same
settings, each of them read back. One that comes back and does something else stays lost, and the
reason says what. Its numbers go on, and the first frame after the loss tells at least one as lost:
how many there really were nobody counted.
"""

from copy import copy
from dataclasses import replace

from hardware.cameras.frame_count import FrameCount
from hardware.errors import DeviceError, DeviceLost, DeviceSettingsError
from hardware.interfaces import Clock, Frame, FrameSource

PAUSE_NS = 200_000_000
"""Between two tries to open it."""


class Reconnecting:
    """A FrameSource over a camera that may be stopped and started again."""

    def __init__(self, camera: FrameSource, clock: Clock) -> None:
        self.view = camera.view
        self._camera, self._clock = camera, clock
        self._count = FrameCount()
        self._is_lost = False
        self._why = ""
        self._try_ns = 0

    def begin_lost(self, why: str, count: FrameCount) -> None:
        """Instead of `start`: the camera is there, but somebody else lost it. `count`: his."""
        self._is_lost, self._why, self._count = True, why, count
        self._count.broken_off()

    @property
    def count(self) -> FrameCount:
        """So far, for who goes on with it."""
        return copy(self._count)

    def start(self) -> None:
        """What is refused here is refused: a station does not start with a camera that is away."""
        self._camera.start()
        self._count, self._is_lost = FrameCount(), False

    def next(self, timeout_s: float) -> Frame | None:
        if self._is_lost:
            self._try_again(timeout_s)
        try:
            frame = self._camera.next(timeout_s)
        except DeviceLost as loss:
            self._lose(loss)
            raise
        return None if frame is None else self._numbered(frame)

    @property
    def exhausted(self) -> bool:
        return self._camera.exhausted

    def stop(self) -> None:
        self._camera.stop()

    def _lose(self, loss: DeviceLost) -> None:
        self._camera.stop()
        self._is_lost, self._why = True, str(loss)
        self._try_ns = self._clock.now_ns()
        self._count.broken_off()

    def _try_again(self, timeout_s: float) -> None:
        """Opens it, at most every PAUSE_NS. DeviceLost while it does not come back."""
        latest_ns = self._clock.now_ns() + round(timeout_s * 1e9)
        self._clock.sleep_until_ns(min(self._try_ns, latest_ns))
        if self._clock.now_ns() < self._try_ns:
            raise DeviceLost(self._why)
        why = self._refusal()
        if why is not None:
            self._why, self._try_ns = why, self._clock.now_ns() + PAUSE_NS
            raise DeviceLost(why)
        self._is_lost = False

    def _refusal(self) -> str | None:
        """Opens it; why that failed, as a sentence: nobody shall keep the error and its frames."""
        try:
            self._camera.start()
        except DeviceSettingsError as error:
            return f"it came back and is not what it was: {error}"
        except DeviceError as error:
            return str(error)
        return None

    def _numbered(self, frame: Frame) -> Frame:
        """Of a camera that knows no belt the tick is the number."""
        number, lost = self._count.taken(frame.frame_no)
        lost = max(lost, frame.dropped_before)
        return replace(frame, frame_no=number, tick=number, dropped_before=lost)
