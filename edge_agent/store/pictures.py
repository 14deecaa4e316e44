"""Picture files named by the hash of their content, under a budget of bytes.

A picture is there whole or not at all: it is written under another name, synced, then renamed.
Over the budget the oldest are shed first, and counted. A picture saved again is young again.
"""

import hashlib
import os
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path

from edge_agent.core.errors import InvalidInput, NotFound, StoreFailed
from edge_agent.whole_files import make_folder, write_whole

SUFFIX_OF_BEGINNING = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}
INCOMING = "incoming"
"""Where pictures lie while they are written; what is found there at opening was never finished."""


class PictureStore:
    """Saves and sheds pictures; one process and one thread at a time."""

    def __init__(self, folder: Path, budget_bytes: int) -> None:
        if budget_bytes <= 0:
            raise ValueError(f"the budget of {folder} must be positive, not {budget_bytes} bytes")
        self.folder = folder
        self.budget_bytes = budget_bytes
        self.shed_count = 0
        """Pictures removed for the budget, or for room on the disk, since opening."""
        try:
            clear_unfinished(folder)
            self._sizes = measured(folder)
            self._youngest_ns = max(map(modified_ns, self._sizes), default=0)
            self.used_bytes = sum(self._sizes.values())
            self._shed(self.budget_bytes)
        except OSError as error:
            raise not_kept(folder, error) from error

    def save(self, encoded: bytes) -> str:
        """Durable on return. The picture's sha256 in hexadecimal.

        InvalidInput for what is neither PNG nor JPEG or does not fit the budget by itself;
        StoreFailed when the disk is full or read-only.
        """
        suffix = suffix_of(encoded)
        if len(encoded) > self.budget_bytes:
            raise InvalidInput(
                f"a picture of {len(encoded)} bytes does not fit the budget of "
                f"{self.budget_bytes} bytes of {self.folder}; raise the budget"
            )
        digest = hashlib.sha256(encoded).hexdigest()
        file = place_of(self.folder, digest, suffix)
        try:
            if file in self._sizes and file.is_file():
                self._sizes.move_to_end(file)
            else:
                self._add(file, encoded)
            self._make_youngest(file)
            self._shed(self.budget_bytes)
        except OSError as error:
            raise not_kept(file, error) from error
        return digest

    def give_up(self, wanted_bytes: int) -> int:
        """Sheds the oldest until so many bytes are free that were not. How many pictures."""
        kept_bytes, before = max(0, self.used_bytes - wanted_bytes), self.shed_count
        with suppress(OSError):
            self._shed(kept_bytes)
        return self.shed_count - before

    def _add(self, file: Path, encoded: bytes) -> None:
        write_whole(file, encoded, unfinished=self.folder / INCOMING / file.name)
        self.used_bytes += len(encoded) - self._sizes.pop(file, 0)
        self._sizes[file] = len(encoded)

    def _make_youngest(self, file: Path) -> None:
        """Kernels stamp files in steps of milliseconds, and clocks jump; the order must hold."""
        os.utime(file)
        self._youngest_ns = max(self._youngest_ns + 1, modified_ns(file))
        os.utime(file, ns=(self._youngest_ns, self._youngest_ns))

    def _shed(self, most_bytes: int) -> None:
        """The one just saved is the youngest and fits its budget, so it is never shed for that."""
        while self.used_bytes > most_bytes:
            file, size = next(iter(self._sizes.items()))
            file.unlink(missing_ok=True)
            del self._sizes[file]
            self.used_bytes -= size
            self.shed_count += 1


def read_picture(folder: Path, digest: str) -> bytes:
    """The encoded picture; NotFound when it was shed, never kept, or is no longer what it was."""
    file = picture_file(folder, digest)
    if file is None:
        raise NotFound(f"picture {digest} is not in {folder}; it was shed or never kept")
    try:
        encoded = file.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(f"picture {digest} was shed just now") from error
    if hashlib.sha256(encoded).hexdigest() != digest:
        raise NotFound(f"{file} was changed after it was saved; it is no evidence")
    return encoded


def picture_file(folder: Path, digest: str) -> Path | None:
    """Where it lies; None when it was shed or never kept."""
    places = (place_of(folder, digest, suffix) for suffix in SUFFIX_OF_BEGINNING.values())
    return next((place for place in places if place.is_file()), None)


def place_of(folder: Path, digest: str, suffix: str) -> Path:
    """Two levels of folders keep each one small: ab/cd/abcd….png."""
    return folder / digest[:2] / digest[2:4] / f"{digest}{suffix}"


def suffix_of(encoded: bytes) -> str:
    for beginning, suffix in SUFFIX_OF_BEGINNING.items():
        if encoded.startswith(beginning):
            return suffix
    raise InvalidInput("only PNG and JPEG pictures are kept")


def modified_ns(file: Path) -> int:
    return file.stat().st_mtime_ns


def clear_unfinished(folder: Path) -> None:
    incoming = folder / INCOMING
    make_folder(incoming)
    for file in incoming.iterdir():
        file.unlink()


def measured(folder: Path) -> OrderedDict[Path, int]:
    """Every picture with its size in bytes, oldest first."""
    found = [(file, file.stat()) for file in folder.glob("??/??/*.*")]
    found.sort(key=lambda entry: entry[1].st_mtime_ns)
    return OrderedDict((file, status.st_size) for file, status in found)


def not_kept(place: Path, error: OSError) -> StoreFailed:
    return StoreFailed(f"{place}: {error.strerror or error}; free the disk or check permissions")
