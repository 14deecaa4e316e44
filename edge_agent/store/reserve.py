"""Room on the disk that is kept for records, so that a full disk does not end the station at once.

A file of zeros that is really allocated. When the disk takes no record any more, it is given up,
and the records go on in its room; it is laid by again once there is room for more than itself.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

NAME: Final = "reserve"
ROOM_BESIDE: Final = 2
"""It is laid by where the disk has so many times its size: it must not be what fills the disk."""


class Reserve:
    """Of one data folder; one thread at a time."""

    def __init__(self, folder: Path, size_bytes: int) -> None:
        self.file, self.size_bytes = folder / NAME, size_bytes

    @property
    def is_whole(self) -> bool:
        try:
            return self.file.stat().st_size >= self.size_bytes
        except OSError:
            return False

    def lay_by(self) -> bool:
        """Whether it is there now; False where the disk has no such room to spare."""
        if self.is_whole:
            return True
        try:
            return self.has_room() and self.allocate()
        except OSError:
            self.give_up()
            return False

    def has_room(self) -> bool:
        return shutil.disk_usage(self.file.parent).free >= ROOM_BESIDE * self.size_bytes

    def allocate(self) -> bool:
        """A file with holes would keep no room: every block is asked for."""
        with self.file.open("wb") as opened:
            os.posix_fallocate(opened.fileno(), 0, self.size_bytes)
        return True

    def give_up(self) -> bool:
        """Whether that made room."""
        was_there = self.file.exists()
        with suppress(OSError):
            self.file.unlink(missing_ok=True)
        return was_there
