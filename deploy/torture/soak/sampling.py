"""What a process and a folder hold at a moment, as Linux tells it; one line of JSON a sample.

Resident memory counts what is shared with other processes as well; PSS gives each its part.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from simulators.processes import children_of, command_of

KB: Final = 1024
MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Held:
    """By one process."""

    pid: int
    resident_mb: float
    pss_mb: float
    handles: int
    threads: int


@dataclass(frozen=True, slots=True)
class Sample:
    at_s: float
    """Since the line began."""
    processes: dict[str, Held]
    """By what they do; one that is dead at the moment lacks."""
    disk_mb: dict[str, float]
    """By what lies there."""
    load: float
    """Processes that run or wait to, on all cores, over the last minute."""


@dataclass
class Samples:
    """All of a run, also in a file, so that a run that was cut off can be looked at."""

    file: Path
    kept: list[Sample] = field(default_factory=list)

    def add(self, sample: Sample) -> None:
        self.kept.append(sample)
        with self.file.open("a", encoding="utf-8") as written:
            written.write(json.dumps(asdict(sample)) + "\n")


def sample(at_s: float, pids: Mapping[str, int], places: Mapping[str, Iterable[Path]]) -> Sample:
    found = {name: held for name, pid in pids.items() if (held := held_by(pid)) is not None}
    sizes = {name: sum(map(size_of, files)) / MB for name, files in places.items()}
    return Sample(at_s, found, sizes, os.getloadavg()[0])


def held_by(pid: int) -> Held | None:
    """None where it ends meanwhile."""
    place = Path(f"/proc/{pid}")
    try:
        status = fields((place / "status").read_text())
        rollup = fields((place / "smaps_rollup").read_text())
        handles = sum(1 for _ in (place / "fd").iterdir())
    except OSError:
        return None
    if "VmRSS" not in status or "Pss" not in rollup:
        return None  # it has ended, and nobody has waited for it yet
    return Held(
        pid,
        resident_mb=status["VmRSS"] * KB / MB,
        pss_mb=rollup["Pss"] * KB / MB,
        handles=handles,
        threads=status["Threads"],
    )


def fields(text: str) -> dict[str, int]:
    """The lines `Name:   number [kB]`."""
    split = (line.split() for line in text.splitlines())
    return {one[0][:-1]: int(one[1]) for one in split if len(one) > 1 and one[1].isdigit()}


def size_of(place: Path) -> int:
    """Of a file, or of all that lies in a folder; what vanishes meanwhile counts nothing."""
    if not place.is_dir():
        return file_size(place)
    return sum(map(file_size, files_in(place)))


def files_in(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder):
        yield from (Path(root) / name for name in names)


def file_size(file: Path) -> int:
    with suppress(OSError):
        return file.stat().st_size
    return 0


def child_of(pid: int, word: str) -> int | None:
    """The child of a process with this word on its command line."""
    return next((child for child in children_of(pid) if word in command_of(child)), None)
