"""The disk under the data folder: room, how fast it writes, and how long it takes to be sure."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import NamedTemporaryFile
from typing import Final

from edge_agent.line.checking.findings import Finding, doubtful, fine, wrong
from hardware.interfaces import Clock

PART: Final = "disk"
WRITTEN_BYTES: Final = 16_000_000
SYNCS: Final = 20
LEAST_FREE_BYTES: Final = 1_000_000_000
"""Records of a day at 600 packs a minute, about 1 kB each."""
SLOWEST_MB_PER_S: Final = 20.0
"""All pictures of two views at 10 packs a second, 100 kB each, ten times over."""
SLOWEST_SYNC_MS: Final = 100.0
"""Records wait for it in groups; a worn SD card takes longer."""


@dataclass(frozen=True, slots=True)
class DiskSeen:
    folder: Path
    """The data folder, or where it will be made."""
    free_bytes: int
    mb_per_s: float
    sync_ms: float
    """Median time of a small write until it is on the disk."""


def look_at_disk(data: Path, picture_budget_bytes: int, clock: Clock) -> Iterator[Finding]:
    folder = nearest_there(data)
    try:
        seen = measured(folder, clock)
    except OSError as error:
        what = f"{folder} cannot be written: {error.strerror}"
        yield wrong(PART, what, "give the station's user this folder, or name another one")
        return
    yield from disk_findings(seen, picture_budget_bytes)


def nearest_there(folder: Path) -> Path:
    return next(place for place in (folder, *folder.absolute().parents) if place.is_dir())


def measured(folder: Path, clock: Clock) -> DiskSeen:
    """Writes beside the data, and leaves nothing behind."""
    with NamedTemporaryFile(dir=folder) as file:

        def took_s(content: bytes) -> float:
            begun_ns = clock.now_ns()
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            return (clock.now_ns() - begun_ns) / 1e9

        whole_s = took_s(bytes(WRITTEN_BYTES))
        syncs_s = [took_s(b"one record") for _ in range(SYNCS)]
    free_bytes = shutil.disk_usage(folder).free
    return DiskSeen(folder, free_bytes, WRITTEN_BYTES / 1e6 / whole_s, 1000 * median(syncs_s))


def disk_findings(seen: DiskSeen, picture_budget_bytes: int) -> Iterator[Finding]:
    free_gb = seen.free_bytes / 1e9
    if seen.free_bytes < LEAST_FREE_BYTES:
        what = f"only {free_gb:.1f} GB are free in {seen.folder}"
        yield wrong(PART, what, "make room, or name another folder in [data]")
    elif seen.free_bytes < picture_budget_bytes:
        what = f"{free_gb:.1f} GB are free and pictures may take {picture_budget_bytes / 1e9:.1f}"
        yield doubtful(PART, what, "lower picture_budget_mb, or make room")
    else:
        yield fine(PART, f"{free_gb:.0f} GB are free")
    speeds = f"writes {seen.mb_per_s:.0f} MB/s, and is sure of a record after {seen.sync_ms:.1f} ms"
    if seen.mb_per_s < SLOWEST_MB_PER_S or seen.sync_ms > SLOWEST_SYNC_MS:
        yield doubtful(PART, speeds, "use an SSD; a worn or cheap SD card makes records wait")
    else:
        yield fine(PART, speeds)
