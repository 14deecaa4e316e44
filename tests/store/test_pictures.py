import errno
import hashlib
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.core.errors import InvalidInput, NotFound, StoreFailed
from edge_agent.store.pictures import INCOMING, PictureStore, not_kept, read_picture
from hardware.pictures import encode_jpeg, encode_png
from tests.samples import a_picture

PLENTY = 10_000_000


def picture_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def test_a_picture_is_named_by_its_content_and_comes_back_whole(tmp_path: Path) -> None:
    store = PictureStore(tmp_path, PLENTY)
    for encoded, suffix in ((encode_png(a_picture()), ".png"), (encode_jpeg(a_picture()), ".jpg")):
        digest = store.save(encoded)
        assert digest == hashlib.sha256(encoded).hexdigest()
        assert (tmp_path / digest[:2] / digest[2:4] / f"{digest}{suffix}").is_file()
        assert read_picture(tmp_path, digest) == encoded


def test_the_same_picture_is_kept_once(tmp_path: Path) -> None:
    store = PictureStore(tmp_path, PLENTY)
    encoded = encode_png(a_picture())
    assert store.save(encoded) == store.save(encoded)
    assert store.used_bytes == len(encoded)
    assert len(picture_files(tmp_path)) == 1


def test_over_the_budget_the_oldest_are_shed_and_counted(tmp_path: Path) -> None:
    pictures = [encode_png(a_picture(seed)) for seed in range(6)]
    store = PictureStore(tmp_path, sum(len(each) for each in pictures[3:]))
    digests = [store.save(encoded) for encoded in pictures]
    assert store.shed_count == 3
    for digest in digests[:3]:
        with pytest.raises(NotFound, match="shed"):
            read_picture(tmp_path, digest)
    assert [read_picture(tmp_path, digest) for digest in digests[3:]] == pictures[3:]


SOME_PICTURES = [encode_png(a_picture(seed)) for seed in range(6)]


@settings(deadline=None)  # every save is synced to a disk that others use, too
@given(
    some.lists(some.integers(0, 5) | some.none(), max_size=25),
    some.integers(len(max(SOME_PICTURES, key=len)), 5 * len(SOME_PICTURES[0])),
)
def test_whatever_is_saved_the_youngest_that_fit_are_there(
    steps: list[int | None], budget_bytes: int
) -> None:
    """A step saves one of six pictures, or opens the store again (None)."""
    young: list[int] = []
    with TemporaryDirectory() as folder:
        store = PictureStore(Path(folder), budget_bytes)
        for step in steps:
            if step is None:
                store = PictureStore(Path(folder), budget_bytes)
            else:
                store.save(SOME_PICTURES[step])
                young = [other for other in young if other != step] + [step]
                while sum(len(SOME_PICTURES[each]) for each in young) > budget_bytes:
                    young.pop(0)
        there = {file.read_bytes() for file in picture_files(Path(folder))}
        assert there == {SOME_PICTURES[each] for each in young}
        assert store.used_bytes == sum(map(len, there))


def test_a_picture_saved_again_is_young_again(tmp_path: Path) -> None:
    first, second, third = (encode_png(a_picture(seed)) for seed in range(3))
    store = PictureStore(tmp_path, len(first) + len(second) + len(third) - 1)
    digest = store.save(first)
    store.save(second)
    store.save(first)
    store.save(third)
    assert read_picture(tmp_path, digest) == first
    assert store.shed_count == 1


def test_the_usage_is_measured_again_at_opening_and_a_smaller_budget_sheds(tmp_path: Path) -> None:
    store = PictureStore(tmp_path, PLENTY)
    pictures = [encode_png(a_picture(seed)) for seed in range(3)]
    digests = [store.save(encoded) for encoded in pictures]
    assert PictureStore(tmp_path, PLENTY).used_bytes == store.used_bytes
    smaller = PictureStore(tmp_path, len(pictures[1]) + len(pictures[2]))
    assert smaller.shed_count == 1
    assert read_picture(tmp_path, digests[2]) == pictures[2]
    with pytest.raises(NotFound):
        read_picture(tmp_path, digests[0])


def test_a_picture_that_somebody_deleted_is_kept_anew(tmp_path: Path) -> None:
    store = PictureStore(tmp_path, PLENTY)
    encoded = encode_png(a_picture())
    store.save(encoded)
    picture_files(tmp_path)[0].unlink()
    assert read_picture(tmp_path, store.save(encoded)) == encoded
    assert store.used_bytes == len(encoded)


def test_what_was_never_finished_is_cleared_at_opening(tmp_path: Path) -> None:
    (tmp_path / INCOMING).mkdir()
    (tmp_path / INCOMING / "half.png").write_bytes(b"\x89PNG")
    assert PictureStore(tmp_path, PLENTY).used_bytes == 0
    assert picture_files(tmp_path) == []


def test_a_picture_larger_than_the_budget_is_refused_and_sheds_nothing(tmp_path: Path) -> None:
    small, large = encode_png(a_picture()), encode_png(a_picture(1, 200, 200))
    store = PictureStore(tmp_path, len(small))
    digest = store.save(small)
    with pytest.raises(InvalidInput, match="does not fit the budget"):
        store.save(large)
    assert read_picture(tmp_path, digest) == small


def test_only_png_and_jpeg_are_kept(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="PNG and JPEG"):
        PictureStore(tmp_path, PLENTY).save(b"GIF89a")


def test_a_disk_that_does_not_take_it_is_told_and_leaves_nothing_half(tmp_path: Path) -> None:
    store = PictureStore(tmp_path, PLENTY)
    shutil.rmtree(tmp_path / INCOMING)
    with pytest.raises(StoreFailed, match="free the disk"):
        store.save(encode_png(a_picture()))
    assert picture_files(tmp_path) == []
    assert store.used_bytes == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_named(tmp_path: Path) -> None:
    with pytest.raises(OSError) as caught, Path("/dev/full").open("wb", buffering=0) as full:  # noqa: PT011
        full.write(b"x")
    assert caught.value.errno == errno.ENOSPC
    assert "No space left" in str(not_kept(tmp_path, caught.value))


def test_a_picture_changed_behind_our_back_is_no_evidence(tmp_path: Path) -> None:
    digest = PictureStore(tmp_path, PLENTY).save(encode_png(a_picture()))
    picture_files(tmp_path)[0].write_bytes(encode_png(a_picture(5)))
    with pytest.raises(NotFound, match="changed"):
        read_picture(tmp_path, digest)
