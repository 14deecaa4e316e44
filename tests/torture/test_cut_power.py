"""The model of a disk after a power cut: hostile to what was not synced, and only to that."""

from pathlib import Path
from random import Random

from deploy.torture.durability.cut_power import SECTOR_BYTES, Disk, Written, sectors
from deploy.torture.durability.disk_notes import Deed, Note

ROOT = Path("/disk")
TRIES = 60


def note(deed: Deed, name: str, written: bytes = b"", offset: int = 0, other: str = "") -> Note:
    return Note(deed, f"{ROOT}/{name}".rstrip("/"), f"{ROOT}/{other}", offset, written)


def found(notes: list[Note], folder: Path, name: str) -> set[bytes | None]:
    """Every content that the file may have; None: it is not there."""
    disk = Disk(ROOT)
    for one in notes:
        disk.follow(one)
    seen: set[bytes | None] = set()
    for seed in range(TRIES):
        place = folder / str(seed)
        disk.image(place, Random(seed))
        seen.add((place / name).read_bytes() if (place / name).exists() else None)
    return seen


BEGUN = [note(Deed.CREATE, "a"), note(Deed.WRITE, "a", b"one")]
SYNCED = [*BEGUN, note(Deed.SYNC, "a"), note(Deed.SYNC, "")]


def test_a_file_and_its_name_need_a_sync_each(tmp_path: Path) -> None:
    assert found(BEGUN, tmp_path / "none", "a") == {None, b"", b"one"}
    assert found([*BEGUN, note(Deed.SYNC, "a")], tmp_path / "file", "a") == {None, b"one"}
    assert found([*BEGUN, note(Deed.SYNC, "")], tmp_path / "name", "a") == {b"", b"one"}
    assert found(SYNCED, tmp_path / "both", "a") == {b"one"}


def test_a_renaming_is_there_or_not_and_never_half(tmp_path: Path) -> None:
    renamed = [*SYNCED, note(Deed.RENAME, "a", other="b")]
    assert found(renamed, tmp_path / "b", "b") == {None, b"one"}
    synced = [*renamed, note(Deed.SYNC, "")]
    assert found(synced, tmp_path / "synced", "b") == {b"one"}
    assert found(synced, tmp_path / "old", "a") == {None}


def test_a_file_in_a_new_folder_is_as_durable_as_the_name_of_the_folder(tmp_path: Path) -> None:
    notes = [
        note(Deed.FOLDER, "new"),
        note(Deed.CREATE, "new/a"),
        note(Deed.WRITE, "new/a", b"one"),
        note(Deed.SYNC, "new/a"),
        note(Deed.SYNC, "new"),
    ]
    assert found(notes, tmp_path / "lost", "new/a") == {None, b"one"}
    assert found([*notes, note(Deed.SYNC, "")], tmp_path / "kept", "new/a") == {b"one"}


def test_writes_are_torn_between_sectors_and_come_in_any_order(tmp_path: Path) -> None:
    old, new = b"o" * 2 * SECTOR_BYTES, b"n" * 2 * SECTOR_BYTES
    notes = [
        *(note(Deed.CREATE, "a"), note(Deed.WRITE, "a", old)),
        *(note(Deed.SYNC, "a"), note(Deed.SYNC, "")),
        note(Deed.WRITE, "a", new),
    ]
    half_old, half_new = old[:SECTOR_BYTES], new[:SECTOR_BYTES]
    seen = found(notes, tmp_path, "a")
    assert {old, new, half_old + half_new, half_new + half_old} == seen


def test_sectors_begin_where_the_disks_do() -> None:
    change = Written(500, bytes(600))
    parts = [part for part in sectors(change) if isinstance(part, Written)]
    assert [(part.offset, len(part.content)) for part in parts] == [
        (500, 12),
        (512, 512),
        (1024, 76),
    ]
