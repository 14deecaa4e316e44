"""Writes a file or a folder whole: a reader finds all of it or what was before, never a part."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def made_whole(folder: Path, unfinished: Path, mode: int = 0o777) -> Iterator[Path]:
    """`unfinished`, empty, to be filled: it becomes `folder` at the end, or nothing of it is left.

    What was left of an attempt that was killed is removed. `mode` is less what the umask takes.
    """
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        make_folder(unfinished.parent)
        unfinished.mkdir(mode)
        yield unfinished
        unfinished.rename(folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
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
