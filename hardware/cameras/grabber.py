"""The one thread that reads a live camera, and the few frames that may wait for the line.

When the line is slower than the camera the oldest frame goes first, and the next one says how many
were lost before it. A camera that is lost is asked again and again: one that comes back by itself
goes on. Every loss is told to the line once at its place among the frames, however short it was.
"""

import threading
from collections import deque
from dataclasses import replace

from hardware.errors import DeviceLost
from hardware.interfaces import Frame, FrameSource

CAPACITY_FRAMES = 4
SOURCE_TIMEOUT_S = 0.2
"""How long the thread waits for a frame before it looks whether it shall end."""
LOST_PAUSE_S = 0.05
"""Between two questions to a camera that is lost."""
LONGEST_STOP_S = 12.0
"""More than the longest that OpenCV waits for a camera that went silent (10 s under V4L2)."""


class Grabber:
    """A FrameSource over another one, which only this thread reads."""

    def __init__(self, source: FrameSource, capacity_frames: int = CAPACITY_FRAMES) -> None:
        self.view = source.view
        self._source = source
        self._capacity_frames = capacity_frames
        self._changed = threading.Condition()
        self._waiting: deque[Frame | DeviceLost] = deque()
        self._ended = True
        self._stopping = False
        self._loss: DeviceLost | None = None
        """Why the camera does not answer now."""
        self._failure: Exception | None = None
        """What ended the thread."""
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Starts the source in the caller's thread, so that what it refuses is told here."""
        self._source.start()
        self.read(None)

    def read(self, loss: DeviceLost | None) -> None:
        """From a source that is started; or from one that its first reading starts, and until then
        it is lost."""
        self._waiting.clear()
        self._ended = self._stopping = False
        self._failure, self._loss = None, loss
        self._thread = threading.Thread(target=self._run, name=f"camera-{self.view}", daemon=True)
        self._thread.start()

    def next(self, timeout_s: float) -> Frame | None:
        """What the source raised is raised here, once the frames before it were taken; DeviceLost
        for as long as the camera is lost."""
        with self._changed:
            self._changed.wait_for(self._has_news, timeout_s)
            news = self._waiting.popleft() if self._waiting else self._failure or self._loss
        if isinstance(news, Exception):
            raise news
        return news

    @property
    def exhausted(self) -> bool:
        with self._changed:
            return self._ended and self._failure is None and not self._waiting

    def abandon(self) -> None:
        """Asks the thread to end and close the source, and does not wait for it."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    @property
    def is_reading(self) -> bool:
        """Its thread has not ended."""
        return self._thread is not None and self._thread.is_alive()

    def stop(self) -> None:
        """Bounded: a camera that hangs is left to its thread, which closes it when it can."""
        self.abandon()
        if self._thread is not None:
            self._thread.join(LONGEST_STOP_S)
            self._thread = None

    def _has_news(self) -> bool:
        return bool(self._waiting) or self._ended or self._loss is not None

    def _run(self) -> None:
        failure = None
        try:
            while not self._stopping and not self._source.exhausted:
                self._read_once()
        except Exception as error:  # noqa: BLE001 - outermost loop of the thread: raised in `next`
            failure = error
        finally:
            self._source.stop()
            self._end(failure)

    def _read_once(self) -> None:
        try:
            frame = self._source.next(SOURCE_TIMEOUT_S)
        except DeviceLost as loss:
            self._lose(loss)
            return
        with self._changed:
            self._loss = None
            if frame is not None:
                self._put(frame)

    def _lose(self, loss: DeviceLost) -> None:
        with self._changed:
            if self._loss is None:
                self._waiting.append(loss)
            self._loss = loss
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._stopping, LOST_PAUSE_S)

    def _put(self, frame: Frame) -> None:
        self._waiting.append(frame)
        places = [place for place, news in enumerate(self._waiting) if isinstance(news, Frame)]
        if len(places) > self._capacity_frames:
            self._drop(places[0], places[1])
        self._changed.notify_all()

    def _drop(self, oldest_place: int, follower_place: int) -> None:
        """The loss of the oldest, and what was lost before it, is told by the one after it."""
        oldest, follower = self._waiting[oldest_place], self._waiting[follower_place]
        assert isinstance(oldest, Frame)
        assert isinstance(follower, Frame)
        lost = oldest.dropped_before + 1 + follower.dropped_before
        self._waiting[follower_place] = replace(follower, dropped_before=lost)
        del self._waiting[oldest_place]

    def _end(self, failure: Exception | None) -> None:
        with self._changed:
            self._failure = failure
            self._ended = True
            self._changed.notify_all()
