"""What every source of frames must do, run against each of them.

The rigs stand in frame_rigs_*.py: a new source gets a context manager there, and the suite runs.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from hardware.interfaces import Frame
from tests.contract import frame_rigs_files, frame_rigs_live, frame_rigs_page
from tests.contract.frame_rigs import PATIENCE_S, PICTURES, FrameRig

RIGS = frame_rigs_files.RIGS | frame_rigs_live.RIGS | frame_rigs_page.RIGS


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FrameRig]:
    with RIGS[request.param](tmp_path) as opened:
        opened.source.start()
        yield opened
        opened.source.stop()


def all_frames(rig: FrameRig) -> list[Frame]:
    """Of a live camera as many as the others have pictures."""
    frames: list[Frame] = []
    while len(frames) < PICTURES and not rig.source.exhausted:
        rig.expose()
        frame = rig.source.next(PATIENCE_S)
        if frame is not None:
            frames.append(frame)
    return frames


def test_every_picture_comes_once_and_in_order(rig: FrameRig) -> None:
    frames = all_frames(rig)
    assert [frame.frame_no for frame in frames] == list(range(1, PICTURES + 1))
    assert all(frame.dropped_before == 0 for frame in frames)


def test_frames_are_colour_pictures_of_this_view(rig: FrameRig) -> None:
    for frame in all_frames(rig):
        assert frame.view == rig.source.view == "top"
        assert frame.pixels.dtype == np.uint8
        assert frame.pixels.ndim == 3
        assert frame.pixels.shape[2] == 3


def test_time_and_belt_never_run_backwards(rig: FrameRig) -> None:
    for before, after in pairwise(all_frames(rig)):
        assert after.taken_ns >= before.taken_ns
        assert after.tick > before.tick


def test_no_two_frames_share_their_pixels(rig: FrameRig) -> None:
    first, *rest = all_frames(rig)
    untouched = [frame.pixels.copy() for frame in rest]
    first.pixels[:] = 255
    assert all(np.array_equal(a.pixels, b) for a, b in zip(rest, untouched, strict=True))


def test_after_the_end_nothing_more_comes(rig: FrameRig) -> None:
    all_frames(rig)
    if not rig.ends:
        assert not rig.source.exhausted, "a live camera has no end"
        return
    assert rig.source.next(PATIENCE_S) is None
    assert rig.source.exhausted


def test_a_stopped_source_stops_again_without_harm(rig: FrameRig) -> None:
    rig.source.stop()
    rig.source.stop()
