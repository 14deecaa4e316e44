from pathlib import Path

import pytest

from hardware.cameras.files import FileCamera
from hardware.clock import RealClock
from hardware.errors import DeviceMissing
from hardware.interfaces import Frame
from hardware.pictures import encode_jpeg, encode_png
from tests.samples import StandingClock, a_picture


def filled(folder: Path, *names: str) -> Path:
    for seed, name in enumerate(names):
        (folder / name).write_bytes(encode_png(a_picture(seed, height=10 + seed)))
    return folder


def frames_of(camera: FileCamera) -> list[Frame]:
    camera.start()
    frames = []
    while not camera.exhausted:
        if (frame := camera.next(0.0)) is not None:
            frames.append(frame)
    return frames


def test_a_folder_comes_in_name_order_and_other_files_are_left_alone(tmp_path: Path) -> None:
    filled(tmp_path, "b.png", "a.PNG", "c.jpg")
    (tmp_path / "notes.txt").write_text("not a picture")
    frames = frames_of(FileCamera("top", tmp_path, None, StandingClock(), print))
    assert [frame.pixels.shape[0] for frame in frames] == [11, 10, 12]


def test_a_broken_picture_is_told_and_counted_and_keeps_its_number(tmp_path: Path) -> None:
    filled(tmp_path, "1.png", "4.png")
    (tmp_path / "2.png").write_bytes(b"")
    (tmp_path / "3.jpg").write_bytes(encode_jpeg(a_picture())[:40])
    (tmp_path / "5.png").write_bytes(b"nothing")
    told: list[str] = []
    frames = frames_of(FileCamera("top", tmp_path, None, StandingClock(), told.append))
    assert [(frame.frame_no, frame.dropped_before) for frame in frames] == [(1, 0), (4, 2)]
    assert [Path(line.split(":")[0]).name for line in told] == ["2.png", "3.jpg", "5.png"]


def test_a_started_again_folder_begins_again(tmp_path: Path) -> None:
    camera = FileCamera("top", filled(tmp_path, "1.png", "2.png"), None, StandingClock(), print)
    assert len(frames_of(camera)) == len(frames_of(camera)) == 2


def test_a_paced_folder_gives_each_picture_at_its_time_and_none_before(tmp_path: Path) -> None:
    clock = StandingClock()
    camera = FileCamera("top", filled(tmp_path, "1.png", "2.png"), 10.0, clock, print)
    camera.start()
    first = camera.next(0.0)
    assert first is not None
    assert first.taken_ns == 0
    assert camera.next(0.04) is None
    assert clock.ns == 40_000_000
    second = camera.next(1.0)
    assert second is not None
    assert second.taken_ns == clock.ns == 100_000_000


@pytest.mark.parametrize("content", [None, b"", b"no film at all"])
def test_what_is_neither_folder_nor_film_is_missing(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "film.avi"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DeviceMissing, match=r"film\.avi"):
        FileCamera("top", path, None, StandingClock(), print).start()


def test_a_folder_without_pictures_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DeviceMissing, match="no pictures"):
        FileCamera("top", tmp_path, None, StandingClock(), print).start()


@pytest.mark.pictures
def test_a_real_film_gives_its_frames(picture_data: Path) -> None:
    film = picture_data / "intel-sample-video" / "bottle-detection.mp4"
    camera = FileCamera("side", film, None, RealClock(), print)
    camera.start()
    frames = [camera.next(0.0) for _ in range(30)]
    camera.stop()
    assert [frame.frame_no for frame in frames if frame is not None] == list(range(1, 31))
    assert {frame.pixels.shape for frame in frames if frame is not None} == {(360, 640, 3)}
