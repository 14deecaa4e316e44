"""A place keeps what it was given, whole, once, and says what is wrong where it cannot."""

from pathlib import Path

import pytest

from edge_agent.core.errors import InvalidInput, NotFound, StoreFailed
from simulators.broker import free_port
from tests.training.data.conftest import NewPlace
from training.data.errors import StoreAway
from training.data.places import UNFINISHED, open_place


def test_what_was_put_is_there_and_named(new_place: NewPlace) -> None:
    place = open_place(new_place())
    place.put({"pictures/ab/1": b"one", "pictures/ab/2": b"\x00" * 100_000, "x.txt": b""})
    assert place.read("pictures/ab/2") == b"\x00" * 100_000
    assert place.read("x.txt") == b""
    assert place.names("pictures/ab") == ["1", "2"]
    assert place.names("elsewhere") == []
    assert (place.has("pictures/ab/1"), place.has("pictures/ab/3")) == (True, False)
    with pytest.raises(NotFound, match="pictures/ab/3 is not there"):
        place.read("pictures/ab/3")


def test_a_name_is_made_once_and_never_overwritten(new_place: NewPlace) -> None:
    where = new_place()
    assert open_place(where).create("versions/1", b"first")
    assert not open_place(where).create("versions/1", b"second")
    assert open_place(where).read("versions/1") == b"first"


def test_what_is_not_finished_is_no_name(tmp_path: Path) -> None:
    place = open_place(str(tmp_path))
    place.put({"versions/1": b"x"})
    (tmp_path / "versions" / f"{UNFINISHED}abc").write_bytes(b"half")
    assert place.names("versions") == ["1"]


def test_nothing_unfinished_is_left_behind(tmp_path: Path) -> None:
    place = open_place(f"file://{tmp_path}")
    place.put({"a/1": b"x"})
    place.create("a/2", b"y")
    place.create("a/2", b"z")
    assert sorted(file.name for file in (tmp_path / "a").iterdir()) == ["1", "2"]


def test_a_disk_that_does_not_take_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a file where a folder must be")
    with pytest.raises(StoreFailed, match="free or mend the disk"):
        open_place(str(tmp_path)).put({"a/1": b"x"})


@pytest.mark.slow
def test_a_server_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    with pytest.raises(StoreAway, match="s3://data/set"):
        open_place("s3://data/set").names("versions")


def test_a_bucket_that_is_not_there_is_told(s3_bucket: str) -> None:
    with pytest.raises(NotFound, match="make the bucket first"):
        open_place("s3://no-such-bucket/set").put({"a": b"x"})


def test_an_unknown_kind_of_url_is_told() -> None:
    with pytest.raises(InvalidInput, match="nowhere://set"):
        open_place("nowhere://set")
