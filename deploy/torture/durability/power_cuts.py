"""Cuts the power at any moment of a session, many times, and starts the station on what is left.

Of every image: each group that was acknowledged is there, the log has no gap and no group in part,
SQLite finds no fault, every picture that a record names is whole, and so is the standing, which is
that of the last acknowledged group or of one after it.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Final

from deploy.torture.durability.cut_power import Disk
from deploy.torture.durability.cut_session import (
    ACKNOWLEDGED,
    EVENTS,
    PICTURES,
    STANDING,
    standing_of,
)
from deploy.torture.durability.disk_notes import Deed, Note, notes_in
from deploy.torture.durability.groups import Flaws, looked_at
from deploy.torture.durability.shim import built, environment
from edge_agent.core.errors import NotFound, PackwardenError
from edge_agent.store.events import EventReader, EventStore
from edge_agent.store.pictures import PictureStore, read_picture
from hardware.clock import RealClock

GROUPS: Final = 36
BUDGET_BYTES: Final = 100_000_000
LONGEST_SESSION_S: Final = 300
NOT_THERE: Final = ("-shm", ".lock")
"""Memory that processes share, and a lock: nothing of them outlives the power."""


@dataclass
class Cuts:
    images: int = 0
    acknowledged: int = 0
    """Groups, over all images."""
    flaws: Flaws = field(default_factory=Flaws)
    pictures_lost: int = 0
    files_torn: int = 0
    """Written whole, and found old, empty or in part."""

    @property
    def is_flawless(self) -> bool:
        return self.flaws.is_none and not self.pictures_lost and not self.files_torn


def session(folder: Path, groups: int, seed: int) -> tuple[Path, list[Note]]:
    """Where it was written, and what the shim noted of it."""
    written, notes = folder / "station", folder / "notes"
    written.mkdir()
    module = "deploy.torture.durability.cut_session"
    command = [sys.executable, "-m", module, str(written), str(groups), str(seed)]
    subprocess.run(  # noqa: S603 - our own program
        command,
        env=environment(built(folder), written, notes),
        check=True,
        timeout=LONGEST_SESSION_S,
    )
    return written, list(notes_in(notes))


def cut(folder: Path, images: int, seconds: float, seed: int, groups: int = GROUPS) -> Cuts:
    """At most so many images, spread over one session, and none begun after so many seconds."""
    clock, random, cuts = RealClock(), Random(seed), Cuts()
    until_ns = clock.now_ns() + round(seconds * 1e9)
    root, notes = session(folder, groups, seed)
    moments = sorted(random.choices(range(1, len(notes) + 1), k=images))
    for disk, acknowledged in at_moments(root, notes, moments):
        if clock.now_ns() >= until_ns:
            break
        with TemporaryDirectory(prefix="packwarden-cut-") as name:
            place = Path(name)
            disk.image(place, random)
            look(place, acknowledged, cuts)
    rmtree(root)
    return cuts


def at_moments(root: Path, notes: list[Note], moments: list[int]) -> Iterator[tuple[Disk, int]]:
    """The disk, and the last acknowledged group, when so many notes were taken."""
    disk, acknowledged, followed = Disk(root), 0, 0
    for moment in moments:
        for note in notes[followed:moment]:
            if not note.name.endswith(f"/{ACKNOWLEDGED}"):
                if not note.name.endswith(NOT_THERE):
                    disk.follow(note)
            elif note.deed is Deed.WRITE:
                acknowledged = int(note.written)
        followed = moment
        yield disk, acknowledged


def look(place: Path, acknowledged: int, cuts: Cuts) -> None:
    cuts.images += 1
    cuts.acknowledged += acknowledged
    try:
        PictureStore(place / PICTURES, BUDGET_BYTES)
        EventStore.open(place / EVENTS).close()
        _, flaws = looked_at(place / EVENTS, acknowledged)
        cuts.pictures_lost += pictures_lost(place)
    except PackwardenError:
        flaws = replace(Flaws(), damaged=1)
    cuts.flaws += flaws
    cuts.files_torn += not is_standing_whole(place / STANDING, acknowledged)


def pictures_lost(place: Path) -> int:
    """Named by a record, and not there as they were."""
    with closing(EventReader(place / EVENTS)) as reader:
        named = [name for one in reader.records() for name in one.record.pictures.values()]
    return sum(not is_there(place, name) for name in named)


def is_there(place: Path, name: str) -> bool:
    try:
        return bool(read_picture(place / PICTURES, name))
    except NotFound:
        return False


def is_standing_whole(file: Path, acknowledged: int) -> bool:
    try:
        found = file.read_bytes()
    except FileNotFoundError:
        return acknowledged == 0
    try:
        group = int(json.loads(found)["group"])
    except ValueError:
        return False
    return group >= acknowledged and found == standing_of(group)
