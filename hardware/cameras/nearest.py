"""A camera that runs by itself, at a gate: of its frames the nearest to a trigger is the pack's.

The controller tells when the pack was before the camera, whether or not a wire goes there. A frame
bears the tick of that moment; how far the pack was beside its place depends on the camera's rate.
"""

from collections import deque

from hardware.cameras.trigger_pairing import KEPT_TRIGGERS, stamped
from hardware.interfaces import CameraTrigger, CameraTriggers, Frame, FrameSource

MOST_FRAMES = 8
"""While their trigger may still be told: two or three at usual rates."""


class NearestFrame:
    """A FrameSource over a live camera (through its Grabber) and the controller's triggers."""

    def __init__(self, source: FrameSource, triggers: CameraTriggers, longest_ns: int) -> None:
        """longest_ns: a frame that was taken further away from a trigger shows no pack of it."""
        self.view = source.view
        self._source, self._triggers, self._longest_ns = source, triggers, longest_ns
        self._waiting: deque[CameraTrigger] = deque(maxlen=KEPT_TRIGGERS)
        self._frames: deque[Frame] = deque(maxlen=MOST_FRAMES)

    def start(self) -> None:
        self._source.start()
        self._triggers.triggered(self.view)
        self._waiting.clear()
        self._frames.clear()

    def next(self, timeout_s: float) -> Frame | None:
        """Waits for at most one frame of the camera; DeviceLost comes through."""
        self._waiting.extend(self._triggers.triggered(self.view))
        while (frame := self._source.next(timeout_s)) is not None:
            self._frames.append(frame)
            timeout_s = 0.0
        while self._waiting and self._has_gone_by(self._waiting[0]):
            trigger = self._waiting.popleft()
            nearest = self._nearest(trigger)
            if nearest is not None:
                return stamped(nearest, trigger, nearest.dropped_before)
        return None

    @property
    def exhausted(self) -> bool:
        return self._source.exhausted

    def stop(self) -> None:
        self._source.stop()

    def _has_gone_by(self, trigger: CameraTrigger) -> bool:
        """No frame that still comes can be nearer."""
        return bool(self._frames) and self._frames[-1].taken_ns >= trigger.at_ns

    def _nearest(self, trigger: CameraTrigger) -> Frame | None:
        def beside_ns(frame: Frame) -> int:
            return abs(frame.taken_ns - trigger.at_ns)

        frame = min(self._frames, key=beside_ns)
        return frame if beside_ns(frame) <= self._longest_ns else None
