"""What every source of frames must do, run against each of them.

A factory makes a source over eight pictures of its own; add it to FACTORIES and the suite runs.
"""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.cameras.files import FileCamera
from hardware.cameras.grabber import Grabber
from hardware.clock import RealClock
from hardware.gates.none import FrameTrigger, NoGate
from hardware.interfaces import Frame, FrameSource
from hardware.pictures import encode_png
from tests.samples import a_picture

PICTURES = 8
PATIENCE_S = 10.0
Factory = Callable[[Path], FrameSource]


def unexpected(line: str) -> None:
    raise AssertionError(line)


def folder_of(folder: Path) -> Path:
    for number in range(PICTURES):
        (folder / f"{number:04}.png").write_bytes(encode_png(a_picture(number)))
    return folder


def film_of(folder: Path) -> Path:
    file = folder / "film.avi"
    fourcc = cv2.VideoWriter.fourcc(*"MJPG")
    writer = cv2.VideoWriter(str(file), fourcc, 25.0, (64, 48))
    for number in range(PICTURES):
        writer.write(np.full((48, 64, 3), 30 * number, np.uint8))
    writer.release()
    return file


def from_folder(folder: Path) -> FrameSource:
    return FileCamera("top", folder_of(folder), None, RealClock(), unexpected)


def from_film(folder: Path) -> FrameSource:
    return FileCamera("top", film_of(folder), None, RealClock(), unexpected)


def paced(folder: Path) -> FrameSource:
    return FileCamera("top", folder_of(folder), 200.0, RealClock(), unexpected)


def grabbed(folder: Path) -> FrameSource:
    return Grabber(from_folder(folder), capacity_frames=PICTURES)


def as_packs(folder: Path) -> FrameSource:
    class OpenDoor(NoGate):
        """Lets every pack go at once, as a station that is always ready does."""

        @property
        def has_room(self) -> bool:
            return True

    return FrameTrigger(from_folder(folder), OpenDoor(PATIENCE_S, RealClock()))


FACTORIES: list[Factory] = [from_folder, from_film, paced, grabbed, as_packs]


@pytest.fixture(params=FACTORIES, ids=lambda factory: factory.__name__)
def source(request: pytest.FixtureRequest, tmp_path: Path) -> FrameSource:
    made: FrameSource = request.param(tmp_path)
    return made


def all_frames(source: FrameSource) -> list[Frame]:
    frames = []
    while not source.exhausted:
        frame = source.next(PATIENCE_S)
        if frame is not None:
            frames.append(frame)
    return frames


def test_every_picture_comes_once_and_in_order(source: FrameSource) -> None:
    source.start()
    frames = all_frames(source)
    source.stop()
    assert [frame.frame_no for frame in frames] == list(range(1, PICTURES + 1))
    assert all(frame.dropped_before == 0 for frame in frames)


def test_frames_are_colour_pictures_of_this_view(source: FrameSource) -> None:
    source.start()
    for frame in all_frames(source):
        assert frame.view == source.view == "top"
        assert frame.pixels.dtype == np.uint8
        assert frame.pixels.ndim == 3
        assert frame.pixels.shape[2] == 3
    source.stop()


def test_time_and_belt_never_run_backwards(source: FrameSource) -> None:
    source.start()
    frames = all_frames(source)
    source.stop()
    for before, after in pairwise(frames):
        assert after.taken_ns >= before.taken_ns
        assert after.tick > before.tick


def test_no_two_frames_share_their_pixels(source: FrameSource) -> None:
    source.start()
    first, *rest = all_frames(source)
    source.stop()
    untouched = [frame.pixels.copy() for frame in rest]
    first.pixels[:] = 255
    assert all(np.array_equal(a.pixels, b) for a, b in zip(rest, untouched, strict=True))


def test_after_the_end_nothing_more_comes(source: FrameSource) -> None:
    source.start()
    all_frames(source)
    assert source.exhausted
    assert source.next(0.0) is None
    source.stop()


def test_a_stopped_source_stops_again_without_harm(source: FrameSource) -> None:
    source.start()
    source.stop()
    source.stop()
