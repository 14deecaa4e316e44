"""Writes a file whole: a reader finds the old content or the new, never a part of it."""

import os
from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    """Temporary name, fsync, rename; the folder is made where it is missing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.new")
    with temporary.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(file)
