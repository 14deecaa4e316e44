"""Writes a file whole: a reader finds the old content or the new, never a part of it."""

import os
from pathlib import Path


def write_whole(file: Path, content: bytes, unfinished: Path | None = None) -> None:
    """Temporary name, sync, rename, sync of the folder. Leaves nothing half behind.

    `unfinished` is the temporary name, on the same file system; by default a hidden one beside it.
    """
    if unfinished is None:
        unfinished = file.with_name(f".{file.name}.new")
    try:
        make_folder(file.parent)
        with unfinished.open("wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        unfinished.replace(file)
        sync_folder(file.parent)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def make_folder(folder: Path) -> None:
    """With all above it; durable on return. A file is only as durable as every folder it lies in,
    and of a new one only a sync of the folder above keeps the name (fsync(2))."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
