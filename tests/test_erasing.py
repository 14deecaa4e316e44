import os
from pathlib import Path

import pytest

from edge_agent.core.errors import StoreFailed
from edge_agent.erasing import (
    PIECE_BYTES,
    Erased,
    erase_folder,
    overwritten,
    secrets_and_others,
)
from edge_agent.people.office import Office
from tests.people.samples import NOW, QUICK

SECRET = b"a picture of a pack"


def written(file: Path, content: bytes = SECRET, mode: int = 0o644) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    file.chmod(mode)
    return file


def test_a_folder_is_gone_with_all_that_was_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    written(folder / "pictures" / "ab" / "one.jpg")
    written(folder / "keys" / "station.key", mode=0o600)
    (folder / "empty").mkdir()
    assert erase_folder(folder) == Erased(2, 2 * len(SECRET))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES, PIECE_BYTES + 1])
def test_what_stood_on_the_disk_is_overwritten_to_the_last_byte(tmp_path: Path, size: int) -> None:
    """A second name of the same file shows what became of its blocks."""
    file = written(tmp_path / "data" / "file", b"s" * size)
    witness = tmp_path / "witness"
    os.link(file, witness)
    erase_folder(tmp_path / "data")
    left = witness.read_bytes()
    assert len(left) == size
    assert b"ssss" not in left


def test_what_only_its_owner_may_read_goes_first(tmp_path: Path) -> None:
    """Whatever stops the erasing then, keys are gone."""
    picture = written(tmp_path / "a" / "picture.jpg")
    key = written(tmp_path / "z" / "station.key", mode=0o600)
    assert secrets_and_others(tmp_path) == ([key], [picture])


def test_no_link_is_followed(tmp_path: Path) -> None:
    others = written(tmp_path / "others" / "file")
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "link").symlink_to(others)
    (folder / "folder").symlink_to(others.parent)
    erase_folder(folder)
    assert others.read_bytes() == SECRET


def test_an_erasing_that_was_broken_off_is_begun_again(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    file = written(folder / "one")
    overwritten(file)
    assert file.exists()
    erase_folder(folder)
    assert not folder.exists()


def test_a_file_that_cannot_be_overwritten_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreFailed, match="nowhere"):
        overwritten(tmp_path / "nowhere")


def test_all_that_an_office_keeps_to_itself_goes_first(tmp_path: Path) -> None:
    Office(tmp_path, "plant-1/line-1/box", NOW, QUICK).close()
    secrets, others = secrets_and_others(tmp_path)
    assert {"people.db", "audit.db", "station.key"} <= {file.name for file in secrets}
    assert "trust.toml" in {file.name for file in others}
