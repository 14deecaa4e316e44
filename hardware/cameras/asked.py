"""Cameras that are asked for their pictures: by the host, when the controller tells of a trigger.

The host hears of a trigger some milliseconds after its time, and the belt moves on meanwhile; where
that matters, a wire from the controller to the camera is the better trigger.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from hardware.interfaces import CameraTrigger, CameraTriggers, Clock, Frame, FrameSource


class Asking:
    """CameraTriggers that ask a camera whenever one is told."""

    def __init__(self, triggers: CameraTriggers, ask: Callable[[], None]) -> None:
        self._triggers, self._ask = triggers, ask

    def triggered(self, view: str) -> Sequence[CameraTrigger]:
        """DeviceLost where the camera does not take what it is asked."""
        told = self._triggers.triggered(view)
        for _ in told:
            self._ask()
        return told


class PictureByPicture:
    """A folder as a camera that is asked: gives its next picture then, and none by itself."""

    def __init__(self, source: FrameSource, clock: Clock) -> None:
        self.view = source.view
        self._source, self._clock = source, clock
        self._asked = 0

    def ask(self) -> None:
        self._asked += 1

    def start(self) -> None:
        self._asked = 0
        self._source.start()

    def next(self, timeout_s: float) -> Frame | None:
        if self._asked == 0:
            return None
        self._asked -= 1
        asked_ns = self._clock.now_ns()
        frame = self._source.next(timeout_s)
        return None if frame is None else replace(frame, taken_ns=asked_ns)

    @property
    def exhausted(self) -> bool:
        return self._source.exhausted

    def stop(self) -> None:
        self._source.stop()
