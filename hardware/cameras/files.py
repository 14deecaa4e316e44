"""A camera over a folder of pictures (in name order) or a film: paced, or as fast as taken.

A broken picture is counted and told and does not end the folder: its number is left out, so that
cameras of one pack, each with its own folder, stay in step.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from hardware.errors import DeviceMissing, PictureRefused
from hardware.interfaces import Clock, Frame, Pixels
from hardware.pictures import PICTURE_SUFFIXES, load_picture

# hardware.pictures sets OpenCV's limits and therefore comes before it
import cv2  # isort: skip


class FileCamera:
    """A FrameSource without a belt: the tick of a frame is its number.

    fps: pictures per second; None gives the next one whenever it is asked for.
    tell: gets one line for every picture that cannot be read.
    """

    def __init__(
        self, view: str, path: Path, fps: float | None, clock: Clock, tell: Callable[[str], None]
    ) -> None:
        self.view = view
        self.path = path
        self._tell = tell
        self._interval_ns = 0 if fps is None else round(1e9 / fps)
        self._clock = clock
        self._pictures: Iterator[Pixels | PictureRefused] = iter(())
        self._exhausted = False
        self._frame_no = 0
        self._dropped = 0
        self._due_ns = 0

    def start(self) -> None:
        """DeviceMissing when the path is neither a folder with pictures nor a film."""
        self._pictures = pictures_of(self.path) if self.path.is_dir() else film_of(self.path)
        self._exhausted = False
        self._frame_no = self._dropped = 0
        self._due_ns = self._clock.now_ns()

    def next(self, timeout_s: float) -> Frame | None:
        if self._exhausted or not self._is_due(timeout_s):
            return None
        for picture in self._pictures:
            self._frame_no += 1
            if not isinstance(picture, PictureRefused):
                return self._frame(picture)
            self._tell(str(picture))
            self._dropped += 1
        self._exhausted = True
        return None

    @property
    def exhausted(self) -> bool:
        return self._exhausted

    def stop(self) -> None:
        self._exhausted = True
        self._pictures = iter(())

    def _is_due(self, timeout_s: float) -> bool:
        """Waits for the next picture's time, at most `timeout_s`."""
        if self._interval_ns == 0:
            return True
        latest_ns = self._clock.now_ns() + round(timeout_s * 1e9)
        self._clock.sleep_until_ns(min(self._due_ns, latest_ns))
        return self._due_ns <= latest_ns

    def _frame(self, pixels: Pixels) -> Frame:
        taken_ns = self._due_ns if self._interval_ns else self._clock.now_ns()
        self._due_ns += self._interval_ns
        dropped, self._dropped = self._dropped, 0
        return Frame(self.view, pixels, self._frame_no, self._frame_no, taken_ns, dropped)


def pictures_of(folder: Path) -> Iterator[Pixels | PictureRefused]:
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in PICTURE_SUFFIXES)
    if not files:
        raise DeviceMissing(f"{folder} has no pictures; expected files like 0001.png or 0001.jpg")
    return (loaded(file) for file in files)


def loaded(file: Path) -> Pixels | PictureRefused:
    try:
        return load_picture(file)
    except PictureRefused as refused:
        return refused


def film_of(file: Path) -> Iterator[Pixels | PictureRefused]:
    if not file.is_file():
        raise DeviceMissing(f"{file} is not there; expected a folder of pictures or a film")
    film = cv2.VideoCapture(str(file))
    if not film.isOpened():
        raise DeviceMissing(f"{file} is no film that can be opened, and no folder of pictures")
    return frames_of(film)


def frames_of(film: cv2.VideoCapture) -> Iterator[Pixels]:
    try:
        while True:
            read, pixels = film.read()
            if not read:
                return
            yield np.asarray(pixels, dtype=np.uint8)
    finally:
        film.release()
