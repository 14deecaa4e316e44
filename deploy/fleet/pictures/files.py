"""Pictures at the centre: pieces grow to a file, which is checked, and then has its sha256 as name.

Rules
- A piece is taken only where it goes on where the file ends; else nothing is changed. So pieces may
  come twice, late and out of turn, and to any of several processes on one folder.
- What is whole and not what its name says is thrown away, and begins anew.
- A finished picture is there whole or not at all, and durable before anybody hears of it.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Final

from edge_agent.core.errors import InvalidInput, StoreFailed
from edge_agent.core.keeping import PictureFormat
from edge_agent.store.pictures import INCOMING, picture_file, place_of, suffix_of
from edge_agent.uplink.pictures.letters import PicturePiece
from edge_agent.whole_files import write_whole

SUFFIX_OF_FORMAT: Final = {PictureFormat.PNG: ".png", PictureFormat.JPEG: ".jpg"}
KEPT_FOR: Final = timedelta(days=7)
"""How long a picture that does not go on is waited for."""
TIDY_EVERY: Final = timedelta(hours=1)


class CentrePictures:
    """Of one folder; any number of processes at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.anew = 0
        """Pictures that were not what their name says."""
        self.tidy_at: datetime | None = None

    def take(self, piece: PicturePiece) -> int:
        """How many bytes of the picture are here now, its size where it is whole. StoreFailed
        where the disk does not take it."""
        if picture_file(self.folder, piece.name.sha256) is not None:
            return piece.size_bytes
        part = self.part_of(piece)
        try:
            with locked(part) as opened:
                held = self.grown(opened, piece)
                if held < piece.size_bytes:
                    return held
                return self.finished(part, opened, piece)
        except OSError as error:
            raise StoreFailed(f"{part}: {error.strerror or error}; free the disk") from error

    def part_of(self, piece: PicturePiece) -> Path:
        """Of its own station: no other one writes into it."""
        owner = hashlib.sha256(piece.station.encode()).hexdigest()[:16]
        return self.folder / INCOMING / f"{owner}-{piece.name.sha256}.part"

    def grown(self, opened: IO[bytes], piece: PicturePiece) -> int:
        held = opened.seek(0, 2)
        if held > piece.size_bytes:
            opened.truncate(0)
            return 0
        if piece.content and piece.begin == held:
            opened.write(piece.content)
            opened.flush()
            held += len(piece.content)
        return held

    def finished(self, part: Path, opened: IO[bytes], piece: PicturePiece) -> int:
        opened.seek(0)
        encoded = opened.read()
        if is_right(encoded, piece):
            suffix = SUFFIX_OF_FORMAT[piece.format]
            write_whole(place_of(self.folder, piece.name.sha256, suffix), encoded)
            held = piece.size_bytes
        else:
            self.anew += 1
            held = 0
        part.unlink(missing_ok=True)
        return held

    def drop(self, station: str, sha256: str) -> None:
        """It never comes whole."""
        owner = hashlib.sha256(station.encode()).hexdigest()[:16]
        (self.folder / INCOMING / f"{owner}-{sha256}.part").unlink(missing_ok=True)

    def tidy(self, now: datetime) -> None:
        """Removes what has not gone on for long; now and then."""
        if self.tidy_at is not None and now < self.tidy_at:
            return
        self.tidy_at = now + TIDY_EVERY
        oldest = (now - KEPT_FOR).timestamp()
        for part in (self.folder / INCOMING).glob("*.part"):
            if part.stat().st_mtime < oldest:
                part.unlink(missing_ok=True)


@contextmanager
def locked(part: Path) -> Iterator[IO[bytes]]:
    """Opened to read and to append; one process at a time."""
    part.parent.mkdir(parents=True, exist_ok=True)
    with part.open("a+b") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield opened


def is_right(encoded: bytes, piece: PicturePiece) -> bool:
    if hashlib.sha256(encoded).hexdigest() != piece.name.sha256:
        return False
    try:
        return suffix_of(encoded) == SUFFIX_OF_FORMAT[piece.format]
    except InvalidInput:
        return False
