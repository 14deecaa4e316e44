"""The one thread that reads a live camera, and the few frames that may wait for the line.

When the line is slower than the camera the oldest frame goes first, and the next one says how many
were lost before it.
"""

import threading
from collections import deque
from dataclasses import replace

from hardware.interfaces import Frame, FrameSource

CAPACITY_FRAMES = 4
SOURCE_TIMEOUT_S = 0.2
"""How long the thread waits for a frame before it looks whether it shall end."""
LONGEST_STOP_S = 12.0
"""More than the longest that OpenCV waits for a camera that went silent (10 s under V4L2)."""


class Grabber:
    """A FrameSource over another one, which only this thread reads."""

    def __init__(self, source: FrameSource, capacity_frames: int = CAPACITY_FRAMES) -> None:
        self.view = source.view
        self.dropped_count = 0
        """Frames that the line did not take in time, since the start."""
        self._source = source
        self._capacity_frames = capacity_frames
        self._changed = threading.Condition()
        self._frames: deque[Frame] = deque()
        self._ended = True
        self._stopping = False
        self._failure: Exception | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Starts the source in the caller's thread, so that what it refuses is told here."""
        self._source.start()
        self._frames.clear()
        self.dropped_count = 0
        self._ended = self._stopping = False
        self._failure = None
        self._thread = threading.Thread(target=self._run, name=f"camera-{self.view}", daemon=True)
        self._thread.start()

    def next(self, timeout_s: float) -> Frame | None:
        """What the source raised is raised here, once the frames before it were taken."""
        with self._changed:
            self._changed.wait_for(lambda: self._frames or self._ended, timeout_s)
            if self._frames:
                return self._frames.popleft()
            if self._failure is not None:
                raise self._failure
            return None

    @property
    def exhausted(self) -> bool:
        with self._changed:
            return self._ended and self._failure is None and not self._frames

    def stop(self) -> None:
        """Bounded: a camera that hangs is left to its thread, which closes it when it can."""
        with self._changed:
            self._stopping = True
        if self._thread is not None:
            self._thread.join(LONGEST_STOP_S)
            self._thread = None

    def _run(self) -> None:
        failure = None
        try:
            while not self._stopping and not self._source.exhausted:
                frame = self._source.next(SOURCE_TIMEOUT_S)
                if frame is not None:
                    self._put(frame)
        except Exception as error:  # noqa: BLE001 - outermost loop of the thread: raised in `next`
            failure = error
        finally:
            self._source.stop()
            self._end(failure)

    def _put(self, frame: Frame) -> None:
        with self._changed:
            if len(self._frames) >= self._capacity_frames:
                self._drop_oldest(frame)
            else:
                self._frames.append(frame)
            self._changed.notify()

    def _drop_oldest(self, newest: Frame) -> None:
        """Its loss, and what was lost before it, is told by the frame that follows it."""
        oldest = self._frames.popleft()
        self._frames.append(newest)
        follower = self._frames.popleft()
        lost = oldest.dropped_before + 1 + follower.dropped_before
        self._frames.appendleft(replace(follower, dropped_before=lost))
        self.dropped_count += 1

    def _end(self, failure: Exception | None) -> None:
        with self._changed:
            self._failure = failure
            self._ended = True
            self._changed.notify_all()
