"""A disk as it may look after the power was cut: what was synced is there, of the rest anything.

Rules
- A write that no sync of its file followed is there, or is not, or is there in part: by sectors of
  512 bytes, and in any order with the others. So are the size and the truncations of the file.
- A name is made, changed or removed in its folder at the next sync of that folder; without one, the
  first few of its folder's changes are there. A file whose name never got there is gone.
- A file and its name are separate: each needs its own sync.
So hostile is hardly a real file system; ext4 keeps more of an order (Pillai et al., All File
Systems Are Not Created Equal, OSDI 2014).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path, PurePosixPath
from random import Random
from typing import Final, Union

from deploy.torture.durability.disk_notes import Deed, Note

SECTOR_BYTES: Final = 512
SHARES: Final = (0.0, 0.1, 0.5, 0.9, 1.0)
"""Of the unsynced changes of a file that are there."""
WHOLE: Final = (1.0, 1.0, 0.9, 0.5)
"""Of the sectors of a change that is there."""


@dataclass(frozen=True, slots=True)
class Written:
    offset: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Resized:
    size: int


Change = Written | Resized


@dataclass
class File:
    synced: bytearray = field(default_factory=bytearray)
    changes: list[Change] = field(default_factory=list)
    """Since the last sync, in their order."""

    def sync(self) -> None:
        for change in self.changes:
            apply(self.synced, change)
        self.changes.clear()

    def after_cut(self, random: Random) -> bytearray:
        """What may be found."""
        content = bytearray(self.synced)
        share, whole = random.choice(SHARES), random.choice(WHOLE)
        kept = [change for change in self.changes if random.random() < share]
        if random.random() < 0.5:
            random.shuffle(kept)
        for change in kept:
            for part in sectors(change):
                if random.random() < whole:
                    apply(content, part)
        return content


Entries = dict[str, Union["File", "Folder"]]
Renaming = tuple[tuple[str, Union["File", "Folder", None]], ...]
"""Names and what they stand for from now on, all at once; None: for nothing any more."""


@dataclass
class Folder:
    synced: Entries = field(default_factory=dict)
    live: Entries = field(default_factory=dict)
    changes: list[Renaming] = field(default_factory=list)

    def change(self, *names: tuple[str, "File | Folder | None"]) -> None:
        rename(self.live, names)
        self.changes.append(names)

    def sync(self) -> None:
        self.synced = dict(self.live)
        self.changes.clear()

    def after_cut(self, random: Random) -> Entries:
        entries = dict(self.synced)
        for names in self.changes[: random.randint(0, len(self.changes))]:
            rename(entries, names)
        return entries


class Disk:
    """Of one folder; follows the notes one by one."""

    def __init__(self, root: Path) -> None:
        self.root_name, self.root = PurePosixPath(root), Folder()

    def follow(self, note: Note) -> None:
        parts = self.parts(note.name)
        if note.deed is Deed.SYNC:
            if (found := self.found(parts)) is not None:
                found.sync()
        elif note.deed in (Deed.WRITE, Deed.TRUNCATE):
            self.write(parts, note)
        else:
            self.rename(parts, note)

    def write(self, parts: Sequence[str], note: Note) -> None:
        """What is written to a file whose name was removed is lost anyway."""
        found = self.found(parts)
        if isinstance(found, File):
            is_write = note.deed is Deed.WRITE
            change = Written(note.offset, note.written) if is_write else Resized(note.offset)
            found.changes.append(change)

    def rename(self, parts: Sequence[str], note: Note) -> None:
        folder, name = self.folder(parts[:-1]), parts[-1]
        if note.deed is Deed.CREATE:
            folder.change((name, File()))
        elif note.deed is Deed.FOLDER:
            folder.change((name, Folder()))
        elif note.deed is Deed.REMOVE:
            folder.change((name, None))
        else:
            self.move(folder, name, self.parts(note.other))

    def move(self, folder: Folder, name: str, to: Sequence[str]) -> None:
        other, moved = self.folder(to[:-1]), folder.live[name]
        if other is folder:
            folder.change((to[-1], moved), (name, None))
        else:
            other.change((to[-1], moved))
            folder.change((name, None))

    def image(self, place: Path, random: Random) -> None:
        """Lays what may be found into the folder `place`."""
        lay(self.root, place, random)

    def parts(self, name: str) -> tuple[str, ...]:
        return PurePosixPath(name).relative_to(self.root_name).parts

    def found(self, parts: Sequence[str]) -> "File | Folder | None":
        if not parts:
            return self.root
        return self.folder(parts[:-1]).live.get(parts[-1])

    def folder(self, parts: Iterable[str]) -> Folder:
        here = self.root
        for part in parts:
            inner = here.live[part]
            if not isinstance(inner, Folder):
                raise TypeError(f"{part} is no folder in {self.root_name}")
            here = inner
        return here


def lay(folder: Folder, place: Path, random: Random) -> None:
    place.mkdir(parents=True, exist_ok=True)
    for name, one in folder.after_cut(random).items():
        if isinstance(one, Folder):
            lay(one, place / name, random)
        else:
            (place / name).write_bytes(one.after_cut(random))


def rename(entries: Entries, names: Renaming) -> None:
    for name, one in names:
        if one is None:
            entries.pop(name, None)
        else:
            entries[name] = one


def sectors(change: Change) -> Iterable[Change]:
    """Each part lies within one sector of the disk."""
    if isinstance(change, Resized):
        return [change]
    begin, content = change.offset, change.content
    ends = range((begin // SECTOR_BYTES + 1) * SECTOR_BYTES, begin + len(content), SECTOR_BYTES)
    places = [begin, *ends, begin + len(content)]
    return [Written(one, content[one - begin : other - begin]) for one, other in pairwise(places)]


def apply(content: bytearray, change: Change) -> None:
    size = change.size if isinstance(change, Resized) else change.offset + len(change.content)
    if len(content) < size:
        content.extend(bytes(size - len(content)))
    if isinstance(change, Resized):
        del content[size:]
    else:
        content[change.offset : size] = change.content
