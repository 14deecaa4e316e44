"""Erases a station's folder for good, as far as a program can, secrets first.

Rules
- Every file is overwritten once with random bytes, forced onto the disk and then removed. One that
  others may not read, a key, a database of people, goes before everything else: whatever stops the
  erasing, what was signed or hashed with them opens nothing any more.
- No link is followed: it is removed, and what it points to is another's.
- It may be broken off and begun again.

What this cannot do: flash memory and file systems that copy on write keep old blocks that no
program reaches by a file's name. Only a disk that was encrypted from the beginning is erased for
certain, by destroying its key (NIST SP 800-88 calls that cryptographic erase).
"""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from edge_agent.core.errors import StoreFailed
from edge_agent.whole_files import sync_folder

PIECE_BYTES: Final = 1024 * 1024
OTHERS: Final = 0o077


@dataclass(frozen=True, slots=True)
class Erased:
    files: int = 0
    bytes: int = 0

    def __add__(self, other: "Erased") -> "Erased":
        return Erased(self.files + other.files, self.bytes + other.bytes)


def erase_folder(folder: Path) -> Erased:
    """The folder and all in it. StoreFailed with the file that could not be erased."""
    secrets, others = secrets_and_others(folder)
    erased = Erased()
    for file in secrets:
        erased += erase_file(file)
    for file in others:
        erased += overwritten(file)
    os.sync()
    for file in others:
        remove(file)
    remove_folders(folder)
    return erased


def erase_file(file: Path) -> Erased:
    """Gone from the disk on return."""
    erased = overwritten(file, is_forced=True)
    remove(file)
    sync_folder(file.parent)
    return erased


def secrets_and_others(folder: Path) -> tuple[list[Path], list[Path]]:
    found = sorted(entries(folder))
    secrets = [file for file in found if is_secret(file)]
    return secrets, sorted(set(found) - set(secrets))


def entries(folder: Path) -> Iterator[Path]:
    """Whatever is no folder, at any depth; links as they are."""
    for place, folders, files in os.walk(folder):
        yield from (Path(place, name) for name in files)
        yield from (Path(place, name) for name in folders if Path(place, name).is_symlink())


def is_secret(file: Path) -> bool:
    """Only its owner may read it: so are all of ours made that hold a secret."""
    try:
        mode = file.lstat().st_mode
    except FileNotFoundError:
        return False
    return stat.S_ISREG(mode) and not mode & OTHERS


def overwritten(file: Path, is_forced: bool = False) -> Erased:
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            return Erased(1, 0)
        file.chmod(stat.S_IRUSR | stat.S_IWUSR)
        with file.open("r+b", buffering=0) as opened:
            size = os.fstat(opened.fileno()).st_size
            for piece in pieces(size):
                opened.write(os.urandom(piece))
            if is_forced:
                os.fsync(opened.fileno())
    except OSError as error:
        raise StoreFailed(f"{file} could not be overwritten: {error.strerror}") from error
    return Erased(1, size)


def pieces(size: int) -> Iterable[int]:
    whole, rest = divmod(size, PIECE_BYTES)
    return [*[PIECE_BYTES] * whole, *([rest] if rest else [])]


def remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise StoreFailed(f"{file} could not be removed: {error.strerror}") from error


def remove_folders(folder: Path) -> None:
    try:
        for place, _, _ in os.walk(folder, topdown=False):
            Path(place).rmdir()
        sync_folder(folder.parent)
    except OSError as error:
        raise StoreFailed(f"{folder} could not be removed: {error.strerror}") from error
