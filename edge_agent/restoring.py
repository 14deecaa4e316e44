"""Makes a station's data folder from a backup of it.

Rules
- A restored log begins a boot that no log of this station ever had. The centre may have entries
  that were written after the backup, and (boot, seq) must never name two things.
- Nothing is restored over anything, nothing while the station runs, and nothing that is not as the
  backup wrote it.
"""

import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Final

from pydantic import ValidationError

from edge_agent.backing_up import DATA, EVENTS, MANIFEST, Manifest, sha256_of, synced
from edge_agent.core.errors import Conflict, InvalidInput, NotFound, StoreFailed
from edge_agent.sqlite_files import connect, transaction
from edge_agent.store.events import EventStore
from edge_agent.whole_files import made_whole, make_folder

RESTORED: Final = "restored"


@dataclass(frozen=True, slots=True)
class Restored:
    manifest: Manifest
    boot: int
    """Of the log from now on."""


def restore(backup: Path, folder: Path, station: str, now: datetime) -> Restored:
    """Makes the data folder from a backup of this very station. The station must not run.

    NotFound where `backup` is none; InvalidInput where it is not as it was written; Conflict where
    it is another station's, `folder` has something in it, or the clock stands before the backup.
    """
    manifest = manifest_in(backup)
    refuse_unless_fit(manifest, folder, station, now)
    verify(backup / DATA, manifest)
    try:
        with made_whole(folder, folder.with_name(f".{folder.name}.restored")) as unfinished:
            lay(backup / DATA, unfinished, manifest)
            boot = begin_anew(unfinished / EVENTS, manifest, now)
            if folder.exists():
                shutil.rmtree(folder)
    except OSError as error:
        raise StoreFailed(f"{folder} was not restored: {error}; begin again") from error
    return Restored(manifest, boot)


def manifest_in(backup: Path) -> Manifest:
    file = backup / MANIFEST
    if not file.is_file():
        raise NotFound(f"{file} is not there; name the folder that a backup made")
    try:
        return Manifest.model_validate_json(file.read_bytes())
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(f"{file}: {place}: {first['msg']}") from error


def refuse_unless_fit(manifest: Manifest, folder: Path, station: str, now: datetime) -> None:
    if manifest.station != station:
        raise Conflict(f"this is a backup of {manifest.station}, and this station is {station}")
    if folder.is_dir() and any(file.suffix != ".lock" for file in folder.iterdir()):
        raise Conflict(f"{folder} is not empty; move it away, and keep it until all is well")
    if now <= manifest.at:
        raise Conflict(
            f"the backup was made at {manifest.at:%Y-%m-%d %H:%M} UTC, and the clock says "
            f"{now:%Y-%m-%d %H:%M}; set the clock"
        )


def verify(data: Path, manifest: Manifest) -> None:
    """InvalidInput for the first file that is not as it was written."""
    if EVENTS not in {one.path for one in manifest.files}:
        raise InvalidInput(f"{data.parent / MANIFEST} names no {EVENTS}")
    for one in manifest.files:
        file = data / one.path
        if ".." in PurePosixPath(one.path).parts or PurePosixPath(one.path).is_absolute():
            raise InvalidInput(f"{data.parent / MANIFEST} names {one.path}, outside of its folder")
        if not file.is_file() or file.stat().st_size != one.bytes or sha256_of(file) != one.sha256:
            raise InvalidInput(f"{file} is not as the backup wrote it; take another backup")


def lay(data: Path, folder: Path, manifest: Manifest) -> None:
    for one in manifest.files:
        target = folder / one.path
        make_folder(target.parent)
        shutil.copyfile(data / one.path, target)
        shutil.copymode(data / one.path, target)
        synced(target)


def begin_anew(events: Path, manifest: Manifest, now: datetime) -> int:
    """A boot lasts a second at least, so a boot that is named by the seconds since 1970 is later
    than all that followed the backup, and than those of every restore before."""
    before = max(manifest.log.boot, int(now.timestamp()))
    uri = f"{events.resolve().as_uri()}?mode=rw"
    with closing(connect(uri, events)) as connection, transaction(connection, events):
        connection.execute("INSERT INTO boots (boot) VALUES (?)", (before + 1,))
    with closing(EventStore.open(events)) as store:
        body = {
            "backup_at": manifest.at.astimezone(UTC).isoformat(),
            **manifest.log.model_dump(),
        }
        store.append(RESTORED, body, now)
        return store.boot
