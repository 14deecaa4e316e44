"""A station's end of a repository of releases: what is released, and its archive, both verified.

python-tuf does the verifying (The Update Framework, specification 1.0); this gives it the
station's own idea of the time, its limits and its words.

The trust begins with one root.json that a person gave the station, and goes on from root to root;
what was seen once is kept in the folder, so that nothing older is believed later.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from tuf.api.exceptions import DownloadError, DownloadLengthMismatchError, RepositoryError
from tuf.api.metadata import TargetFile
from tuf.ngclient import Updater, UpdaterConfig
from tuf.ngclient.fetcher import FetcherInterface

from edge_agent.core.errors import Conflict, NotFound
from edge_agent.inspection.bundle import MOST_BUNDLE_BYTES
from edge_agent.releases.errors import ReleaseRefused, SourceAway
from edge_agent.releases.latest_time import latest_time

METADATA: Final = "metadata"
TARGETS: Final = "targets"
LOCK: Final = "lock"
LATEST: Final = "latest-time"
LIMITS: Final = UpdaterConfig(
    max_root_rotations=64,
    max_delegations=0,
    root_max_length=65_536,
    timestamp_max_length=16_384,
    snapshot_max_length=65_536,
    targets_max_length=1_048_576,
)


@dataclass(frozen=True, slots=True)
class Released:
    """One bundle that is released."""

    name: str
    bytes: int
    sha256: str
    custom: dict[str, Any]
    """What whoever released it says of it."""


class Releases:
    """One at a time for a folder. `root`: the first root.json, from a person."""

    def __init__(self, folder: Path, root: bytes, source: FetcherInterface) -> None:
        self.folder, self.root, self.source = folder, root, source

    def look(self, now: datetime) -> list[Released]:
        """All that is released now. ReleaseRefused, SourceAway; Conflict where another looks."""
        with self.updater(now) as updater:
            return [released(target) for target in targets_of(updater)]

    def fetch(self, name: str, now: datetime) -> Path:
        """Its archive, whole and verified. The same errors; ReleaseRefused for an unknown name."""
        with self.updater(now) as updater:
            target = updater.get_targetinfo(name)
            if target is None:
                raise ReleaseRefused(f"{name} is not released; released are: {names_of(updater)}")
            if target.length > MOST_BUNDLE_BYTES:
                raise ReleaseRefused(
                    f"{name} has {target.length} bytes; a bundle has at most {MOST_BUNDLE_BYTES}"
                )
            found = updater.find_cached_target(target) or updater.download_target(target)
            return Path(found)

    @contextmanager
    def updater(self, now: datetime) -> Iterator[Updater]:
        """With the newest metadata."""
        for name in (METADATA, TARGETS):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        at = latest_time(self.folder / LATEST, now)
        with self.alone(), told_by(self.source):
            updater = Updater(
                str(self.folder / METADATA),
                METADATA,
                str(self.folder / TARGETS),
                TARGETS,
                fetcher=self.source,
                config=LIMITS,
                bootstrap=self.root,
            )
            # It would ask the computer's clock, which anybody may have set back.
            updater._trusted_set.reference_time = at
            updater.refresh()
            yield updater

    @contextmanager
    def alone(self) -> Iterator[None]:
        with (self.folder / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Conflict(f"{self.folder}: another process looks for releases") from error
            yield


def root_in(file: Path) -> bytes:
    """The first root.json, as a person brought it. NotFound where it is not there."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise NotFound(f"{file}: {error.strerror}; expected a repository's root.json") from error


@contextmanager
def told_by(source: FetcherInterface) -> Iterator[None]:
    """In our words. Who does not answer is away; who answers something else is refused."""
    try:
        yield
    except (RepositoryError, DownloadLengthMismatchError) as error:
        raise ReleaseRefused(f"{source}: {type(error).__name__}: {error}") from error
    except DownloadError as error:
        raise SourceAway(f"{source}: {error}") from error


def targets_of(updater: Updater) -> list[TargetFile]:
    targets = updater._trusted_set.targets.targets
    return [targets[name] for name in sorted(targets)]


def names_of(updater: Updater) -> str:
    return ", ".join(target.path for target in targets_of(updater)) or "none"


def released(target: TargetFile) -> Released:
    return Released(target.path, target.length, target.hashes["sha256"], target.custom or {})
