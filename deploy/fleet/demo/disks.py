"""Where simulated stations write: each stands for a computer with a disk of its own.

Every transaction of a station waits until its disk has it. Two hundred stations on one disk would
wait for each other as no real ones do, so they write to memory where there is enough of it, by the
same code. What the centre writes goes to the disk.
"""

import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

MEMORY: Final = Path("/dev/shm")  # noqa: S108  # Linux: a file system in memory; temporary at that
BYTES_OF_A_STATION: Final = 2_000_000
BYTES_OF_A_RECORD: Final = 6_000
FILES_OF_A_STATION: Final = 12


@contextmanager
def stations_folder(folder: Path, stations: int, records: int) -> Iterator[Path]:
    """In memory, gone at the end; in `folder` where memory has no room for so many records."""
    needed = stations * BYTES_OF_A_STATION + records * BYTES_OF_A_RECORD
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < 2 * needed:
        yield folder
        return
    with TemporaryDirectory(prefix="packwarden-fleet-", dir=MEMORY) as in_memory:
        yield Path(in_memory)


def allow_files(stations: int) -> None:
    """As many open files as so many stations need, where the system's own limit is lower."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 256 + stations * FILES_OF_A_STATION
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
