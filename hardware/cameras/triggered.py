"""A camera that the controller triggers: its frames bear the belt's tick of their trigger.

A frame whose trigger is not sure is dropped and told by the next one; a pack without a picture is
judged as such, a pack with another's picture would be judged wrongly.
"""

from collections import deque

from hardware.cameras.trigger_pairing import Pairing, PairingLimits, Unpaired, stamped
from hardware.interfaces import CameraTriggers, Clock, Frame, FrameSource


class TriggeredCamera:
    """A FrameSource over a triggered camera (through its Grabber) and the controller's triggers."""

    def __init__(
        self, source: FrameSource, triggers: CameraTriggers, limits: PairingLimits, clock: Clock
    ) -> None:
        self.view = source.view
        self._source, self._triggers, self._clock = source, triggers, clock
        self._pairing = Pairing(limits)
        self._waiting: deque[Frame] = deque()
        self._dropped = 0

    def start(self) -> None:
        self._source.start()
        self._pairing.begin(self._triggers.triggered(self.view))
        self._waiting.clear()
        self._dropped = 0

    def next(self, timeout_s: float) -> Frame | None:
        """DeviceLost comes through; the frames before it were given before."""
        latest_ns = self._clock.now_ns() + round(timeout_s * 1e9)
        while True:
            frame = self._first_paired()
            if frame is not None:
                return frame
            wait_s = max(0, latest_ns - self._clock.now_ns()) / 1e9
            taken = self._source.next(min(wait_s, self._patience_s))
            if taken is not None:
                self._waiting.append(taken)
            elif self._clock.now_ns() >= latest_ns:
                return self._first_paired()

    @property
    def exhausted(self) -> bool:
        return self._source.exhausted and not self._waiting

    def stop(self) -> None:
        self._source.stop()

    @property
    def _patience_s(self) -> float:
        """While a frame waits for its trigger the controller is asked every millisecond."""
        return 0.001 if self._waiting else 1.0

    def _first_paired(self) -> Frame | None:
        """The oldest frame that has its trigger; those in doubt before it go."""
        self._pairing.hear(self._triggers.triggered(self.view))
        while self._waiting:
            frame = self._waiting[0]
            found = self._pairing.pair(frame, self._clock.now_ns())
            if found is Unpaired.WAIT:
                return None
            self._waiting.popleft()
            if not isinstance(found, Unpaired):
                lost, self._dropped = self._dropped + frame.dropped_before, 0
                return stamped(frame, found, lost)
            self._dropped += frame.dropped_before + 1
        return None
