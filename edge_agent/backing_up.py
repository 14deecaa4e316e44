"""A copy of a station's data folder, made while the station runs.

Rules
- Databases are copied by SQLite's online backup: all that was committed when the copying of that
  file began, and nothing in part. All other files are written whole, so each is copied whole.
- The log is copied first: what a record names was on the disk before the record.
- The manifest has the hash of every file and is written last. A copy without one is none.
- What a check has earned (standing.json) is not copied: levels that were lowered since would come
  back. After a restore people raise them again; the certificates are there.
"""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from edge_agent.core.errors import Conflict, NotFound, StoreFailed
from edge_agent.sqlite_files import connect, told
from edge_agent.whole_files import made_whole, make_folder, sync_folder, write_whole

EVENTS: Final = "events.db"
MANIFEST: Final = "manifest.json"
DATA: Final = "data"
PICTURES: Final = "pictures"
LEFT_OUT: Final = {"standing.json", "reserve"}
NOT_COPIED: Final = ("-wal", "-shm", "-journal", ".lock", ".new")
"""Endings of files that belong to others, to running processes, or are not finished."""
UNFINISHED: Final = {"incoming"}
SQLITE: Final = b"SQLite format 3\0"
OWNER_ONLY: Final = 0o700
PIECE_BYTES: Final = 1024 * 1024


class CopiedFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    """Within the data folder, with slashes."""
    bytes: int
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Counts(BaseModel):
    """Of the log."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    boot: int
    records: int
    events: int


class Manifest(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["packwarden.backup.1"] = "packwarden.backup.1"
    station: str
    """SITE/LINE/STATION."""
    at: datetime
    log: Counts
    files: tuple[CopiedFile, ...]


def back_up(
    folder: Path, backup: Path, station: str, now: datetime, with_pictures: bool = False
) -> Manifest:
    """Makes the folder `backup`. NotFound where the station has no log; Conflict where `backup` is
    there; StoreFailed, and nothing is left of it, where the disk does not take it."""
    if not (folder / EVENTS).is_file():
        raise NotFound(f"{folder / EVENTS} is not there; this station has not run yet")
    if backup.exists():
        raise Conflict(f"{backup} is there; name a folder that is not")
    try:
        with made_whole(backup, backup.with_name(f".{backup.name}.new"), OWNER_ONLY) as unfinished:
            return copied(folder, unfinished, station, now, with_pictures)
    except OSError as error:
        raise StoreFailed(f"{backup} was not written: {error}") from error


def copied(folder: Path, place: Path, station: str, now: datetime, with_pictures: bool) -> Manifest:
    files = [
        copy
        for path in paths_in(folder, with_pictures)
        if (copy := copy_of(folder, place / DATA, path)) is not None
    ]
    log = counts_of(place / DATA / EVENTS)
    manifest = Manifest(station=station, at=now, log=log, files=tuple(files))
    write_whole(place / MANIFEST, manifest.model_dump_json(indent=1).encode() + b"\n")
    return manifest


def paths_in(folder: Path, with_pictures: bool) -> Iterator[PurePosixPath]:
    """Of what is copied, the log first."""
    yield PurePosixPath(EVENTS)
    for place, folders, names in os.walk(folder):
        here = Path(place).relative_to(folder)
        left_out = UNFINISHED if with_pictures else {*UNFINISHED, PICTURES}
        folders[:] = sorted(name for name in folders if name not in left_out)
        for name in sorted(names):
            path = PurePosixPath(here / name)
            if str(path) not in {EVENTS, *LEFT_OUT} and not name.endswith(NOT_COPIED):
                yield path


def copy_of(folder: Path, place: Path, path: PurePosixPath) -> CopiedFile | None:
    """None for what is no file, or gone by now, as a picture that was shed."""
    source, target = folder / path, place / path
    if not source.is_file() or source.is_symlink():
        return None
    make_folder(target.parent)
    try:
        if is_database(source):
            copy_database(source, target)
        else:
            shutil.copyfile(source, target)
        shutil.copymode(source, target)
    except FileNotFoundError:
        target.unlink(missing_ok=True)
        return None
    synced(target)
    return CopiedFile(path=str(path), bytes=target.stat().st_size, sha256=sha256_of(target))


def is_database(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(SQLITE)) == SQLITE


def copy_database(source: Path, target: Path) -> None:
    """Whoever writes it is not kept waiting."""
    with (
        closing(connect(f"{source.resolve().as_uri()}?mode=ro", source)) as before,
        closing(sqlite3.connect(target)) as after,
        told(source),
    ):
        before.backup(after)
        after.execute("PRAGMA journal_mode = DELETE")


def synced(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
    sync_folder(file.parent)


def sha256_of(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while piece := opened.read(PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def counts_of(events: Path) -> Counts:
    uri = f"{events.resolve().as_uri()}?mode=ro"
    with closing(connect(uri, events)) as connection, told(events):
        boot = connection.execute("SELECT max(boot) FROM boots").fetchone()[0]
        records = connection.execute("SELECT count(*) FROM records").fetchone()[0]
        happened = connection.execute("SELECT count(*) FROM events").fetchone()[0]
    return Counts(boot=boot or 0, records=records, events=happened)
