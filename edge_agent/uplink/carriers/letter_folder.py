"""A folder of letters: one side puts whole files into it, the other takes them away.

Rules
- A letter is there whole or not at all; one that was cut or changed on a stick is set aside under
  another name, and never stops the others.
- Its name ends with the hash of what it says: the same letter is there once, however often it is
  sent. It begins with a number, for sticks know the time to two seconds only.
- Of a letter that is to be retained there is one for each topic, the newest.
- Whoever takes letters removes them only when he has them durably.
- There is room for so many; when they are reached, nothing more is put in.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from edge_agent.core.errors import Unreachable
from edge_agent.uplink.carriers.carried_post import Fetched
from edge_agent.uplink.carriers.letter_form import (
    LARGEST_LETTER_BYTES,
    LONGEST_HEADING_BYTES,
    LetterRefused,
    read_letter,
    written_letter,
)
from edge_agent.whole_files import write_whole
from hardware.letters import Letter

LETTER: Final = ".letter"
RETAINED: Final = ".retained.letter"
BAD: Final = ".bad"
MOST_BAD: Final = 20
NAME_DIGITS: Final = 32


@dataclass(frozen=True, slots=True)
class Room:
    """What there may be at most."""

    letters: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class LetterFolder:
    """Unreachable where the medium is gone or refuses."""

    folder: Path
    room: Room

    def put(self, letters: Iterable[Letter]) -> int:
        """How many of the first have found room."""
        taken = 0
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            there = There.found(self.entries())
            for letter in letters:
                if not self.has_room(there, letter):
                    break
                self.write(letter, there)
                taken += 1
        except OSError as error:
            raise lost(self.folder, error) from error
        return taken

    def has_room(self, there: "There", letter: Letter) -> bool:
        size = there.total_bytes + len(letter.payload)
        return len(there.names) < self.room.letters and size <= self.room.total_bytes

    def write(self, letter: Letter, there: "There") -> None:
        content = written_letter(letter)
        name = hashlib.sha256(content).hexdigest()[:NAME_DIGITS]
        if name in there.names:
            return
        there.number += 1
        there.names.add(name)
        there.total_bytes += len(content)
        if not letter.retain:
            write_whole(self.folder / f"{there.number:012}-{name}{LETTER}", content)
            return
        topic = hashlib.sha256(letter.topic.encode()).hexdigest()[:NAME_DIGITS]
        older = list(self.folder.glob(f"*-{topic}-*{RETAINED}"))
        write_whole(self.folder / f"{there.number:012}-{topic}-{name}{RETAINED}", content)
        for file in older:
            file.unlink(missing_ok=True)

    def look(self, most: int) -> list[Fetched]:
        """The letters that were put there first."""
        found = []
        try:
            for entry in sorted(self.entries(), key=name_of)[:most]:
                letter = self.read(Path(entry.path))
                if letter is not None:
                    found.append(Fetched(entry.name, letter))
        except OSError as error:
            raise lost(self.folder, error) from error
        return found

    def read(self, file: Path) -> Letter | None:
        """None where somebody took it meanwhile, or it is none; then it is set aside."""
        try:
            if file.stat().st_size > LARGEST_LETTER_BYTES + LONGEST_HEADING_BYTES:
                raise LetterRefused("too large")
            return read_letter(file.read_bytes())
        except FileNotFoundError:
            return None
        except LetterRefused:
            file.replace(file.with_suffix(BAD))
            self.clear_bad()
            return None

    def clear_bad(self) -> None:
        bad = sorted(self.folder.glob(f"*{BAD}"), key=lambda file: file.stat().st_mtime_ns)
        for file in bad[:-MOST_BAD]:
            file.unlink(missing_ok=True)

    def remove(self, names: Iterable[str]) -> None:
        try:
            for name in names:
                (self.folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise lost(self.folder, error) from error

    def clear(self) -> None:
        """Whatever lies there was of before; it is sent again."""
        try:
            self.remove([entry.name for entry in self.entries()])
        except OSError as error:
            raise lost(self.folder, error) from error

    def entries(self) -> Iterator["os.DirEntry[str]"]:
        if not self.folder.is_dir():
            return
        with os.scandir(self.folder) as found:
            for entry in found:
                if entry.name.endswith(LETTER) and not entry.name.startswith("."):
                    yield entry


@dataclass(slots=True)
class There:
    """What lies in a folder."""

    number: int = 0
    """The highest."""
    total_bytes: int = 0
    names: set[str] = field(default_factory=set)
    """Hashes of what the letters say."""

    @classmethod
    def found(cls, entries: Iterable["os.DirEntry[str]"]) -> Self:
        there = cls()
        for entry in entries:
            parts = entry.name.split(".", 1)[0].split("-")
            there.number = max(there.number, int(parts[0]) if parts[0].isdecimal() else 0)
            there.names.add(parts[-1])
            there.total_bytes += size_of(entry)
        return there


def size_of(entry: "os.DirEntry[str]") -> int:
    """0 for one that was taken meanwhile."""
    try:
        return entry.stat().st_size
    except FileNotFoundError:
        return 0


def name_of(entry: "os.DirEntry[str]") -> str:
    return entry.name


def lost(folder: Path, error: OSError) -> Unreachable:
    return Unreachable(f"{folder}: {error.strerror or error}; is the share or the stick there?")
